"""Payments that stand."""

from django.db.models import QuerySet

from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.payments.models import Payment


def payment(reference: str) -> Payment:
    """Raises Unknown."""
    return _one(Payment.objects.all(), reference)


def payment_of(reference: str, payers: set[str]) -> Payment:
    """One that one of these payers was asked for. Raises Unknown, also for one that is somebody else's."""
    return _one(Payment.objects.filter(payer__in=payers), reference)


def payments_for(for_: str) -> list[Payment]:
    """Of a case, the oldest first."""
    return list(Payment.objects.filter(for_case=for_).order_by("id"))


def _one(rows: QuerySet[Payment], reference: str) -> Payment:
    known = reference.isascii() and reference.replace("-", "").isalnum()  # NUL breaks a query
    found = rows.filter(reference=reference).first() if known else None
    if found is None:
        raise Unknown(
            Text(ar="لا يوجد طلب دفع بهذا الرقم", en="there is no payment with this reference"),
            mend=Text(ar="افتح الدفع من صفحة طلبك", en="open the payment from the page of your application"),
        )
    return found
