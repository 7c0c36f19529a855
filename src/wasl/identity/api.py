"""The door of identity: staff accounts with a role in an office, and the API keys of their programs."""

from wasl.identity.demo import DemoAccount, demo_accounts, ensure_demo_accounts, is_public
from wasl.identity.models import LOOKS_AT_PERSONS, ApiKey, Role, Staff

__all__ = [
    "LOOKS_AT_PERSONS",
    "DemoAccount",
    "Role",
    "Staff",
    "account_of_key",
    "demo_accounts",
    "ensure_demo_accounts",
]


def account_of_key(secret: str) -> Staff | None:
    """The active account that an unrevoked key stands for."""
    if is_public(secret):
        return None
    key = (
        ApiKey.objects.select_related("account")
        .filter(digest=ApiKey.digest_of(secret), revoked=None, account__is_active=True)
        .first()
    )
    return key.account if key else None
