"""Whom the journal names: colleagues by their names, everybody else by their part."""

from collections.abc import Iterable

from wasl.core.text import Text
from wasl.identity.api import Staff
from wasl.identity.staffing.api import May, who_may

STAFF = "staff:"


def colleagues(office: str) -> list[tuple[str, Text]]:
    """Those of an office who work on cases: user name and name."""
    found = Staff.objects.filter(office=office, role__in=who_may(May.WORK_ON_CASES), is_active=True)
    return [(one.username, Text(ar=one.name_ar, en=one.name_en)) for one in found.order_by("username")]


def names_of(usernames: Iterable[str], office: str) -> dict[str, Text]:
    """Of those who work in the office, also of those who have left their work."""
    found = Staff.objects.filter(username__in=set(usernames), office=office)
    return {one.username: Text(ar=one.name_ar, en=one.name_en) for one in found}


def username_of(account: str) -> str:
    """Blank for whoever is no member of staff."""
    return account.removeprefix(STAFF) if account.startswith(STAFF) else ""
