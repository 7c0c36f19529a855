"""How an entry of the ledger holds the one before it: SHA-256 over its canonical JSON, the former hash in it."""

import hashlib
import json

GENESIS = "0" * 64
"""Stands where the first entry names the hash before it."""

FIELDS = (
    "seq",
    "at",
    "actor",
    "office",
    "role",
    "channel",
    "purpose",
    "legal_basis",
    "case",
    "person",
    "kind",
    "sections",
    "registers",
    "missing",
    "outcome",
    "previous_hash",
)
"""What is hashed, in the order in which `verify` reads it."""


def canonical(value: object) -> str:
    """One spelling for one value: sorted keys, no spaces, real letters.

    >>> canonical({"b": None, "a": ["ق"]})
    '{"a":["ق"],"b":null}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=repr)


def entry_hash(values: tuple[object, ...]) -> str:
    """The hash of an entry whose values stand in the order of FIELDS."""
    named = dict(zip(FIELDS, values, strict=True))
    return hashlib.sha256(canonical(named).encode("utf-8", "surrogatepass")).hexdigest()
