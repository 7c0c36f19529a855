"""What a person can see of their consents: what they said, how it came to that, and what they are asked."""

from dataclasses import dataclass
from datetime import UTC, datetime

from wasl.trust.consent.agreements import Published, agreements
from wasl.trust.consent.models import ConsentRecord, Revision
from wasl.trust.consent.records import Given, record, told
from wasl.trust.consent.revising import RECORD
from wasl.trust.consent.shapes import Agreement, moment


@dataclass(frozen=True)
class Offered:
    """An agreement that a person can answer, and what they said to it last."""

    agreement: Agreement
    revision: str  # hash
    given: Given | None


def records_of(person: str) -> list[Given]:
    """Everything that one person said, the newest first, with its history; of two at one moment, what was given."""
    rows = ConsentRecord.objects.select_related("agreement").filter(person=person).order_by("-since", "answer", "id")
    return told(rows, _now())


def given(record_id: str) -> Given:
    """One record with its history. Raises Unknown."""
    return told([record(record_id)], _now())[0]


def agreements_for(person: str) -> list[Offered]:
    """The active agreements, each with what the person said to it last; first those to be answered still."""
    said: dict[str, Given] = {}
    for one in records_of(person):
        said.setdefault(one.agreement.id, one)
    offers = [_offered(published, said) for published in agreements(active=True)]
    return sorted(offers, key=lambda offer: (offer.given is not None and offer.given.holds, offer.agreement.id))


def recorded(*, office: str | None = None, person: str | None = None, offset: int = 0, limit: int = 100) -> list[Given]:
    """Records of all persons, for auditors; of one controller only, for its programs."""
    rows = ConsentRecord.objects.select_related("agreement").order_by("-since", "answer", "id")
    wanted = {"controller": office, "person": person}
    chosen = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    return told(chosen[offset : offset + limit], _now())


@dataclass(frozen=True)
class News:
    """That something came to a new revision: enough to ask for it, and nothing about anybody."""

    place: int
    schema: str
    object_id: str
    number: int
    hash: str
    at: str


def news(after: int, limit: int = 100) -> list[News]:
    """Revisions behind a place, in order: whoever follows remembers the last `place`."""
    rows = Revision.objects.filter(place__gt=after).order_by("place")[:limit]
    return [News(r.place, r.schema_name, r.object_id, r.number, r.hash, r.timestamp) for r in rows]


def newest_of(records: list[str]) -> dict[str, Revision]:
    """The revision that each record stands at."""
    named = dict(ConsentRecord.objects.filter(pk__in=records).values_list("revision", "id"))
    return {named[one.id]: one for one in Revision.objects.filter(pk__in=named, schema_name=RECORD)}


def _offered(published: Published, said: dict[str, Given]) -> Offered:
    return Offered(published.agreement, published.revision.hash, said.get(published.agreement.id))


def _now() -> str:
    return moment(datetime.now(UTC))
