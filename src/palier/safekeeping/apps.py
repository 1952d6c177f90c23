from django.apps import AppConfig


class SafekeepingConfig(AppConfig):
    name = "palier.safekeeping"
    label = "safekeeping"
    verbose_name = "Sauvegardes"
