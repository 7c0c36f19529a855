from django.apps import AppConfig

from wasl.core.passage import guard_tables


class ProtectionConfig(AppConfig):
    name = "wasl.protection"
    label = "protection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        guard_tables("protection_publicfigure", "protection_concerned")
