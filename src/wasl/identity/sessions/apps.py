from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "wasl.identity.sessions"
    label = "signins"  # Django has an app of sessions
