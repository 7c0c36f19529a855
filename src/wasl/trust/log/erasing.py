"""What the log knew of people goes when its time is over; that it went, and why, stays in the log.

The tree keeps the commitments, so proofs go on to hold. Erasure and the entry that tells of it are one transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from wasl.trust.chain import canonical
from wasl.trust.log.entries import ERASED, ERASURE, Draft, stamp
from wasl.trust.log.store import Store, opened_store
from wasl.trust.log.writing import Ticket, writer

AT_ONCE, PAIRS_AT_ONCE = 5000, 500
"""Rows in one transaction: the looks of the moment wait for it."""
IS_ERASURE = f'"kind":"{ERASURE}"'
"""How the facts of an erasure can be told from all others: within a text JSON would write the quotes otherwise."""

_BASIS = canonical(ERASED.model_dump())
_ALLOW = "INSERT INTO trust_logerasing (id, first, last, place) VALUES (%s, %s, %s, %s)"


def erase_person(handle: str, *, before: datetime, why: str, actor: str) -> int:
    """Forget at whom the looks before that time were; how many were forgotten. `why` holds no personal data."""
    asked = (
        "SELECT p.seq, p.place FROM trust_logperson p JOIN trust_logfacts f ON f.seq = p.seq"
        " WHERE p.person = %s AND f.at < %s ORDER BY p.seq"
    )
    with opened_store() as store:
        found = store.rows(asked, (handle, stamp(before)))
    for pairs in _cut(found, PAIRS_AT_ONCE):
        told = {"persons": [[seq, place] for seq, place in pairs]}
        writer.write(Ticket([_telling(told, why, actor)], partial(_remove_persons, pairs)))
    return len(found)


def erase_facts(*, before: datetime, why: str, actor: str) -> int:
    """Forget who looked at whom before that time; how many entries were emptied. Erasures themselves stay readable."""
    asked = "SELECT seq FROM trust_logfacts WHERE at < %s AND facts NOT LIKE %s ORDER BY seq"
    with opened_store() as store:
        found = [seq for (seq,) in store.rows(asked, (stamp(before), f"%{IS_ERASURE}%"))]
    for numbers in _cut(found, AT_ONCE):
        spans = list(spans_of(numbers))
        writer.write(Ticket([_telling({"facts": spans}, why, actor)], partial(_remove_facts, spans)))
    return len(found)


def spans_of(numbers: Iterable[int]) -> Iterator[list[int]]:
    """First and last of each run of ascending numbers.

    >>> list(spans_of([1, 2, 3, 7]))
    [[1, 3], [7, 7]]
    """
    span: list[int] = []
    for number in numbers:
        if span and number == span[1] + 1:
            span[1] = number
            continue
        if span:
            yield span
        span = [number, number]
    if span:
        yield span


def _cut(found: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:
    return (found[start : start + most] for start in range(0, len(found), most))


def _telling(told: dict[str, Any], why: str, actor: str) -> Draft:
    nothing = dict.fromkeys(("actor_name", "role", "channel", "purpose", "assurance", "policy"), "")
    lists: dict[str, list[str]] = {name: [] for name in ("sections", "registers", "missing", "consents")}
    said = {"actor": actor, "reason": why, "kind": ERASURE, "outcome": "erased", "erased": told}
    return Draft({**nothing, **lists, **said, "office": None, "case": None, "emergency": False, "legal_basis": _BASIS})


def _remove_persons(pairs: Sequence[tuple[int, int]], store: Store) -> None:
    store.run_many(_ALLOW, [(number, seq, seq, place) for number, (seq, place) in enumerate(pairs)])
    store.run_many("DELETE FROM trust_logperson WHERE seq = %s AND place = %s", pairs)
    store.run("DELETE FROM trust_logerasing")


def _remove_facts(spans: Sequence[Sequence[int]], store: Store) -> None:
    store.run_many(_ALLOW, [(number, first, last, None) for number, (first, last) in enumerate(spans)])
    for table in ("trust_logperson", "trust_logfacts"):
        store.run_many(f"DELETE FROM {table} WHERE seq BETWEEN %s AND %s", spans)  # noqa: S608  our own names
    store.run("DELETE FROM trust_logerasing")
