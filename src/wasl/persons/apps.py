from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "wasl.persons"
    label = "persons"
    verbose_name = "Persons"
    default_auto_field = "django.db.models.BigAutoField"
