"""Changes of registers that somebody must see to: what is to be entered by hand, and where it goes."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from wasl.cases.doing import Doer, case_of
from wasl.cases.models import Case, Change, Content
from wasl.cases.written import YES_NO, written_day
from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.country.api import pack, sum_of_money
from wasl.registers.api import Column, catalogue
from wasl.trust.api import passing


@dataclass(frozen=True)
class ToEnter:
    """What a change writes, as whoever enters it by hand needs it."""

    change: Change
    case: Case
    register: Text
    row: str  # key of the row; blank for a new one
    lines: list[tuple[Text, Text]]  # attribute and value


def answers_for(change: Change, case: Case, doer: Doer) -> bool:
    """The office that has the case, and the one that answers for the change."""
    return doer.office in (case.office, change.office)


def to_enter(number: int, doer: Doer) -> ToEnter:
    """On record in the access ledger, under the number of the case. Raises Unknown, also for another office's."""
    change = Change.objects.select_related("case").filter(pk=number).first()
    if change is None or not answers_for(change, case_of(change.case.reference, doer), doer):
        raise Unknown(_NO_CHANGE, mend=_SEE_LIST)
    case = change.case
    with passing(doer.look(None, case.reference), [case.person] if case.person else []) as passage:
        found = written_out(change, case)
        passage.close(outcome="shown", registers=[change.register])
    return found


def written_out(change: Change, case: Case) -> ToEnter:
    """Inside a passage."""
    content, manifest = Content.objects.get(pk=change.pk), catalogue()[change.register]
    named = {column.attribute: column for column in manifest.columns}
    lines = [
        (named[name].name, _written(named[name], value)) for name, value in content.values.items() if name in named
    ]
    return ToEnter(change, case, manifest.name, content.row, lines)


def _written(column: Column, value: object) -> Text:
    plain = Text(ar=str(value), en=str(value))
    match column.type:
        case "code":
            return (pack().code_lists[column.codes].get(str(value)) if column.codes else None) or plain
        case "date":
            return written_day(date.fromisoformat(str(value)))
        case "boolean":
            return YES_NO[bool(value)]
        case "money":
            return sum_of_money(cast(int, value))
    return plain


_NO_CHANGE = Text(ar="لا يوجد قيد كهذا عند مكتبك", en="Your office has no such entry")
_SEE_LIST = Text(ar="راجع قائمة القيود", en="See the list of entries")
