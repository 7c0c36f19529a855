"""Proofs that an entry stands in the log and that the log only grew; and the tree as tiles, for whoever mirrors it."""

import struct
from dataclasses import dataclass

from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.trust.log import checkpoint_file, standing
from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.growth import WIDTH
from wasl.trust.log.leaves import HASH, leaf_bytes
from wasl.trust.log.store import Nodes, opened_store
from wasl.trust.log.tree import consistency_path, inclusion_path

BEYOND = (1 << 55) - 1
"""From this tile on, numbers of entries would not fit the 64 bits that stores have."""


@dataclass(frozen=True)
class Proof:
    """All that somebody outside needs in order to find an entry in the log."""

    seq: int
    leaf: bytes
    """What the tree hashes."""
    path: tuple[bytes, ...]
    note: str
    """The signed checkpoint that the path leads to."""
    checkpoint: Checkpoint
    facts: str | None
    """Canonical JSON, and the salt of its commitment; None where they are erased."""
    salt: bytes | None
    persons: tuple[tuple[int, str, bytes], ...]
    """Place, handle and salt of each who is not erased."""
    commitments: tuple[bytes, ...]
    """Of the persons, by place."""

    @property
    def index(self) -> int:
        """Counted from 0, as the tree does."""
        return self.seq - 1


def latest_checkpoint() -> str:
    """The signed note. Raises Unknown before the first entry."""
    note = checkpoint_file.read_file()
    if note is None:
        raise Unknown(
            Text(ar="السجل فارغ ولم يوقَّع بعد", en="nothing has been signed for: the log has not begun"),
            where="checkpoint",
            mend=Text(ar="أعد المحاولة بعد أول قيد", en="try again after the first entry"),
        )
    return note


def prove(seq: int) -> Proof:
    """Raises Unknown for an entry that is not in the log, or that the latest checkpoint does not cover yet."""
    note = latest_checkpoint()
    checkpoint = standing.checkpoint_of(note)
    if not checkpoint or not 0 < seq <= checkpoint.size:
        raise _no_entry(seq)
    with opened_store() as store:
        [(facts, persons)] = store.rows("SELECT facts, persons FROM trust_logentry WHERE seq = %s", [seq])
        told = store.rows("SELECT facts, salt FROM trust_logfacts WHERE seq = %s", [seq])
        named = store.rows("SELECT place, person, salt FROM trust_logperson WHERE seq = %s ORDER BY place", [seq])
        path = inclusion_path(seq - 1, checkpoint.size, Nodes(store))
    text, salt = (told[0][0], bytes(told[0][1])) if told else (None, None)
    sealed = bytes(persons)
    return Proof(
        seq=seq,
        leaf=leaf_bytes(seq, bytes(facts), sealed),
        path=tuple(path),
        note=note,
        checkpoint=checkpoint,
        facts=text,
        salt=salt,
        persons=tuple((place, handle, bytes(salt)) for place, handle, salt in named),
        commitments=tuple(sealed[at : at + HASH] for at in range(0, len(sealed), HASH)),
    )


def consistency(old: int, new: int) -> list[bytes]:
    """Proves that the log of `new` entries begins with the log of `old`. Raises Unknown for sizes that it never had."""
    with opened_store() as store:
        if not 0 <= old <= new <= store.top()[0]:
            raise _no_entry(new)
        return consistency_path(old, new, Nodes(store))


def tile(level: int, index: int, width: int = WIDTH) -> bytes | None:
    """The first `width` hashes of a tile; None where the tree has not grown so far."""
    if not (0 <= level < 64 and 0 <= index < BEYOND and 0 < width <= WIDTH):
        return None
    with opened_store() as store:
        hashes = store.tile(level, index)
    return hashes[: HASH * width] if len(hashes) >= HASH * width else None


def entry_bundle(index: int, width: int = WIDTH) -> bytes | None:
    """The leaves themselves, each behind its length in two bytes; None where there are not so many."""
    if not (0 <= index < BEYOND and 0 < width <= WIDTH):
        return None
    first = index * WIDTH
    asked = "SELECT seq, facts, persons FROM trust_logentry WHERE seq > %s AND seq <= %s ORDER BY seq"
    with opened_store() as store:
        rows = store.rows(asked, (first, first + width))
    if len(rows) < width:
        return None
    leaves = [leaf_bytes(seq, bytes(facts), bytes(persons)) for seq, facts, persons in rows]
    return b"".join(struct.pack(">H", len(leaf)) + leaf for leaf in leaves)


def _no_entry(seq: int) -> Unknown:
    return Unknown(
        Text(ar=f"لا يوجد في السجل قيد برقم {seq}", en=f"the log has no entry {seq}"),
        mend=Text(ar="راجع الرقم", en="check the number"),
    )
