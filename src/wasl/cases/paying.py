"""Fees: asked for when a case waits for them, no longer when it ends."""

from wasl.cases.models import Case, Kind, Stage
from wasl.cases.sheets import Sheet
from wasl.catalogue.api import Who, actions
from wasl.payments import api as payments


def ask_where_due(found: Sheet) -> None:
    """A payment is open for as long as the case stands where it can be paid."""
    case = found.case
    if case.stage != Stage.OPEN or not case.fee or case.paid or paying_action(found) is None:
        return
    lines = [payments.Line(one.text, one.amount) for one in found.fees if one.amount]
    payments.ask(
        for_=case.reference,
        lines=lines,
        payer=case.actor,
        once=_press(case),
        return_to=f"/my/cases/{case.reference}/",
    )


def _press(case: Case) -> str:
    """A case that was opened again asks anew: what was asked before was cancelled when it ended."""
    again = case.journal.filter(kind=Kind.REOPENED).count()
    return f"fee:{case.reference}:{again}" if again else f"fee:{case.reference}"


def cancel(case: Case) -> None:
    payments.cancel(case.reference)


def paying_action(found: Sheet) -> str | None:
    """The action that a payment opens, where the case waits for one."""
    standing = actions(found.definition, found.case.state, Who.CITIZEN, found.in_case())
    return next((key for key, action in standing.items() if "payment" in action.needs), None)
