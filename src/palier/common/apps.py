from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "palier.common"
    label = "common"
    verbose_name = "Socle commun"
