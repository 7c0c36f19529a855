from django.apps import AppConfig

from wasl.core.passage import guard_tables


class DocumentsConfig(AppConfig):
    name = "wasl.documents"
    label = "documents"

    def ready(self) -> None:
        guard_tables("documents_content")
