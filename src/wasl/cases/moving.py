"""How a case moves from state to state, and what each state brings: a clock, a fee to pay, registers to change."""

from datetime import datetime

from wasl.cases import changes, documenting, journal, paying, telling
from wasl.cases.appointments import release
from wasl.cases.clocks import due, put_off
from wasl.cases.doing import Doer, platform
from wasl.cases.models import Kind, Outcome, Stage
from wasl.cases.sheets import Sheet
from wasl.catalogue.api import Action, Who, actions
from wasl.core.errors import Refusal
from wasl.core.text import Text

MOST_BY_ITSELF = 20
"""Actions of the system in a row: a workflow that goes round is stopped, and says so."""


def move(found: Sheet, key: str, action: Action, doer: Doer, *, once: str, words: str, now: datetime) -> None:
    """Do an open action of a locked case. The caller saves the case."""
    case, before = found.case, found.case.state
    entry = journal.Entry(
        Kind.ACTION, once=once, action=key, before=before, after=action.to, words=words, message=action.message
    )
    event = journal.written(case, entry, doer, now)
    changes.make_for_action(found, action, event.number, now)
    if "document" in action.needs:
        documenting.issue_for(found, now)
    enter(found, action.to, now)
    if action.message:
        telling.tell(found, f"action.{key}.message", event.number)


def enter(found: Sheet, key: str, now: datetime) -> None:
    """Let a locked case stand in a state."""
    case, state = found.case, found.definition.workflow.states[key]
    if case.state and case.who == Who.CITIZEN and case.term and case.entered:
        case.term = put_off(case.term, case.entered, now)
    office = state.office or found.definition.service.agency
    if office != case.office or state.who != case.who:
        case.assigned = ""
    case.state, case.who, case.office = key, str(state.who), office
    case.entered, case.due, case.late = now, due(state.clock, now), False
    if state.final:
        _end(found, Outcome(state.final), now)
    changes.make_for_steps(found, now)
    paying.ask_where_due(found)


def go_on_by_itself(found: Sheet, now: datetime) -> None:
    """What the system does as soon as its conditions hold. The caller saves the case."""
    for _ in range(MOST_BY_ITSELF):
        case = found.case
        if case.stage != Stage.OPEN:
            return
        open_ones = actions(found.definition, case.state, Who.SYSTEM, found.in_case())
        if not open_ones:
            return
        key, action = next(iter(open_ones.items()))
        doer = platform()
        move(found, key, action, doer, once=f"system:{case.events}", words="", now=now)
    raise Refusal(_ROUND, mend=_MEND_DEFINITION, where=f"{found.case.slug}: {found.case.state}")


def _end(found: Sheet, outcome: Outcome, now: datetime) -> None:
    case = found.case
    case.stage, case.outcome, case.ended, case.due = Stage.ENDED, outcome, now, None
    paying.cancel(case)
    if outcome != Outcome.GRANTED:
        release(case)


_ROUND = Text(ar="هذا الطلب يدور بين حالاته بلا نهاية", en="This case goes round its states without end")
_MEND_DEFINITION = Text(
    ar="تُصحح شروط الخطوات الآلية في تعريف الخدمة", en="mend the conditions of the system's actions in the definition"
)
