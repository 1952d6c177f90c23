from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "palier.places"
    label = "places"
    verbose_name = "Lieux"
