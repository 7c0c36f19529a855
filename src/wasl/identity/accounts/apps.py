from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "wasl.identity.accounts"
    label = "accounts"

    def ready(self) -> None:
        """A passkey that is removed takes the level with it that it was bound for."""
        from wasl.identity.accounts import binding  # noqa: F401
