from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "wasl.catalogue"
    label = "catalogue"
