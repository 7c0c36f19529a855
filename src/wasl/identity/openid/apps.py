from django.apps import AppConfig


class OpenidConfig(AppConfig):
    name = "wasl.identity.openid"
    label = "openid"

    def ready(self) -> None:
        from wasl.identity.openid import leaving  # noqa: F401  hears of sessions that end
