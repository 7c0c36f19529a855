from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "wasl.messaging"
    label = "messaging"
