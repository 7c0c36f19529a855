"""An office with two heads and an officer, and a protection officer elsewhere."""

from dataclasses import dataclass
from functools import cache

import pytest
from django.contrib.auth.hashers import make_password

from wasl.identity.api import Role, Staff

PASSWORD = "a long and quiet password"


@cache
def encoded() -> str:
    """Hashing is slow on purpose: once is enough."""
    return make_password(PASSWORD)


def member(username: str, role: str = Role.OFFICER, office: str = "mcit", **more: object) -> Staff:
    return Staff.objects.create(
        username=username, password=encoded(), name_ar=username, name_en=username, office=office, role=role, **more
    )


@dataclass(frozen=True)
class Office:
    head: Staff
    other_head: Staff
    officer: Staff
    watcher: Staff  # protection officer
    stranger: Staff  # head of another office


@pytest.fixture
def office(db: None) -> Office:
    return Office(
        member("head", Role.OFFICE_HEAD),
        member("other-head", Role.OFFICE_HEAD),
        member("mona"),
        member("watcher", Role.PROTECTION, "data-protection-centre"),
        member("stranger", Role.OFFICE_HEAD, "health"),
    )
