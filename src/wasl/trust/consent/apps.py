from django.apps import AppConfig

from wasl.core.passage import guard_tables


class ConsentConfig(AppConfig):
    name = "wasl.trust.consent"
    label = "consent"

    def ready(self) -> None:
        guard_tables("consent_consentrecord", "consent_evidence")
