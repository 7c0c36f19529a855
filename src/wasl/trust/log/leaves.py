"""What one look is in the tree: numbers and commitments, nothing about anybody.

Facts and persons stand beside the tree. Each is bound to its leaf by the SHA-256 of a random salt and itself: with both
at hand anybody can rebuild the leaf; without the salt nobody can guess what was bound.
"""

import os
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

from wasl.trust.log.tree import leaf_hash

SALT, HASH = 32, 32
HEADER = b"wasl-look/v1"
MOST_PERSONS = 1000
"""An entry bundle of tlog-tiles gives a leaf's length in two bytes."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An entry as the store holds it, all that its hash is made of at hand."""

    seq: int
    at: str
    text: str
    """The facts, canonical JSON."""
    salt: bytes
    persons: tuple[tuple[str, bytes], ...]
    """Handle and salt, by place."""

    @property
    def facts_commitment(self) -> bytes:
        return sha256(self.salt + self.text.encode()).digest()

    @property
    def person_commitments(self) -> bytes:
        return b"".join(commitment(salt, handle) for handle, salt in self.persons)


def sealed(seq: int, at: str, text: str, persons: tuple[str, ...]) -> Leaf:
    """With fresh salts."""
    salts = os.urandom(SALT * (1 + len(persons)))
    cut = [salts[SALT * place : SALT * (place + 1)] for place in range(1 + len(persons))]
    return Leaf(seq, at, text, cut[0], tuple(zip(persons, cut[1:], strict=True)))


def commitment(salt: bytes, text: str) -> bytes:
    return sha256(salt + text.encode()).digest()


def leaf_bytes(seq: int, facts: bytes, persons: bytes) -> bytes:
    """What the tree hashes; `persons` are their commitments one after the other.

    >>> print(leaf_bytes(7, bytes(32), bytes(32)).decode())
    wasl-look/v1
    7
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
    <BLANKLINE>
    """
    lines = [HEADER, b"%d" % seq, b64encode(facts)]
    lines += [b64encode(persons[start : start + HASH]) for start in range(0, len(persons), HASH)]
    return b"\n".join(lines) + b"\n"


def hash_of(seq: int, facts: bytes, persons: bytes) -> bytes:
    return leaf_hash(leaf_bytes(seq, facts, persons))
