from django.apps import AppConfig


class ImpactConfig(AppConfig):
    name = "palier.impact"
    label = "impact"
    verbose_name = "Impact"
