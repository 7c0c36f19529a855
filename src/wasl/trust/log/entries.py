"""What is written down of a look, and what comes back of it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from wasl.core.text import Text
from wasl.country.api import Purpose
from wasl.trust.chain import canonical
from wasl.trust.log.leaves import MOST_PERSONS
from wasl.trust.look import Look

_INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"
ERASURE = "erasure"
"""The kind of an entry that is no look: it says which entries lost their facts or persons, and why."""
ERASED = Text(ar="محو", en="erasure")
"""Stands for the legal basis of an erasure, and of what it erased."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)
"""Stands for the time of an entry whose facts are erased."""


@dataclass(frozen=True)
class Entry:
    """One look as the log holds it. Of an erased one only its number and the hash of its leaf are left."""

    seq: int
    at: datetime
    actor: str
    actor_name: str
    office: str | None
    role: str
    channel: str
    purpose: str
    legal_basis: Text
    case: str | None
    reason: str | None
    assurance: str
    emergency: bool
    persons: tuple[str, ...]
    """Handles; those that were erased are absent."""
    kind: str
    sections: tuple[str, ...]
    registers: tuple[str, ...]
    missing: tuple[str, ...]
    consents: tuple[str, ...]
    policy: str
    outcome: str
    leaf: str
    erased: bool = False


@dataclass(frozen=True)
class Written:
    """An entry to be taken over with its own time."""

    look: Look
    at: datetime
    outcome: str
    persons: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    policy: str = ""


@dataclass(frozen=True)
class Draft:
    """What will be an entry: whoever writes it gives it its number, and its time unless it has one."""

    facts: dict[str, Any]
    persons: tuple[str, ...] = ()

    def text(self, at: str) -> str:
        """What UTF-8 cannot hold, such as half of a surrogate pair in a case number, becomes a question mark."""
        return canonical({**self.facts, "at": at}).encode("utf-8", "replace").decode()


def draft(
    look: Look,
    given: Purpose,
    *,
    outcome: str,
    persons: Iterable[str],
    sections: Iterable[str],
    registers: Iterable[str],
    missing: Iterable[str],
    consents: Iterable[str],
    policy: str,
    basis: Text | None = None,
) -> Draft:
    """Raises ValueError for more persons than one entry may name."""
    named = tuple(dict.fromkeys(persons))
    if len(named) > MOST_PERSONS:
        raise ValueError(f"an entry names {MOST_PERSONS} persons at most, not {len(named)}: write several")
    facts = {
        "actor": look.actor,
        "actor_name": look.actor_name,
        "office": look.office,
        "role": look.role,
        "channel": look.channel,
        "purpose": look.purpose,
        "legal_basis": _basis((basis or given.legal_basis).ar, (basis or given.legal_basis).en),
        "case": look.case,
        "reason": look.reason,
        "assurance": str(look.assurance),
        "emergency": look.emergency,
        "kind": str(look.kind),
        "sections": sorted(sections),
        "registers": sorted(registers),
        "missing": sorted(missing),
        "consents": sorted(map(str, consents)),
        "policy": policy,
        "outcome": outcome,
    }
    return Draft(facts, named)


def entry_of(seq: int, text: str | None, persons: Iterable[str], leaf: bytes) -> Entry:
    """`text` is None where the facts are erased."""
    facts: dict[str, Any] = json.loads(text) if text else {}
    known: dict[str, Any] = {name: facts.get(name, "") for name in _WORDS}
    known |= {name: tuple(facts.get(name, ())) for name in _LISTS}
    known |= {name: facts.get(name) for name in ("office", "case", "reason")}
    return Entry(
        seq=seq,
        at=instant(facts["at"]) if facts else LONG_AGO,
        emergency=facts.get("emergency", False),
        legal_basis=Text(**json.loads(facts["legal_basis"])) if facts else ERASED,
        persons=tuple(persons),
        leaf=leaf.hex(),
        erased=not facts,
        **known,
    )


_WORDS = ("actor", "actor_name", "role", "channel", "purpose", "assurance", "kind", "policy", "outcome")
_LISTS = ("sections", "registers", "missing", "consents")


def stamp(at: datetime) -> str:
    """Sorts as time does.

    >>> stamp(datetime(2026, 10, 1, 9, 30, tzinfo=UTC))
    '2026-10-01T09:30:00.000000Z'
    """
    return at.astimezone(UTC).strftime(_INSTANT)


def instant(at: str) -> datetime:
    return datetime.fromisoformat(at)


@lru_cache(512)
def _basis(ar: str, en: str) -> str:
    return canonical({"ar": ar, "en": en})
