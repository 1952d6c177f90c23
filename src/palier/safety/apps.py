from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "palier.safety"
    label = "safety"
    verbose_name = "Sécurité"
