"""Changing the telephone: at once with a passkey or at a counter; else after three days, told to the old one."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import models, transaction

from wasl.core.errors import Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity import limits
from wasl.identity.accounts.codes import Asked, For, make, opened, wrong
from wasl.identity.accounts.models import TelephoneChange, Use
from wasl.identity.accounts.steps import lower
from wasl.identity.accounts.words import CHANGE_ASKED, CHANGED
from wasl.identity.accounts.written import checked_telephone, masked
from wasl.identity.models import Citizen
from wasl.identity.sessions.api import SignedIn
from wasl.messaging.api import Channel, Message, send

AFTER = timedelta(days=3)
PASSKEYS = frozenset({"hwk", "swk"})
"""RFC 8176: a key in hardware, or in software."""
RECENT = timedelta(minutes=5)


@dataclass(frozen=True)
class Pending:
    """A change that waits; anybody who is signed in to the account may stop it."""

    telephone: str  # masked
    due: datetime
    recovery: bool


def proved_with_passkey(here: SignedIn, now: datetime | None = None) -> bool:
    """In this session, and of late."""
    return bool(PASSKEYS & set(here.amr)) and (now or datetime.now(UTC)) - here.proved <= RECENT


def ask_change(citizen: Citizen, telephone: str, address: str = "", now: datetime | None = None) -> Asked:
    """Send a code to the new telephone. Raises Refusal, NotAllowed with the time to wait."""
    reach = checked_telephone(telephone)
    limits.attempt("telephone", citizen.person, address, now=now)
    return make(For(Use.TELEPHONE, citizen.account_id, citizen.person, reach, citizen.language), now)


def confirm_change(here: SignedIn, asked: int, code: str, now: datetime | None = None) -> bool:
    """Whether the telephone changed at once; else it will in three days. Raises NotAllowed."""
    now, citizen = now or datetime.now(UTC), here.citizen
    row = opened(Use.TELEPHONE, asked, code, now)
    if row.person != citizen.person or not row.telephone:
        raise wrong(Use.TELEPHONE)
    if proved_with_passkey(here, now):
        change_now(citizen, row.telephone, now)
        return True
    change_later(citizen, row.telephone, now)
    return False


def change_now(citizen: Citizen, telephone: str, now: datetime | None = None) -> None:
    """By somebody whose passkey, or whose face and papers, were just seen. Takes no step back."""
    now = now or datetime.now(UTC)
    with transaction.atomic():
        _waiting(citizen).update(stopped=now)
        _changed(citizen, telephone, now)


def change_at_counter(citizen: Citizen, telephone: str, *, by: str) -> None:
    """Raises Refusal for what is no telephone."""
    change_now(citizen, checked_telephone(telephone))
    event("account.telephone_changed_at_counter", by=by)


def change_later(citizen: Citizen, telephone: str, now: datetime, *, recovery: bool = False) -> TelephoneChange:
    """The newest wish counts; its three days begin anew."""
    with transaction.atomic():
        Citizen.objects.select_for_update().get(pk=citizen.pk)
        _waiting(citizen).update(stopped=now)
        change = TelephoneChange.objects.create(
            citizen=citizen, telephone=telephone, asked=now, due=now + AFTER, recovery=recovery
        )
        _tell(citizen.telephone, CHANGE_ASKED, citizen.language)
    event("account.telephone_asked", recovery=recovery)
    return change


def pending(citizen: Citizen) -> Pending | None:
    change = _waiting(citizen).first()
    return Pending(masked(change.telephone), change.due, change.recovery) if change else None


def stop(citizen: Citizen, now: datetime | None = None) -> None:
    """Raises Unknown where nothing waits any more."""
    if not _waiting(citizen).update(stopped=now or datetime.now(UTC)):
        raise Unknown(
            Text(ar="لا يوجد تغيير هاتف ينتظر", en="no change of the telephone is waiting"),
            mend=Text(ar="راجع صفحة حسابك", en="look at the page of your account"),
        )
    event("account.telephone_stopped")


def settle(person: str, now: datetime) -> None:
    """Carry out what is due; the same one query for whoever has no account."""
    due = TelephoneChange.objects.filter(citizen__person=person, done=None, stopped=None, due__lte=now)
    for change in due.select_related("citizen"):
        with transaction.atomic():
            if TelephoneChange.objects.filter(pk=change.pk, done=None, stopped=None).update(done=now):
                _changed(change.citizen, change.telephone, now)
                lower(change.citizen, _NOT_SURE, by="platform:telephone")


def _changed(citizen: Citizen, telephone: str, now: datetime) -> None:
    former, citizen.telephone, citizen.telephone_since = citizen.telephone, telephone, now
    citizen.save(update_fields=["telephone", "telephone_since"])
    _tell(former, CHANGED, citizen.language)
    event("account.telephone_changed")


def _waiting(citizen: Citizen) -> models.QuerySet[TelephoneChange]:
    return TelephoneChange.objects.filter(citizen=citizen, done=None, stopped=None)


def _tell(telephone: str | None, words: Text, language: str) -> None:
    if telephone:
        send(Message(Channel.SMS, telephone, words.in_language(language), f"told-{secrets.token_hex(16)}"))


_NOT_SURE = Text(
    ar="تغيّر هاتف الحساب من غير مفتاح مرور ولا زيارة مكتب",
    en="The account's telephone was changed without a passkey or a visit to a counter",
)
