"""Alerts that people choose, found by going through what is new in the ledger about them when they open their pages.

Each wish remembers up to which entry looks were weighed; alerts and that mark are written in one transaction, so that
none is lost and none comes twice.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from django.db import transaction

from wasl.country.api import pack
from wasl.trust.rights.looks import Entry, looks_after, newest_seq
from wasl.trust.rights.models import Alarm, Alert, Wish

SEARCH = "search"


def _sensitive(entry: Entry) -> bool:
    sections = pack().sections
    return any(sections[slug].guarded for slug in entry.sections if slug in sections)


def _after_hours(entry: Entry) -> bool:
    return not pack().in_office_hours(entry.at)


def _without_case(entry: Entry) -> bool:
    return not entry.case


RINGS: dict[Alarm, Callable[[Entry], bool]] = {
    Alarm.SENSITIVE: _sensitive,
    Alarm.AFTER_HOURS: _after_hours,
    Alarm.NO_CASE: _without_case,
}


def choose(person: str, alarms: Iterable[Alarm]) -> None:
    """Exactly these from now on. One that stays goes on from where it was; a new one starts with the next look."""
    wanted = set(alarms)
    with transaction.atomic():
        Wish.objects.filter(person=person).exclude(alarm__in=wanted).delete()
        standing = set(Wish.objects.filter(person=person).values_list("alarm", flat=True))
        start = newest_seq(person)
        fresh = [Wish(person=person, alarm=alarm, after=start) for alarm in sorted(wanted - standing)]
        Wish.objects.bulk_create(fresh, ignore_conflicts=True)


def chosen(person: str) -> frozenset[Alarm]:
    return frozenset(Alarm(one) for one in Wish.objects.filter(person=person).values_list("alarm", flat=True))


def ring(person: str) -> None:
    """Weigh every look since the last time. Run as often as one likes."""
    wishes = list(Wish.objects.filter(person=person))
    if not wishes:
        return
    looks = looks_after(person, min(wish.after for wish in wishes))
    if not looks:
        return
    newest = max(entry.seq for entry in looks)
    rung = [_alert(person, entry, wish) for wish in wishes for entry in looks if _rings(wish, entry, person)]
    with transaction.atomic():
        Alert.objects.bulk_create(rung, ignore_conflicts=True)
        Wish.objects.filter(person=person, after__lt=newest).update(after=newest)


def _rings(wish: Wish, entry: Entry, person: str) -> bool:
    theirs = entry.actor == f"citizen:{person}"
    shown = entry.kind != SEARCH and not entry.outcome.startswith("refused") and not entry.erased
    return entry.seq > wish.after and not theirs and shown and RINGS[Alarm(wish.alarm)](entry)


def _alert(person: str, entry: Entry, wish: Wish) -> Alert:
    return Alert(person=person, entry=entry.seq, alarm=wish.alarm, at=entry.at)


def alerts_of(person: str, limit: int = 50) -> list[Alert]:
    """Newest first."""
    return list(Alert.objects.filter(person=person).order_by("-entry", "alarm")[:limit])


def unseen(person: str) -> int:
    return Alert.objects.filter(person=person, seen=None).values("entry").distinct().count()


def seen(person: str) -> None:
    """The person has read their alerts."""
    Alert.objects.filter(person=person, seen=None).update(seen=datetime.now(UTC))
