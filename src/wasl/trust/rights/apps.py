from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "wasl.trust.rights"
    label = "rights"
