"""The log-ins of the demo, as the country pack names them. Their passwords and the secrets of their time codes are
public: they open nothing outside it.
"""

from dataclasses import dataclass

import pyotp
from django.db import transaction
from pydantic import BaseModel, ConfigDict, RootModel

from wasl.core.conf import settings
from wasl.core.text import Text
from wasl.country.api import load_yaml_model, pack
from wasl.identity.models import ApiKey, Role, Staff
from wasl.persons.api import elders, examples


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    password: str
    name: Text
    office: str
    role: Role
    time_code: str  # secret of the second factor, base32
    api_key: str | None = None


@dataclass(frozen=True)
class DemoAccount:
    """One log-in."""

    username: str
    password: str
    name: Text
    office: str  # agency
    role: Role
    time_code: str
    api_key: str | None


def demo_accounts() -> list[DemoAccount]:
    """Those of the pack's demo.yaml in demo mode; none otherwise. Raises PackError."""
    return _published() if settings().demo else []


def demo_time_code(username: str) -> str | None:
    """What a demo account's second factor shows at this moment; None for others, and outside demo mode."""
    secret = next((one.time_code for one in demo_accounts() if one.username == username), None)
    return pyotp.TOTP(secret).now() if secret else None


def fits_demo_time_code(username: str, code: str) -> bool:
    """A visitor of the demo may be half a minute late; a code that everybody can read needs no guard against replay."""
    secret = next((one.time_code for one in demo_accounts() if one.username == username), None)
    return bool(secret) and pyotp.TOTP(str(secret)).verify(code, valid_window=1)


def is_public(secret: str) -> bool:
    """Whether a password or key is one that everybody can read in the pack and that must open nothing: no demo runs.

    A store that once served a demo still holds its accounts.
    """
    if settings().demo:
        return False
    return any(secret in (account.password, account.api_key) for account in _published())


def _published() -> list[DemoAccount]:
    path = pack().folder / "demo.yaml"
    entries = load_yaml_model(path, RootModel[dict[str, _Entry]]).root if path.exists() else {}
    return [
        DemoAccount(username, one.password, one.name, one.office, one.role, one.time_code, one.api_key)
        for username, one in entries.items()
    ]


@transaction.atomic
def ensure_demo_accounts() -> None:
    """Create those demo accounts and keys that are missing; leave the others as they are."""
    for demo in demo_accounts():
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


def seat_demo_agents() -> None:
    """Say who the demo's counter agents are in the made-up nation: who is nobody there may serve nobody."""
    names = [one.username for one in demo_accounts() if one.role == Role.AGENT]
    waiting = Staff.objects.filter(username__in=names, person=None).order_by("username")
    taken = set(Staff.objects.exclude(person=None).values_list("person", flat=True))
    free = [one.handle for one in examples(elders(), 50) if one.handle not in taken]
    for account, person in zip(waiting, reversed(free), strict=False):
        Staff.objects.filter(pk=account.pk).update(person=person)
