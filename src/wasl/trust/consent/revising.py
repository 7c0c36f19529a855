"""Revisions: every state of an agreement, policy or record, chained to the one before and signed (GovStack)."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, connection, transaction

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.trust.consent.keys import signer
from wasl.trust.consent.models import Revision
from wasl.trust.consent.shapes import canonical, moment

AGREEMENT, POLICY, RECORD = "DataAgreement", "Policy", "ConsentRecord"
FORGOTTEN = {"forgotten": True}
"""The last state of a record whose person is forgotten."""
_ADVISORY_LOCK = 0x636F6E73  # "cons"


@dataclass(frozen=True)
class Author:
    """Who brought a revision about: a person (handle), or an account of the staff, or the platform itself."""

    individual: str | None = None
    other: str | None = None


@contextmanager
def writing() -> Iterator[None]:
    """One writer of revisions at a time, all or nothing. Raises Refusal where the store says somebody was quicker."""
    try:
        with transaction.atomic():
            _queue_up()
            yield
    except IntegrityError as error:
        raise overtaken() from error


def append(schema: str, object_id: str, data: dict[str, Any], author: Author) -> Revision:
    """The next revision of an object; only inside `writing`."""
    last = newest(schema, object_id)
    at = moment(datetime.now(UTC))
    snapshot = canonical(_snapshot(schema, object_id, data, at, author))
    revision = Revision(
        id=uuid4().hex,
        place=(Revision.objects.order_by("-place").values_list("place", flat=True).first() or 0) + 1,
        schema_name=schema,
        object_id=object_id,
        number=last.number + 1 if last else 1,
        snapshot=snapshot,
        hash=digest(snapshot),
        timestamp=at,
        by_individual=author.individual,
        by_other=author.other,
        predecessor_hash=last.hash if last else "",
        predecessor_signature=last.signature if last else "",
        signer=signer().name,
    )
    revision.signature = signer().sign(signed_text(revision))
    revision.save(force_insert=True)
    return revision


def newest(schema: str, object_id: str) -> Revision | None:
    return Revision.objects.filter(schema_name=schema, object_id=object_id).order_by("-number").first()


def signed_text(revision: Revision) -> str:
    """What the signature covers: the snapshot by its hash, and its place; so it outlives a forgotten snapshot."""
    return canonical(
        {
            "id": revision.id,
            "place": revision.place,
            "schemaName": revision.schema_name,
            "objectId": revision.object_id,
            "number": revision.number,
            "timestamp": revision.timestamp,
            "serializedHash": revision.hash,
            "predecessorHash": revision.predecessor_hash,
            "predecessorSignature": revision.predecessor_signature,
        }
    )


def object_data(revision: Revision) -> dict[str, Any]:
    """What the object was at that time; of a forgotten person, nothing."""
    data: dict[str, Any] = json.loads(revision.snapshot)["objectData"] if revision.snapshot else {}
    return data


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def overtaken() -> Refusal:
    return Refusal(
        Text(ar="غيّر شخص آخر هذا النص قبلك بلحظات.", en="Somebody else changed this a moment before you."),
        mend=Text(ar="أعد تحميله ثم كرّر التعديل.", en="Reload it and make your change again."),
    )


def _snapshot(schema: str, object_id: str, data: dict[str, Any], at: str, author: Author) -> dict[str, Any]:
    return {
        "objectData": data,
        "schemaName": schema,
        "objectId": object_id,
        "signedWithoutObjectId": False,
        "timestamp": at,
        "authorizedByIndividual": author.individual,
        "authorizedByOther": author.other,
    }


def _queue_up() -> None:
    """SQLite's immediate transaction is a queue already; PostgreSQL needs a lock that ends with the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
