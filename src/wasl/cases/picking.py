"""Working through a queue: the next case to take up, and what may be done with several at once."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F

from wasl.cases import journal
from wasl.cases.acting import Open, open_actions
from wasl.cases.doing import Doer, case_of
from wasl.cases.models import Case, Event, Kind, Stage
from wasl.cases.sheets import sheet
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.trust.api import own_words, upkeep


def take_next(doer: Doer, *, once: str) -> Case | None:
    """The most urgent of nobody's that is for the doer's role; None where none waits. Two who press get two."""
    with own_words("taking up the next case"), transaction.atomic():
        if standing := _brought(doer, once):
            return standing
        waiting = Case.objects.filter(office=doer.office, stage=Stage.OPEN, who=doer.who, assigned="")
        urgent = waiting.order_by(F("due").asc(nulls_last=True), "sent").select_for_update(skip_locked=True)
        case = urgent.first() if doer.office else None
        if case is None:
            return None
        case.assigned = doer.username
        journal.written(case, journal.Entry(Kind.ASSIGNED, once=once, action=doer.username), doer, datetime.now(UTC))
        case.save()
        return case


def actions_for(references: Sequence[str], doer: Doer) -> tuple[list[Case], list[Open]]:
    """Cases of one service, and what may be done now with any of them. Raises Refusal for cases of several services."""
    with upkeep("which steps are open for several cases"):
        found = [sheet(case_of(one, doer)) for one in dict.fromkeys(references)]
        if len({one.case.slug for one in found}) > 1:
            raise Refusal(_SEVERAL, mend=_FILTER)
        opened = [one for each in found for one in open_actions(each, doer)]
    return [one.case for one in found], _once_each(opened)


def _brought(doer: Doer, once: str) -> Case | None:
    """What this press has brought already."""
    mine = Case.objects.filter(office=doer.office, stage=Stage.OPEN, assigned=doer.username)
    entry = Event.objects.filter(case__in=mine, once=journal.press(once)).select_related("case").first()
    return entry.case if entry else None


def _once_each(opened: Iterable[Open]) -> list[Open]:
    return list({one.key: one for one in opened}.values())


_SEVERAL = Text(ar="اخترت طلبات من أكثر من خدمة", en="You chose requests of several services")
_FILTER = Text(ar="اعرض خدمة واحدة ثم اختر منها", en="Show one service, then choose among its requests")
