from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "palier.partners"
    label = "partners"
    verbose_name = "Partenaires"
