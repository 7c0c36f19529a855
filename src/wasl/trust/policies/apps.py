from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "wasl.trust.policies"
    label = "policies"
