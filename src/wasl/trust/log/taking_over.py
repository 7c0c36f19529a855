"""The former ledger, a chain of hashes, becomes the beginning of the log. Only the migration comes here."""

import hashlib
import json
import time
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.trust.chain import canonical
from wasl.trust.log import checkpoint_file, places, standing
from wasl.trust.log.entries import Draft
from wasl.trust.log.growth import Growth
from wasl.trust.log.leaves import sealed
from wasl.trust.log.store import Store, opened_store

FIELDS = (
    *("seq", "at", "actor", "office", "role", "channel", "purpose", "legal_basis", "case", "person", "kind"),
    *("sections", "registers", "missing", "outcome", "previous_hash"),
)
"""What the chain hashed, in its order."""
LISTS = ("sections", "registers", "missing")
PAGE = 1000
GENESIS = "0" * 64


def carry_over(table: str) -> None:
    """Inside the migration's transaction. The file is written before it ends: whoever repeats a migration that was
    killed writes it anew, and nobody records in between. Raises Refusal for a chain that does not hold.
    """
    growth = Growth()
    with opened_store() as store:
        for page in _pages(store, table):
            leaves = [sealed(old["seq"], old["at"], _draft(old).text(old["at"]), _person(old)) for old in page]
            store.insert_tiles([tile for leaf in store.insert(leaves) for tile in growth.add(leaf)])
        if growth.size:
            note = standing.signed_now(growth)
            store.keep_note(note)
            _begin_file(note)


def _pages(store: Store, table: str) -> Iterator[list[dict[str, Any]]]:
    columns = ", ".join(f'"{name}"' for name in (*FIELDS, "hash"))
    asked = f"SELECT {columns} FROM {table} WHERE seq > %s ORDER BY seq LIMIT {PAGE}"  # noqa: S608  our own names
    seq, last = 0, GENESIS
    while rows := store.rows(asked, [seq]):
        for row in rows:
            _require_whole(row, seq, last)
            seq, last = row[0], row[-1]
        yield [dict(zip((*FIELDS, "hash"), row, strict=True)) for row in rows]
    _require_head(seq, last)


def _require_whole(row: tuple[Any, ...], seq: int, last: str) -> None:
    *values, found = row
    named = canonical(dict(zip(FIELDS, values, strict=True))).encode("utf-8", "surrogatepass")
    if (row[0], values[-1], found) != (seq + 1, last, hashlib.sha256(named).hexdigest()):
        raise _broken(row[0])


def _require_head(seq: int, last: str) -> None:
    """The chain's end stood in a file, which may be behind, never ahead."""
    path = settings().home / "ledger-head.json"
    if not path.exists():
        return
    head = json.loads(path.read_text(encoding="utf-8"))
    if head["seq"] > seq or (head["seq"] == seq and head["hash"] != last):
        raise _broken(seq)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _draft(old: dict[str, Any]) -> Draft:
    kept = {name: old[name] for name in FIELDS if name not in ("seq", "at", "person", "previous_hash", *LISTS)}
    lists = {name: json.loads(old[name]) for name in LISTS}
    fresh: dict[str, Any] = {
        "actor_name": "",
        "reason": None,
        "assurance": "",
        "emergency": False,
        "consents": [],
        "policy": "",
    }
    return Draft({**kept, **lists, **fresh, "former_hash": old["hash"]})


def _person(old: dict[str, Any]) -> tuple[str, ...]:
    return (old["person"],) if old["person"] else ()


def _begin_file(note: str) -> None:
    path = places.checkpoint_path()
    if path.exists():  # of a migration that was killed; or evidence of something else: kept
        path.rename(path.with_suffix(f".{time.time_ns()}"))
    checkpoint_file.start(note)


def _broken(seq: int) -> Refusal:
    return Refusal(
        f"the former access ledger does not hold at entry {seq}",
        mend="find out with the former version (`wasl ledger verify`) what was touched, before you go on",
    )
