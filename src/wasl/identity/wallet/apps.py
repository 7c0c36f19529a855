from django.apps import AppConfig


class WalletConfig(AppConfig):
    name = "wasl.identity.wallet"
    label = "wallet"
