from django.apps import AppConfig


class MissionsConfig(AppConfig):
    name = "palier.missions"
    label = "missions"
    verbose_name = "Missions"
