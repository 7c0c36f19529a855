"""What an agency has asked: its own questions, never another's, and never what was claimed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.identity.verification.answer import Answer, Verdict
from wasl.identity.verification.models import Asking
from wasl.identity.verification.verifying import answer_of


@dataclass(frozen=True)
class Past:
    """A question of the past."""

    actor: str
    case: str | None
    answer: Answer


def asked_by(office: str, *, before: datetime | None = None, most: int = 50) -> list[Past]:
    """Newest first."""
    rows = _of(office).order_by("-at", "-pk")
    return [_past(row) for row in (rows.filter(at__lt=before) if before else rows)[:most]]


def count_of(office: str) -> int:
    return _of(office).count()


def one_of(office: str, reference: str) -> Past:
    """Raises Unknown, with the same words for another agency's."""
    return _past(row_of(office, reference))


def row_of(office: str, reference: str) -> Asking:
    row = _of(office).filter(reference=reference).first() if reference.isprintable() else None
    if row is None:
        raise Unknown(
            Text(ar="لا يوجد سؤال لجهتك بهذا الرقم", en="your office has no question with this reference"),
            mend=Text(ar="راجع سجل أسئلة جهتك", en="look it up in your office's history"),
        )
    return row


def _of(office: str) -> "QuerySet[Asking]":
    return Asking.objects.filter(office=office).exclude(verdict=Verdict.PENDING)


def _past(row: Asking) -> Past:
    return Past(row.actor, row.case, answer_of(row))
