from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "palier.teams"
    label = "teams"
    verbose_name = "Équipes"
