"""What a settled payment does: the case goes on, in the transaction that settles it."""

from datetime import UTC, datetime

from wasl.cases import journal
from wasl.cases.doing import Doer
from wasl.cases.models import Case, Kind, Stage
from wasl.cases.moving import go_on_by_itself, move
from wasl.cases.paying import paying_action
from wasl.cases.sheets import sheet
from wasl.catalogue.api import Who
from wasl.core.log import event
from wasl.payments import api as payments
from wasl.trust.api import own_words


@payments.before_settling
def lock_case(reference: str) -> None:
    """The case first, then its payment: everybody locks in that order."""
    Case.objects.select_for_update().filter(reference=reference).first()


@payments.on_settled
def paid(payment: payments.Payment) -> None:
    """In the transaction that settles it: paid and gone on, or neither."""
    with own_words("a fee that was paid"):
        case = Case.objects.select_for_update().filter(reference=payment.for_).first()
        if case is None or case.paid:
            return
        case.paid = True
        found, now = sheet(case), datetime.now(UTC)
        doer = Doer(account=payment.payer, who=Who.CITIZEN, channel=case.channel)
        journal.written(case, journal.Entry(Kind.PAID, once=f"paid:{payment.reference}"), doer, now)
        if case.stage == Stage.OPEN and (key := paying_action(found)):
            action = found.definition.workflow.actions[key]
            move(found, key, action, doer, once=f"pay:{payment.reference}", words="", now=now)
            go_on_by_itself(found, now)
        else:
            event("cases.paid_late", level="warning", service=case.slug)
        case.save()
