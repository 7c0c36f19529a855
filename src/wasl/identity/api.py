"""The door of identity: staff accounts with a role in an office, and the API keys of their programs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from wasl.core.text import Text
from wasl.identity.models import LOOKS_AT_PERSONS, ApiKey, Role, Staff

__all__ = ["LOOKS_AT_PERSONS", "DemoAccount", "Role", "Staff", "account_of_key", "ensure_demo_accounts"]


@dataclass(frozen=True)
class DemoAccount:
    """A log-in of the demo; its password is public, so that it exists in demo mode alone."""

    username: str
    password: str
    name: Text
    office: str
    role: Role
    api_key: str | None = None


def account_of_key(secret: str) -> Staff | None:
    """The active account that an unrevoked key stands for."""
    key = (
        ApiKey.objects.select_related("account")
        .filter(digest=ApiKey.digest_of(secret), revoked=None, account__is_active=True)
        .first()
    )
    return key.account if key else None


@transaction.atomic
def ensure_demo_accounts(accounts: Sequence[DemoAccount]) -> None:
    """Create those demo accounts and keys that are missing; leave the others as they are."""
    for demo in accounts:
        account = Staff.objects.filter(username=demo.username).first() or Staff.objects.create_user(
            demo.username,
            demo.password,
            name_ar=demo.name.ar,
            name_en=demo.name.en,
            office=demo.office,
            role=demo.role,
        )
        if demo.api_key and not ApiKey.objects.filter(digest=ApiKey.digest_of(demo.api_key)).exists():
            ApiKey.issue(account, "demo", demo.api_key)
