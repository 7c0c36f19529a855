"""Was this issued, and does it stand? For anybody: nothing personal is read or told."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from wasl.core.text import Text
from wasl.country.api import pack
from wasl.documents.finding import document
from wasl.documents.models import Document


class Standing(StrEnum):
    """Whether a document may be relied on."""

    STANDS = "stands"
    EXPIRED = "expired"
    REVOKED = "revoked"  # for ever, also after its last day


@dataclass(frozen=True)
class Checked:
    """What anybody is told."""

    number: str
    kind: str
    title: Text
    agency: str
    issued: datetime
    valid_until: date | None
    standing: Standing
    demo: bool  # issued in a demonstration


def check(number: str) -> Checked:
    """Raises Unknown where no such document was issued."""
    found = document(number)
    return Checked(
        number=found.number,
        kind=found.kind,
        title=found.title,
        agency=found.agency,
        issued=found.issued,
        valid_until=found.valid_until,
        standing=standing_of(found),
        demo=found.demo,
    )


def standing_of(found: Document) -> Standing:
    if found.revoked:
        return Standing.REVOKED
    today = pack().calendar.today(datetime.now(UTC))
    return Standing.EXPIRED if found.valid_until and found.valid_until < today else Standing.STANDS
