from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "palier.visits"
    label = "visits"
    verbose_name = "Visites"
