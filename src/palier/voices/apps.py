from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "palier.voices"
    label = "voices"
    verbose_name = "Voix"
