from django.apps import AppConfig


class LanguagesConfig(AppConfig):
    name = "palier.languages"
    label = "languages"
    verbose_name = "Langues"
