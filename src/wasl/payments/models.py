"""What was asked of whom, and what became of it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from wasl.core.text import Text


class State(models.TextChoices):
    """How a payment stands."""

    ASKED = "asked"
    PAID = "paid"
    REFUSED = "refused"  # by the provider; may be tried again
    CANCELLED = "cancelled"  # no longer wanted, and never paid
    REFUNDED = "refunded"  # it was paid, and given back whole


OPEN = frozenset({State.ASKED, State.REFUSED})
"""May still be paid."""
CAME_IN = frozenset({State.PAID, State.REFUNDED})
"""Of these the money was received."""


@dataclass(frozen=True)
class Line:
    """What a part of the sum is for: a fee's name, never a person's. `amount` in minor units."""

    text: Text
    amount: int


class Payment(models.Model):
    """One sum, asked of one payer for one case."""

    reference = models.CharField(max_length=10, unique=True)  # P-XXXXXXXX
    for_case = models.CharField(max_length=40, db_index=True)  # its reference
    payer = models.CharField(max_length=128)  # account id, or visitor:<random> of a session without account
    once = models.CharField(max_length=64, unique=True)  # hash of the caller's token
    parts = models.JSONField()  # the lines
    amount = models.BigIntegerField()  # minor units
    currency = models.CharField(max_length=3)  # ISO 4217
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    provider = models.CharField(max_length=32)
    provider_reference = models.CharField(max_length=128, blank=True)  # the provider's receipt
    return_to = models.CharField(max_length=300, blank=True)  # path of ours to which the payer goes on
    asked = models.DateTimeField()
    paid = models.DateTimeField(null=True)
    refunded = models.DateTimeField(null=True)
    refund_once = models.CharField(max_length=64, blank=True)  # hash of the caller's token

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_of_something"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="payment_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(CAME_IN), paid__isnull=False) & ~Q(provider_reference="")
                | Q(state__in=sorted(set(State.values) - CAME_IN), paid=None, provider_reference=""),
                name="payment_paid_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(state=State.REFUNDED, refunded__isnull=False) & ~Q(refund_once="")
                | ~Q(state=State.REFUNDED) & Q(refunded=None, refund_once=""),
                name="payment_refund_has_instant",
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_reference"],
                condition=~Q(provider_reference=""),
                name="payment_one_receipt",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def for_(self) -> str:
        """As `ask` names it; a column's name may not end so."""
        return self.for_case

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(Line(Text(**part["text"]), part["amount"]) for part in self.parts)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def why_refused(self) -> Text | None:
        """What the provider said last, where it would not."""
        last = self.steps.last()
        return last.why if last and last.state == State.REFUSED else None


class Step(models.Model):
    """What happened to a payment, and when. Only appended to."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices)
    why_ar = models.CharField(max_length=300, blank=True)
    why_en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.state}"

    @property
    def why(self) -> Text | None:
        return Text(ar=self.why_ar, en=self.why_en) if self.why_ar and self.why_en else None


def parts_of(lines: Any) -> list[dict[str, Any]]:
    """Lines as they are kept."""
    return [{"text": line.text.model_dump(), "amount": line.amount} for line in lines]
