from django.apps import AppConfig

from wasl.core.passage import guard_tables


class PersonsConfig(AppConfig):
    name = "wasl.persons"
    label = "persons"

    def ready(self) -> None:
        guard_tables(
            "persons_person",
            "persons_token",
            "persons_link",
            "persons_unsurepair",
            "persons_opinion",
            "persons_engineanswer",
            "persons_change",
        )
