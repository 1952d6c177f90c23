from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "palier.desk"
    label = "desk"
    verbose_name = "Bureau"
