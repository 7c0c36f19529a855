from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    name = "wasl.channels.backoffice"
    label = "backoffice"
