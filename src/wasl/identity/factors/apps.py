from django.apps import AppConfig


class FactorsConfig(AppConfig):
    name = "wasl.identity.factors"
    label = "factors"

    def ready(self) -> None:
        from wasl.identity.factors import telling  # noqa: F401  hears of changes
