from importlib import import_module

from django.apps import AppConfig

PLUGINS = ("mrz", "barcode", "credential", "face_demo")


class VerificationConfig(AppConfig):
    name = "wasl.identity.verification"
    label = "verification"

    def ready(self) -> None:
        for plugin in PLUGINS:
            import_module(f"{self.name}.contrib.{plugin}")
