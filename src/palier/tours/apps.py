from django.apps import AppConfig


class ToursConfig(AppConfig):
    name = "palier.tours"
    label = "tours"
    verbose_name = "Tournées"
