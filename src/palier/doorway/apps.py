from django.apps import AppConfig


class DoorwayConfig(AppConfig):
    name = "palier.doorway"
    label = "doorway"
    verbose_name = "Pages des habitants"
