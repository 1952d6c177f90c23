from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "palier.config"
    label = "palier_config"

    def ready(self) -> None:
        from palier.config import wiring

        wiring.connect()
