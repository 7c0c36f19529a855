from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "wasl.channels.counter"
    label = "counter"
