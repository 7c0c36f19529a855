"""A whole staff taken on at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from wasl.identity.models import Role, Staff

BATCH = 500


@dataclass(frozen=True)
class Newcomer:
    """An account to be. Nobody can sign in with it until a password is given."""

    username: str
    name_ar: str
    name_en: str
    office: str  # agency
    role: Role = Role.OFFICER
    person: str | None = None  # handle
    governorate: str | None = None


def ensure_staff(newcomers: Iterable[Newcomer]) -> int:
    """Make the accounts that are missing, leave the others as they are; how many there were to make."""
    known = set(Staff.objects.values_list("username", flat=True))
    fresh = [_account(one) for one in newcomers if one.username not in known]
    Staff.objects.bulk_create(fresh, batch_size=BATCH)
    return len(fresh)


def _account(one: Newcomer) -> Staff:
    account = Staff(**vars(one))
    account.set_unusable_password()
    return account
