"""Giving back what was paid, whole and once."""

from datetime import UTC, datetime

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.core.text import Text
from wasl.payments.asking import print_of
from wasl.payments.models import Payment, State, Step
from wasl.payments.plugins import provider
from wasl.payments.settling import locked


def refund(reference: str, *, once: str, why: str) -> Payment:
    """Give the whole sum back. The same `once` again changes nothing.

    Raises Unknown; Refusal for what was not paid, or was given back under another token, or where the provider cannot.
    """
    with locked(reference) as row:
        if row.state == State.REFUNDED and row.refund_once == print_of(once):
            return row
        if row.state != State.PAID:
            raise Refusal(_NOT_PAID, mend=_NOT_PAID_MEND, where=reference)
        provider(row.provider).give_back(row)
        row.state, row.refunded, row.refund_once = State.REFUNDED, datetime.now(UTC), print_of(once)
        row.save(update_fields=["state", "refunded", "refund_once"])
        said = {"why_ar": why[:300], "why_en": why[:300]}
        Step.objects.create(payment=row, at=row.refunded, state=State.REFUNDED, **said)
        event("payment.refunded", payment=row.reference)
        return row


_NOT_PAID = Text(ar="هذا المبلغ لم يُدفع أو رُدّ من قبل", en="this sum was not paid, or was given back before")
_NOT_PAID_MEND = Text(ar="راجع حالة الدفع في الملف", en="look at how the payment stands in the case")
