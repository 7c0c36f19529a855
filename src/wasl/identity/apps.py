from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "wasl.identity"
    label = "identity"
