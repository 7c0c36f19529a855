"""Appointments at offices: what is offered, booked with the case, given back when it ends without one."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from babel.dates import format_datetime
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from pydantic import BaseModel, ConfigDict, Field

from wasl.cases.models import Appointment, Case
from wasl.cases.sheets import Sheet
from wasl.catalogue.api import Type
from wasl.core.digits import arabic_digits
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.country.api import load_yaml_model, pack


class Rules(BaseModel):
    """appointments.yaml of a pack."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minutes: int = Field(ge=5, le=240)
    seats: int = Field(ge=1, le=100)
    days_ahead: int = Field(ge=1, le=60)
    assumed: bool


def rules() -> Rules:
    """Those of this deployment's pack. Raises PackError."""
    return _rules(pack().folder)


@lru_cache(maxsize=4)
def _rules(folder: Path) -> Rules:
    return load_yaml_model(folder / "appointments.yaml", Rules)


def free_slots(found: Sheet) -> list[str]:
    """Times that can be chosen, as answers hold them: 2026-11-24T09:30, in the country's time."""
    taken = Counter(_seats(found.definition.service.agency, place_of(found)).values_list("at", flat=True))
    return [_value(at) for at in _times() if taken[at] < rules().seats]


def can_be_taken(found: Sheet, value: str) -> bool:
    """Also where the case has it already."""
    at = at_of(value)
    if at is None:
        return False
    if found.case.appointments.filter(at=at, released=None).exists():
        return True
    return value in free_slots(found)


def book(found: Sheet, now: datetime) -> None:
    """The time that was chosen, with a seat of its own. Raises Refusal where none is left."""
    value = next((one.value for one in found.asked().values() if one.question.type is Type.APPOINTMENT), None)
    at = at_of(str(value)) if value else None
    if at is None:
        return
    release(found.case)
    office, place = found.definition.service.agency, place_of(found)
    for _ in range(rules().seats + 1):
        taken = set(_seats(office, place).filter(at=at).values_list("seat", flat=True))
        seat = next((number for number in range(rules().seats) if number not in taken), None)
        if seat is None:
            break
        if _sit(Appointment(case=found.case, office=office, place=place, at=at, seat=seat, booked=now)):
            return
    raise Refusal(_GONE, mend=_ANOTHER, where="slot")


def _sit(wanted: Appointment) -> bool:
    """Whether the seat was still free: others book at the same moment."""
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def release(case: Case) -> None:
    case.appointments.filter(released=None).update(released=datetime.now(UTC))


def place_of(found: Sheet) -> str:
    """The governorate that was chosen for the visit; blank where none is asked for."""
    asked = [one for one in found.asked().values() if one.question.type is Type.GOVERNORATE and not one.question.source]
    chosen = asked or [one for one in found.asked().values() if one.key == "office_governorate"]
    return str(chosen[0].value or "") if chosen else ""


def at_of(value: str) -> datetime | None:
    """The instant (UTC) that an answer names."""
    try:
        return datetime.fromisoformat(value).replace(tzinfo=pack().calendar.zone).astimezone(UTC)
    except (ValueError, OverflowError):  # the year 1, say
        return None


def written_slot(value: str) -> Text:
    at = at_of(value)
    if at is None:
        return Text(ar=value, en=value)
    zone = pack().calendar.zone
    ar = format_datetime(at, "EEEE d MMMM y، h:mm a", tzinfo=zone, locale="ar")
    return Text(ar=arabic_digits(ar), en=format_datetime(at, "EEEE d MMMM y, h:mm a", tzinfo=zone, locale="en_GB"))


def _times() -> Iterator[datetime]:
    calendar, given = pack().calendar, rules()
    day = calendar.today(datetime.now(UTC))
    for _ in range(given.days_ahead):
        day = calendar.working_days_after(day, 1)
        at, end = calendar.open_hours(day)
        while at + timedelta(minutes=given.minutes) <= end:
            yield at
            at += timedelta(minutes=given.minutes)


def _value(at: datetime) -> str:
    return at.astimezone(pack().calendar.zone).strftime("%Y-%m-%dT%H:%M")


def _seats(office: str, place: str) -> QuerySet[Appointment]:
    return Appointment.objects.filter(office=office, place=place, released=None)


_GONE = Text(ar="حُجز هذا الموعد قبل أن ترسل", en="This time was taken before you sent")
_ANOTHER = Text(ar="اختر موعدًا آخر ثم أرسل", en="Choose another time, then send")
