"""What a provider reports: paid, or not. Each report may come twice, late, or at once with others."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.core.text import Text
from wasl.payments.finding import payment
from wasl.payments.models import CAME_IN, OPEN, Payment, State, Step

_FIRST: list[Callable[[str], None]] = []
_TOLD: list[Callable[[Payment], None]] = []


def before_settling(first: Callable[[str], None]) -> Callable[[str], None]:
    """Have a function given the case's reference in the transaction that settles, before the payment is locked.

    Who locks a case and then cancels its payments must lock it here too: in another order the two wait for each other.
    """
    _FIRST.append(first)
    return first


def on_settled(told: Callable[[Payment], None]) -> Callable[[Payment], None]:
    """Have a function told of each payment in the transaction that settles it: an exception undoes the settling."""
    _TOLD.append(told)
    return told


def settle(reference: str, *, provider_reference: str) -> Payment:
    """The money has come in; `provider_reference` is the provider's receipt. A repeated report changes nothing.

    Raises Unknown; Refusal for a payment that was cancelled, or a receipt that is missing or paid for another.
    """
    if not provider_reference:
        raise Refusal("a payment without the provider's receipt", mend="give its reference", where=reference)
    try:
        with transaction.atomic():
            for first in _FIRST:
                first(payment(reference).for_case)
            with locked(reference) as row:
                return _settled(row, provider_reference)
    except IntegrityError as error:
        if not Payment.objects.filter(provider_reference=provider_reference).exclude(reference=reference).exists():
            raise
        event("payment.receipt_of_another", level="error", payment=reference)
        raise Refusal("this receipt paid for another payment", mend="ask the provider", where=reference) from error


def _settled(row: Payment, receipt: str) -> Payment:
    if row.state in CAME_IN:
        if row.provider_reference != receipt:  # money came twice: whoever runs the platform must give it back
            event("payment.paid_twice", level="error", payment=row.reference)
        return row
    if row.state not in OPEN:
        event("payment.paid_after_cancelling", level="error", payment=row.reference)
        raise Refusal(_CANCELLED, mend=_CANCELLED_MEND, where=row.reference)
    row.state, row.paid, row.provider_reference = State.PAID, datetime.now(UTC), receipt
    row.save(update_fields=["state", "paid", "provider_reference"])
    Step.objects.create(payment=row, at=row.paid, state=State.PAID)
    for told in _TOLD:
        told(row)
    event("payment.settled", payment=row.reference)
    return row


def refuse(reference: str, why: Text) -> Payment:
    """The provider would not; it may be tried again. What is not open stays as it is. Raises Unknown."""
    with locked(reference) as row:
        if row.state in OPEN:
            row.state = State.REFUSED
            row.save(update_fields=["state"])
            told = {"why_ar": why.ar[:300], "why_en": why.en[:300]}
            Step.objects.create(payment=row, at=datetime.now(UTC), state=State.REFUSED, **told)
            event("payment.refused", payment=row.reference)
        return row


def cancel(for_: str) -> None:
    """Nothing more is wanted for a case: what is open is cancelled, what is paid stays paid."""
    with transaction.atomic():
        for row in Payment.objects.select_for_update().filter(for_case=for_, state__in=OPEN).order_by("id"):
            row.state = State.CANCELLED
            row.save(update_fields=["state"])
            Step.objects.create(payment=row, at=datetime.now(UTC), state=State.CANCELLED)
            event("payment.cancelled", payment=row.reference)


@contextmanager
def locked(reference: str) -> Iterator[Payment]:
    """A payment, as nobody else changes it meanwhile. Raises Unknown."""
    with transaction.atomic():
        yield Payment.objects.select_for_update().get(pk=payment(reference).pk)


_CANCELLED = Text(ar="أُلغي طلب الدفع هذا فلا يُدفع", en="this payment was cancelled and is not paid")
_CANCELLED_MEND = Text(
    ar="ارجع إلى صفحة طلبك لترى ما المطلوب الآن", en="go back to your application to see what is needed now"
)
