"""Carrying changes into registers: claimed, prepared, written, confirmed; tried again, and taken back.

A worker that dies anywhere leaves a claim that runs out. What it was about to write was kept before it wrote, so the
next one can tell what was done from what was not; a register is never changed twice for one change.
"""

from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from wasl.cases import journal
from wasl.cases.doing import platform
from wasl.cases.models import Case, Change, Content, Kind, Progress, Stage
from wasl.cases.moving import go_on_by_itself
from wasl.cases.sheets import sheet
from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.country.api import pack
from wasl.registers import api as registers
from wasl.trust.api import own_words, upkeep

CLAIM = timedelta(minutes=2)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480, 960, 1440))
"""Between tries of a register that cannot be reached; after the last it has failed, and the office decides."""


def work_off(now: datetime | None = None, limit: int = 50) -> int:
    """Carry out what is due; how many changes were taken up."""
    taken = _claim(now or datetime.now(UTC), limit)
    for number in taken:
        _carry(number)
    return len(taken)


def _claim(now: datetime, limit: int) -> list[int]:
    ready = Q(next_try=None) | Q(next_try__lte=now)
    free = Q(claimed=None) | Q(claimed__lte=now)
    with transaction.atomic():
        waiting = Change.objects.filter(ready, free, progress__in=[Progress.WAITING, Progress.TAKING_BACK])
        numbers = list(waiting.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True)[:limit])
        Change.objects.filter(pk__in=numbers).update(claimed=now + CLAIM)
    return numbers


def _carry(number: int) -> None:
    with upkeep("a change of a register"):
        change = Change.objects.get(pk=number)
        try:
            _back(change) if change.progress == Progress.TAKING_BACK else _write(change)
        except registers.RegisterUnavailable as error:
            _again(number, f"not reached: {error.reason}")
            return
        except Refusal as refusal:
            _failed(number, str(refusal.what)[:400])
            return
    _done(number)


def _write(change: Change) -> None:
    content = Content.objects.get(pk=change.pk)
    wanted = _wanted(change, content)
    if not content.prepared:
        content.prepared = registers.prepare(wanted).to_json()
        content.save(update_fields=["prepared"])
    try:
        registers.write(wanted, registers.Prepared.from_json(content.prepared))
    except registers.Overtaken:
        if wanted.operation is not registers.Operation.ADD:
            raise
        content.prepared = ""  # the key was taken meanwhile: another is made at the next try
        content.save(update_fields=["prepared"])
        raise registers.RegisterUnavailable("busy", "the key of the new row was taken") from None


def _back(change: Change) -> None:
    content = Content.objects.get(pk=change.pk)
    if not content.prepared:
        return  # nothing was ever written
    prepared = registers.Prepared.from_json(content.prepared)
    registers.take_back(_wanted(change, content), prepared, "end" if change.undo == "end" else "restore")


def _wanted(change: Change, content: Content) -> registers.Change:
    return registers.Change(
        register_id=change.register,
        operation=registers.Operation(change.operation),
        once=change.once,
        values={name: _typed(change.register, name, value) for name, value in content.values.items()},
        key=content.row or None,
    )


def _typed(register: str, attribute: str, value: object) -> object:
    """JSON holds dates as texts; a day that goes into a column of instants is its beginning."""
    kind = registers.catalogue()[register].column(attribute).type
    if kind not in ("date", "datetime") or not isinstance(value, str):
        return value
    day = date.fromisoformat(value)
    return day if kind == "date" else datetime(day.year, day.month, day.day, tzinfo=pack().calendar.zone)


def _done(number: int) -> None:
    now = datetime.now(UTC)
    with own_words("a change that was made"), transaction.atomic():
        case, change = _locked(number)
        back = change.progress == Progress.TAKING_BACK
        change.progress = Progress.TAKEN_BACK if back else Progress.DONE
        change.done, change.claimed, change.why = now, None, ""
        change.save()
        kind = Kind.TAKEN_BACK if back else Kind.WRITTEN
        _note(case, change, kind, now)
        _go_on(case, now)


def _failed(number: int, why: str) -> None:
    now = datetime.now(UTC)
    event("cases.write_failed", level="warning", change=number)
    with own_words("a change that failed"), transaction.atomic():
        case, change = _locked(number)
        change.progress, change.why, change.claimed = Progress.FAILED, why, None
        change.save()
        _note(case, change, Kind.WRITE_FAILED, now)
        _go_on(case, now)


def _again(number: int, why: str) -> None:
    now = datetime.now(UTC)
    change = Change.objects.get(pk=number)
    if change.tries >= len(PAUSES):
        _failed(number, why)
        return
    pause = PAUSES[change.tries]
    Change.objects.filter(pk=number).update(tries=change.tries + 1, next_try=now + pause, claimed=None, why=why)


def _locked(number: int) -> tuple[Case, Change]:
    """The case first: everybody locks in that order."""
    case = Case.objects.select_for_update().get(changes__pk=number)
    return case, Change.objects.select_for_update().get(pk=number)


def _note(case: Case, change: Change, kind: Kind, now: datetime) -> None:
    once = f"{kind}:{change.once}:{case.events}"
    entry = journal.Entry(kind, once=once, action=change.step or change.register, office=change.office)
    journal.written(case, entry, platform(), now)


def _go_on(case: Case, now: datetime) -> None:
    if case.stage == Stage.OPEN:
        go_on_by_itself(sheet(case), now)
    case.save()
