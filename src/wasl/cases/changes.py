"""Changes of registers that a case brings: made with the decision, in its transaction, so that none is lost."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import QuerySet

from wasl.cases.clocks import due
from wasl.cases.models import Case, Change, Content, Progress, Stage
from wasl.cases.sheets import Sheet
from wasl.catalogue.api import Action, Type, Value, WriteBack, steps, written
from wasl.persons.api import row_keys
from wasl.registers.api import Operation, catalogue, writable


def make_for_action(found: Sheet, action: Action, number: int, now: datetime) -> None:
    """`number`: of the action's entry in the journal. Decided again, a case writes nothing a second time."""
    for place, write in enumerate(action.write_back):
        _make(found, write, f"{found.case.reference}:{number}:{place}", now)


def make_for_steps(found: Sheet, now: datetime) -> None:
    """Those of the state that a case has entered; steps that failed or were taken back are done again."""
    case = found.case
    if case.stage != Stage.OPEN:
        return
    for key, step in steps(found.definition, case.state, found.in_case()).items():
        standing = case.changes.filter(step=key)
        if standing.exists():
            _again(standing.filter(progress__in=[Progress.FAILED, Progress.TAKEN_BACK]))
            continue
        once = f"{case.reference}:{key}"
        _make(found, step.write_back, once, now, step=key, office=step.office, due=due(step.clock, now))


def _make(
    found: Sheet,
    write: WriteBack,
    once: str,
    now: datetime,
    *,
    step: str = "",
    office: str = "",
    due: datetime | None = None,
) -> None:
    values = {name: _plain(value) for name, value in written(found.definition, write, found.in_case()).items()}
    rows = [""] if write.operation == "add" else list(rows_of(found, write))
    for place, row in enumerate(rows or [""]):
        if not step and _stands(found.case, write, row, values, once):
            continue
        missing = not row and write.operation != "add"
        allowed = writable(write.register_, Operation(write.operation), values)
        change = Change.objects.create(
            case=found.case,
            step=step,
            once=f"{once}:{place}",
            register=write.register_,
            operation=write.operation,
            undo=write.undo,
            office=office or catalogue()[write.register_].owner,
            progress=Progress.FAILED if missing else Progress.WAITING if allowed else Progress.BY_HAND,
            due=due,
            why="no such row of this person in the register" if missing else "",
            made=now,
        )
        Content.objects.create(change=change, row=row, values=values)


def _stands(case: Case, write: WriteBack, row: str, values: dict[str, object], once: str) -> bool:
    """Whether a former decision of the case brought it already, and nobody took it back: what failed is tried again.

    A new row stands whatever it says: who opens a case again to have it say something else takes it back first.
    """
    this_decision = f"{once.rpartition(':')[0]}:"
    former = Change.objects.filter(case=case, step="", register=write.register_, content__row=row)
    former = former.exclude(once__startswith=this_decision)
    last = former.exclude(progress__in=[Progress.TAKING_BACK, Progress.TAKEN_BACK]).order_by("-pk").first()
    if last is None or last.operation != write.operation:
        return False
    if write.operation != "add" and last.content.values != values:
        return False
    _again(former.filter(pk=last.pk, progress=Progress.FAILED))
    return True


def _again(changes: QuerySet[Change]) -> None:
    for one in changes:
        allowed = writable(one.register, Operation(one.operation), one.content.values)
        one.progress = Progress.WAITING if allowed else Progress.BY_HAND
        one.tries, one.next_try, one.why, one.done = 0, None, "", None
        one.save()


def rows_of(found: Sheet, write: WriteBack) -> Iterator[str]:
    """Keys of the rows that are changed: those chosen, the chosen relatives' own, or the person's single one."""
    if write.row is None:
        yield from _single(found.case, write.register_, found.case.person)
        return
    question = found.definition.questions()[write.row]
    value = found.path.values.get(write.row)
    chosen = [str(one) for one in (value if isinstance(value, list) else [value] if value is not None else [])]
    for one in chosen:
        if question.type is Type.RELATIVE:
            yield from _single(found.case, write.register_, one)
        else:
            yield one


def _single(case: Case, register: str, person: str) -> list[str]:
    """The person's row, where there is just one: which of several is meant, nobody said."""
    keys = row_keys(person, register) if person else []
    return keys if len(keys) == 1 else []


def _plain(value: Value) -> object:
    """JSON; conditions give dates as instants at midnight."""
    day = value.date() if isinstance(value, datetime) else value
    return day.isoformat() if isinstance(day, date) else day
