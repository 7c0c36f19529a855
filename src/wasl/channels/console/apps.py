from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "wasl.channels.console"
    label = "console"

    def ready(self) -> None:
        from wasl.channels.console import acts  # noqa: F401  registers what a second person approves
