"""Carrying changes into registers: claimed, prepared, written, confirmed; tried again, and taken back.

A worker that dies anywhere leaves a claim that runs out. What it was about to write was kept before it wrote, so the
next one can tell what was done from what was not; a register is never changed twice for one change. A worker that was
only slow finds that its claim has gone to another, and writes nothing down.
"""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Held:
    """A change that one worker has, for as long as nobody else claimed it."""

    number: int
    until: datetime


def work_off(now: datetime | None = None, limit: int = 50) -> int:
    """Carry out what is due; how many changes were taken up."""
    taken = _claim(now or datetime.now(UTC), limit)
    for one in taken:
        if held := _renewed(one):
            _carry_or_postpone(held)
    return len(taken)


def _claim(now: datetime, limit: int) -> list[Held]:
    ready = Q(next_try=None) | Q(next_try__lte=now)
    free = Q(claimed=None) | Q(claimed__lte=now)
    until = now + CLAIM
    with transaction.atomic():
        waiting = Change.objects.filter(ready, free, progress__in=[Progress.WAITING, Progress.TAKING_BACK])
        numbers = list(waiting.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True)[:limit])
        Change.objects.filter(pk__in=numbers).update(claimed=until)
    return [Held(number, until) for number in numbers]


def _renewed(held: Held) -> Held | None:
    """Its time begins when its turn comes; None where it waited so long that another has it."""
    until = datetime.now(UTC) + CLAIM
    mine = Change.objects.filter(pk=held.number, claimed=held.until)
    return Held(held.number, until) if mine.update(claimed=until) else None


def _carry_or_postpone(held: Held) -> None:
    """A change that nobody foresaw to fail so keeps no other from its turn."""
    try:
        _carry(held)
    except Exception as error:  # noqa: BLE001  it is told, and tried again later
        event("cases.write_broken", level="error", change=held.number, why=type(error).__name__)
        _postpone(held, f"broken off: {type(error).__name__}")


def _carry(held: Held) -> None:
    with upkeep("a change of a register"):
        change = Change.objects.get(pk=held.number)
        try:
            _back(change) if change.progress == Progress.TAKING_BACK else _write(change)
        except registers.RegisterUnavailable as error:
            _again(held, change, f"not reached: {error.reason}")
            return
        except Refusal as refusal:
            _failed(held, str(refusal.what)[:400])
            return
    _done(held)


def _write(change: Change) -> None:
    content = Content.objects.get(pk=change.pk)
    wanted = _wanted(change, content)
    if not content.prepared:
        _prepare(content, wanted)
    try:
        registers.write(wanted, registers.Prepared.from_json(content.prepared))
    except registers.Overtaken:
        if wanted.operation is not registers.Operation.ADD:
            raise
        Content.objects.filter(pk=content.pk, prepared=content.prepared).update(prepared="")  # another key, next time
        raise registers.RegisterUnavailable("busy", "the key of the new row was taken") from None


def _prepare(content: Content, wanted: registers.Change) -> None:
    """Kept once: who comes second takes what the first has kept."""
    made = registers.prepare(wanted).to_json()
    Content.objects.filter(pk=content.pk, prepared="").update(prepared=made)
    content.refresh_from_db(fields=["prepared"])


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


def _done(held: Held) -> None:
    now = datetime.now(UTC)
    with own_words("a change that was made"), transaction.atomic():
        case, change = _locked(held.number)
        if change.claimed != held.until:
            return
        back = change.progress == Progress.TAKING_BACK
        change.progress = Progress.TAKEN_BACK if back else Progress.DONE
        change.done, change.claimed, change.why = now, None, ""
        change.save()
        if back:  # should it be written once more, it is prepared anew
            Content.objects.filter(pk=change.pk).update(prepared="")
        kind = Kind.TAKEN_BACK if back else Kind.WRITTEN
        _note(case, change, kind, now)
        _go_on(case, now)


def _failed(held: Held, why: str) -> None:
    now = datetime.now(UTC)
    with own_words("a change that failed"), transaction.atomic():
        case, change = _locked(held.number)
        if change.claimed != held.until:
            return
        event("cases.write_failed", level="warning", change=held.number)
        change.progress, change.why, change.claimed = Progress.FAILED, why, None
        change.save()
        _note(case, change, Kind.WRITE_FAILED, now)
        _go_on(case, now)


def _again(held: Held, change: Change, why: str) -> None:
    if change.tries >= len(PAUSES):
        _failed(held, why)
    else:
        _postpone(held, why)


def _postpone(held: Held, why: str) -> None:
    mine = Change.objects.filter(pk=held.number, claimed=held.until)
    for tries in mine.values_list("tries", flat=True):
        pause = PAUSES[min(tries, len(PAUSES) - 1)]
        mine.update(tries=tries + 1, next_try=datetime.now(UTC) + pause, claimed=None, why=why)


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
