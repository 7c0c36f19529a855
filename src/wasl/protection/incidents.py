"""Personal-data incidents and their clock: from the moment of knowledge to the notice that the law asks for."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.protection.models import Concerned, Incident, IncidentStep, Notice
from wasl.protection.terms import terms
from wasl.trust.api import upkeep
from wasl.trust.log.api import entries

TOLERANCE = timedelta(minutes=5)
"""So far ahead of ours another clock may be."""
_TRIES = 20
LONGEST_HANDLE = 20
"""A longer name stands in the ledger for somebody whom the index does not know, and who has no inbox."""


@dataclass(frozen=True)
class Account:
    """What is told of an incident. Instants carry their zone."""

    sort: str
    title: str
    happened: str
    known: datetime
    effects: str
    measures: str
    contact: str
    sections: tuple[str, ...] = ()
    people: int | None = None
    began: datetime | None = None
    ended: datetime | None = None


class Stand(StrEnum):
    """How a term stands."""

    RUNNING = "running"
    CLOSE = "close"  # less than a quarter of it is left
    OVERDUE = "overdue"
    KEPT = "kept"  # done in time
    BROKEN = "broken"  # done too late


@dataclass(frozen=True)
class Clock:
    """A term that runs, or ran until something was done."""

    starts: datetime
    due: datetime
    done: datetime | None

    def left(self, now: datetime) -> timedelta:
        """Negative once it is over."""
        return self.due - (self.done or now)

    def stand(self, now: datetime) -> Stand:
        if self.done:
            return Stand.KEPT if self.done <= self.due else Stand.BROKEN
        if now > self.due:
            return Stand.OVERDUE
        return Stand.CLOSE if self.left(now) < (self.due - self.starts) / 4 else Stand.RUNNING


def authority_clock(incident: Incident) -> Clock:
    """Hours of real time: neither nights nor time zones nor summer time stretch them."""
    due = incident.known + timedelta(hours=terms().incident.notify_authority_hours)
    return Clock(incident.known, due, _first_sent(incident, Notice.To.AUTHORITY))


def people_clock(incident: Incident) -> Clock | None:
    """Runs from the first notice to the authority, in working days of the country; None before it."""
    told = _first_sent(incident, Notice.To.AUTHORITY)
    if not told:
        return None
    zone = ZoneInfo(pack().timezone)
    last: date = pack().working_days_after(told.astimezone(zone).date(), terms().incident.people_working_days)
    due = datetime.combine(last + timedelta(days=1), time(0), zone).astimezone(UTC)
    return Clock(told, due, _first_sent(incident, Notice.To.PEOPLE))


def _first_sent(incident: Incident, to: str) -> datetime | None:
    return min((one.sent for one in incident.notices.all() if one.to == to and one.sent), default=None)


def register(told: Account, *, by: str) -> Incident:
    """Write an incident down; its clock runs. Raises Refusal for times that cannot be."""
    now = timezone.now()
    _check_times(told, now)
    for _ in range(_TRIES):
        try:
            return _registered(told, _next_reference(now), by, now)
        except IntegrityError:  # a colleague took the number
            continue
    raise Refusal("no reference is free", mend="try again")


@transaction.atomic
def _registered(told: Account, reference: str, by: str, now: datetime) -> Incident:
    incident = Incident(reference=reference, registered=now, by=by, **_fields(told))
    incident.save(force_insert=True)
    _step(incident, "registered", by, now)
    return incident


def _next_reference(now: datetime) -> str:
    year = now.astimezone(ZoneInfo(pack().timezone)).year
    numbers = Incident.objects.filter(reference__startswith=f"INC-{year}-").values_list("reference", flat=True)
    return f"INC-{year}-{1 + max((int(one.rpartition('-')[2]) for one in numbers), default=0):04}"


@transaction.atomic
def revise(reference: str, told: Account, *, by: str) -> Incident:
    """Put later knowledge in; what was said before stays in the steps.

    Raises Refusal where it is closed, or where the moment of knowledge would move later: the clock is not set back.
    """
    incident, now = _open(reference), timezone.now()
    _check_times(told, now)
    if told.known > incident.known:
        raise Refusal(
            Text(ar="لا يمكن تأخير وقت العلم بالواقعة", en="the moment of knowledge cannot be moved later"),
            mend=Text(ar="اترك الوقت الأول، واشرح في الوصف", en="keep the first time, and explain in the description"),
        )
    for name, value in _fields(told).items():
        setattr(incident, name, value)
    incident.save()
    _step(incident, "changed", by, now)
    return incident


def mark_sent(reference: str, notice: int, *, by: str, sent: datetime | None = None) -> Notice:
    """Say that a notice has gone out, and when. Sent twice does it once. Raises Refusal for a time that cannot be."""
    with transaction.atomic():
        incident, now = held(reference), timezone.now()
        found = incident.notices.filter(pk=notice).first()
        if not found:
            raise _unknown()
        if found.sent:
            return found
        at = sent or now
        if at > now + TOLERANCE or at < incident.known:
            raise Refusal(
                Text(
                    ar="وقت الإرسال قبل العلم بالواقعة أو في المستقبل", en="sent before it was known, or in the future"
                ),
                mend=Text(ar="راجع التاريخ والساعة", en="check the date and the hour"),
            )
        found.sent, found.sent_by = at, by
        found.save()
        _step(incident, "notice sent", by, now, {"to": found.to, "version": found.version, "sent": at.isoformat()})
    return found


def concern(reference: str, account: str, since: datetime, until: datetime, *, by: str) -> int:
    """Name all at whom an account looked in that time; answers how many are newly named. Asked twice, nobody twice.

    Reads the whole stretch of the ledger.
    """
    with upkeep("people whom an incident concerns"):
        looks = (entry for entry in entries(since=since, until=until) if entry.actor == account)
        handles = {handle for look in looks for handle in look.persons if len(handle) <= LONGEST_HANDLE}
        return _name(reference, handles, by)


@transaction.atomic
def _name(reference: str, handles: Iterable[str], by: str) -> int:
    incident, now = held(reference), timezone.now()
    known = set(incident.concerned.values_list("person", flat=True))
    fresh = [Concerned(incident=incident, person=handle, added=now) for handle in sorted(set(handles) - known)]
    Concerned.objects.bulk_create(fresh, batch_size=500)
    _step(incident, "people named", by, now, {"named": len(fresh), "all": len(known) + len(fresh)})
    return len(fresh)


def concerned(incident: Incident) -> int:
    """How many are named."""
    with upkeep("how many an incident concerns"):
        return incident.concerned.count()


@transaction.atomic
def close(reference: str, words: str, *, by: str) -> Incident:
    """Raises Refusal before the authority was told, or without a closing report."""
    incident, now = _open(reference), timezone.now()
    if not _first_sent(incident, Notice.To.AUTHORITY):
        raise Refusal(
            Text(ar="لم يُرسل إخطار إلى المركز بعد", en="no notice has gone to the authority yet"),
            mend=Text(ar="أرسل الإخطار وسجّل وقته، ثم أغلق", en="send it and mark it sent, then close"),
        )
    if len(words.strip()) < 20:
        raise Refusal(
            Text(ar="اكتب تقرير الإغلاق", en="write the closing report"),
            mend=Text(
                ar="السبب، وما تغيّر حتى لا يتكرر", en="the cause, and what changed so that it does not happen again"
            ),
        )
    incident.closed, incident.closing = now, words.strip()
    incident.save()
    _step(incident, "closed", by, now)
    return incident


def find(reference: str) -> Incident:
    """Raises Unknown."""
    return _referred(reference, Incident.objects.all())


def held(reference: str) -> Incident:
    """The same for who changes it: until the transaction ends nobody else does. Raises Unknown."""
    return _referred(reference, Incident.objects.select_for_update())


def _referred(reference: str, incidents: "QuerySet[Incident]") -> Incident:
    known = reference.replace("-", "").isalnum()  # NUL breaks a query
    found = incidents.filter(reference=reference).first() if known else None
    if not found:
        raise _unknown()
    return found


def incidents() -> list[Incident]:
    """Those that are open first, the one whose term ends first on top."""
    every = Incident.objects.prefetch_related("notices")
    return sorted(every, key=lambda one: (one.closed is not None, one.known, one.pk))


def _open(reference: str) -> Incident:
    incident = held(reference)
    if incident.closed:
        raise Refusal(
            Text(ar="هذه الواقعة مغلقة", en="this incident is closed"),
            mend=Text(ar="سجّل واقعة جديدة إن ظهر جديد", en="register another one if something new came up"),
        )
    return incident


def _check_times(told: Account, now: datetime) -> None:
    if told.known > now + TOLERANCE:
        raise _times(Text(ar="وقت العلم في المستقبل", en="the moment of knowledge lies in the future"))
    if told.began and told.began > told.known:
        raise _times(Text(ar="بدأت بعد العلم بها", en="it began after it was known"))
    if told.began and told.ended and told.ended < told.began:
        raise _times(Text(ar="انتهت قبل أن تبدأ", en="it ended before it began"))


def _times(what: Text) -> Refusal:
    return Refusal(what, mend=Text(ar="راجع التاريخ والساعة", en="check the date and the hour"))


def _fields(told: Account) -> dict[str, Any]:
    return {**asdict(told), "sections": list(told.sections)}


def _step(incident: Incident, what: str, by: str, at: datetime, more: dict[str, Any] | None = None) -> None:
    IncidentStep.objects.create(incident=incident, at=at, by=by, what=what, snapshot=more or _snapshot(incident))


def _snapshot(incident: Incident) -> dict[str, Any]:
    names = [*Account.__dataclass_fields__, "closing"]
    values = {name: getattr(incident, name) for name in names}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _unknown() -> Unknown:
    return Unknown(
        Text(ar="لا توجد واقعة أو إخطار بهذا الرقم", en="there is no incident or notice of this number"),
        mend=Text(ar="ارجع إلى القائمة", en="go back to the list"),
    )
