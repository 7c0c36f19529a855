"""The access ledger: every look, in order, each entry holding the hash of the one before it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.trust.chain import FIELDS, GENESIS, canonical, entry_hash
from wasl.trust.head import START, Head, advance_head, start_head
from wasl.trust.look import Look
from wasl.trust.models import LedgerEntry
from wasl.trust.purposes import purpose

_ADVISORY_LOCK = 0x7761736C  # "wasl": any number that nothing else in the database locks


@dataclass(frozen=True)
class Entry:
    """One look as the ledger holds it."""

    seq: int
    at: datetime
    actor: str
    office: str | None
    role: str
    channel: str
    purpose: str
    case: str | None
    person: str | None
    kind: str
    sections: tuple[str, ...]
    registers: tuple[str, ...]
    missing: tuple[str, ...]
    outcome: str
    hash: str


def record(
    look: Look,
    *,
    outcome: str,
    person: str | None = None,
    sections: Iterable[str] = (),
    registers: Iterable[str] = (),
    missing: Iterable[str] = (),
) -> Entry:
    """Write one look down; it is on disk when this returns, and nobody may be answered before.

    `outcome` is a few words without personal data, such as "shown" or "found 3". Raises RuntimeError inside a
    transaction: an entry that could be rolled back is none.
    """
    basis = purpose(look.purpose).legal_basis
    facts = {
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "actor": look.actor,
        "office": look.office,
        "role": look.role,
        "channel": look.channel,
        "purpose": look.purpose,
        "legal_basis": canonical(basis.model_dump()),
        "case": look.case,
        "person": person,
        "kind": str(look.kind),
        "sections": canonical(sorted(sections)),
        "registers": canonical(sorted(registers)),
        "missing": canonical(sorted(missing)),
        "outcome": outcome,
    }
    return _entry(_append(facts))


def entries_for(handle: str, limit: int = 100) -> list[Entry]:
    """The looks at one person, newest first."""
    return [_entry(row) for row in LedgerEntry.objects.filter(person=handle).order_by("-seq")[:limit]]


def _append(facts: dict[str, str | None]) -> LedgerEntry:
    with transaction.atomic(durable=True):
        _queue_up()
        last = LedgerEntry.objects.order_by("-seq").values_list("seq", "hash").first()
        seq, previous = last or (0, GENESIS)
        if not seq:
            start_head(START)
        row = LedgerEntry(seq=seq + 1, previous_hash=previous, **facts)
        row.hash = entry_hash(tuple(getattr(row, field) for field in FIELDS))
        row.save(force_insert=True)
        transaction.on_commit(lambda: _note(Head(row.seq, row.hash), Head(seq, previous)))
    return row


def anchor() -> Head:
    """Begin the head file at the ledger's present end on a machine that has none: moved to, or a further server.

    From then on a cut is noticed here; what was cut before cannot be. Raises Refusal where there is a file.
    """
    last = LedgerEntry.objects.order_by("-seq").values_list("seq", "hash").first()
    head = Head(*last) if last else START
    if not start_head(head):
        raise Refusal(
            "the head file is there already", mend="keep it: `wasl ledger verify` compares the ledger with it"
        )
    return head


def _queue_up() -> None:
    """One writer at a time: SQLite's immediate transaction already is; PostgreSQL needs a lock that ends with it."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])


def _note(head: Head, before: Head) -> None:
    if not advance_head(head, before, holds=_holds):
        event("ledger.broken", level="error", seq=head.seq, mend="run `wasl ledger verify`")


def _holds(head: Head) -> bool:
    return not head.seq or LedgerEntry.objects.filter(seq=head.seq, hash=head.hash).exists()


def _entry(row: LedgerEntry) -> Entry:
    return Entry(
        seq=row.seq,
        at=datetime.strptime(row.at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC),
        actor=row.actor,
        office=row.office,
        role=row.role,
        channel=row.channel,
        purpose=row.purpose,
        case=row.case,
        person=row.person,
        kind=row.kind,
        sections=tuple(json.loads(row.sections)),
        registers=tuple(json.loads(row.registers)),
        missing=tuple(json.loads(row.missing)),
        outcome=row.outcome,
        hash=row.hash,
    )
