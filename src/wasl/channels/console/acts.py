"""Programs that meet real people are registered, changed, stopped and let in again by two persons."""

from collections.abc import Callable

from django.db import transaction

import wasl.identity.openid.api as openid
from wasl.channels.console.telling import read, written
from wasl.channels.console.words import LABELS
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.identity.api import Role, Staff
from wasl.identity.staffing.api import Approval, May, ask, dangerous, may

CHANGED_SINCE = Text(
    ar="تغيّر تسجيل البرنامج منذ الطلب", en="the program's registration has changed since this was asked"
)
ASK_ANEW = Text(ar="يُطلب من جديد", en="have it asked for anew")
SEEN = "seen"
"""When the registration had last changed, as whoever asked saw it."""


def may_approve(staff: Staff, row: Approval) -> bool:
    """Another head of the office, whoever runs the platform, or a protection officer."""
    own_head = may(staff.role, May.LEAD_STAFF) and staff.office == row.office
    return own_head or may(staff.role, May.RUN_PLATFORM) or staff.role == Role.PROTECTION


def ask_registering(by: Staff, told: openid.Registration, reason: str) -> Approval:
    """Raises Refusal for what could not be registered."""
    check(lambda: openid.register(told))
    return ask("party.register", told.client_id, written(told), by, reason)


def ask_changing(by: Staff, told: openid.Registration, reason: str) -> Approval:
    check(lambda: openid.change(told))
    return ask("party.change", told.client_id, {**written(told), SEEN: _seen(told.client_id)}, by, reason)


def ask_standing(by: Staff, client_id: str, reason: str, *, stop: bool) -> Approval:
    party = openid.party_named(client_id)
    details = {"name_ar": party.name_ar, "name_en": party.name_en}
    return ask("party.suspend" if stop else "party.reinstate", client_id, details, by, reason)


def check(act: Callable[[], object]) -> None:
    """Try it and leave all as it was. Raises its Refusal."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def _act(act: str, name: Text) -> Callable[[Callable[[Approval], None]], Callable[[Approval], None]]:
    return dangerous(act, who_may_approve=may_approve, name=name, labels=LABELS)


@_act("party.register", Text(ar="تسجيل برنامج يدخل إليه الناس", en="Register a program that people sign in to"))
def registered(row: Approval) -> None:
    openid.register(read(row.details))


@_act("party.change", Text(ar="تغيير تسجيل برنامج", en="Change the registration of a program"))
def changed(row: Approval) -> None:
    if _seen(row.subject) != row.details[SEEN]:
        raise Refusal(CHANGED_SINCE, mend=ASK_ANEW)
    openid.change(read(row.details))


@_act("party.suspend", Text(ar="إيقاف برنامج", en="Suspend a program"))
def suspended(row: Approval) -> None:
    openid.suspend(row.subject)


@_act("party.reinstate", Text(ar="إعادة برنامج موقوف", en="Reinstate a suspended program"))
def reinstated(row: Approval) -> None:
    openid.reinstate(row.subject)


def _seen(client_id: str) -> str:
    return openid.party_named(client_id).changed.isoformat()
