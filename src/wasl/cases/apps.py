from django.apps import AppConfig

from wasl.core.passage import guard_tables


class CasesConfig(AppConfig):
    name = "wasl.cases"
    label = "cases"

    def ready(self) -> None:
        from wasl.cases import settling, uploads  # noqa: F401  they listen: for settled payments, for files that go

        guard_tables("cases_filled", "cases_upload", "cases_said", "cases_content")
