from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "wasl.identity.staffing"
    label = "staffing"

    def ready(self) -> None:
        from wasl.identity.staffing import leaving, members, serving  # noqa: F401  signals and dangerous acts
