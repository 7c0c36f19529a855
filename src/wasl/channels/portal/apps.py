from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "wasl.channels.portal"
    label = "portal"
