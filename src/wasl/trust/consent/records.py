"""One record's row and its revisions, kept in step."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.trust.consent.agreements import PLATFORM, Published
from wasl.trust.consent.models import Answer, ConsentRecord, Evidence, Revision, State
from wasl.trust.consent.revising import FORGOTTEN, RECORD, Author, append, digest
from wasl.trust.consent.shapes import Agreement, canonical, instant

KEPT_APART = ("id", "revision")
COLUMNS = tuple(f.attname for f in ConsentRecord._meta.concrete_fields if f.attname not in KEPT_APART)
"""What a revision of a record holds."""


@dataclass(frozen=True)
class Step:
    """One thing that happened to a record."""

    at: datetime
    answer: Answer
    state: State
    by: str  # handle of the person or guardian, or account
    channel: str
    until: datetime
    revision: str  # hash


@dataclass(frozen=True)
class Given:
    """What a person said to an agreement, and how it came to that; the newest step last."""

    record: str
    person: str
    agreement: Agreement  # as the person saw it
    agreement_revision: str  # hash
    answer: Answer
    state: State
    holds: bool  # in force now
    outdated: bool  # the agreement reads differently by now
    since: datetime
    until: datetime  # year 9999: until withdrawn
    given_by: str
    relation: str  # of the guardian who gave it; empty for the person
    channel: str
    revision: str  # hash of the newest
    history: tuple[Step, ...]


def record_data(row: ConsentRecord) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COLUMNS}


def kept(row: ConsentRecord, author: Author, **changes: Any) -> Revision:
    """The row with these changes and the revision that says so; only inside `writing`."""
    for name, value in changes.items():
        setattr(row, name, value)
    revision = append(RECORD, row.id, record_data(row), author)
    row.revision = revision.id
    row.save()
    return revision


def forgotten(row: ConsentRecord) -> None:
    """Remove the row and empty its snapshots: hashes and signatures still prove that the chain is whole."""
    Revision.objects.filter(schema_name=RECORD, object_id=row.id).update(snapshot="", by_individual=None, by_other=None)
    append(RECORD, row.id, FORGOTTEN, PLATFORM)
    Evidence.objects.filter(record=row).delete()
    row.delete()


def record(record_id: str) -> ConsentRecord:
    """Raises Unknown."""
    row = ConsentRecord.objects.select_related("agreement").filter(pk=record_id).first()
    if row is None:
        raise Unknown(
            Text(ar="لا توجد موافقة بهذا المعرّف.", en="There is no consent record with this id."),
            mend=Text(ar="راجع قائمة الموافقات.", en="Look it up in the list of consents."),
        )
    return row


def told(rows: Iterable[ConsentRecord], now: str) -> list[Given]:
    """Rows with their history, in a fixed number of queries."""
    chosen = list(rows)
    steps = _revisions_of([row.id for row in chosen])
    seen = _agreements_of({row.agreement_revision for row in chosen})
    return [_told(row, steps[row.id], seen[row.agreement_revision], now) for row in chosen]


def in_force_at(row: ConsentRecord, now: str) -> bool:
    stands = row.answer == Answer.GIVEN and row.state == State.SIGNED and row.until > now
    return stands and row.agreement.active and bool(row.purpose)


def agreement_in(revision: Revision) -> Published:
    """An agreement as one of its revisions holds it."""
    return Published(Agreement.model_validate(json.loads(revision.snapshot)["objectData"]["agreement"]), revision)


def evidence_digest(body: dict[str, Any]) -> str:
    return digest(canonical(body))


def _told(row: ConsentRecord, steps: list[Revision], seen: Published, now: str) -> Given:
    return Given(
        record=row.id,
        person=row.person,
        agreement=seen.agreement,
        agreement_revision=row.agreement_revision,
        answer=Answer(row.answer),
        state=State(row.state),
        holds=in_force_at(row, now),
        outdated=row.agreement.revision != seen.revision.id,
        since=instant(row.since),
        until=instant(row.until),
        given_by=row.given_by,
        relation=row.relation,
        channel=row.channel,
        revision=steps[-1].hash,
        history=tuple(map(_step, steps)),
    )


def _step(revision: Revision) -> Step:
    data = json.loads(revision.snapshot)["objectData"]
    return Step(
        at=instant(revision.timestamp),
        answer=Answer(data["answer"]),
        state=State(data["state"]),
        by=revision.by_individual or revision.by_other or "",
        channel=data["channel"],
        until=instant(data["until"]),
        revision=revision.hash,
    )


def _revisions_of(records: list[str]) -> dict[str, list[Revision]]:
    found: dict[str, list[Revision]] = {record_id: [] for record_id in records}
    for revision in Revision.objects.filter(schema_name=RECORD, object_id__in=records).order_by("number"):
        found[revision.object_id].append(revision)
    return found


def _agreements_of(hashes: set[str]) -> dict[str, Published]:
    return {one.hash: agreement_in(one) for one in Revision.objects.filter(hash__in=hashes)}
