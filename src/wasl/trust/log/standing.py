"""Where the log stands in this process, brought up to what the store holds; and whether store and file bear it out."""

from dataclasses import dataclass

from wasl.core.errors import Refusal
from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.growth import Growth
from wasl.trust.log.keys import log_key, origin, signer
from wasl.trust.log.notes import opened
from wasl.trust.log.store import Nodes, Store
from wasl.trust.log.tree import EMPTY_ROOT, root_at

CATCH_UP = 2000
"""Other processes' entries are taken over one by one up to so many; beyond, the right edge is read anew."""


@dataclass
class Standing:
    """What the next entry is appended to."""

    size: int = 0
    last: bytes = b""
    """The last leaf."""
    at: str = ""
    """Its time."""
    note: str | None = None
    """The checkpoint that the store holds."""
    growth: Growth | None = None
    """None where the store's rows are not those that were signed: entries go on, but nothing is signed over a lie."""


def read(store: Store) -> Standing:
    """From the store alone."""
    size, last = store.top()
    note = store.note()
    try:
        growth = Growth.read(size, Nodes(store))
    except LookupError:
        return Standing(size, last, store.time_of(size), note)
    signed = is_signed(note, growth)
    return Standing(size, last, store.time_of(size), note, growth if signed else None)


def caught_up(former: Standing | None, store: Store) -> Standing:
    """The former standing with what other processes have written since; read anew where the store has another past."""
    if not former or not former.size or not former.growth:
        return read(store)
    if store.top() == (former.size, former.last):
        return former
    (seq, leaf), *more = store.since(former.size, CATCH_UP) or [(0, b"")]
    if (seq, leaf) != (former.size, former.last) or len(more) >= CATCH_UP - 1:
        return read(store)
    return _with(former, more, store) if more else former


def _with(former: Standing, more: list[tuple[int, bytes]], store: Store) -> Standing:
    assert former.growth  # noqa: S101  for the type checker
    for place, (seq, leaf) in enumerate(more, former.size + 1):
        if seq != place:
            return read(store)
        former.growth.add(leaf)
    note = store.note()
    seq, leaf = more[-1]
    growth = former.growth if is_signed(note, former.growth) else None
    return Standing(seq, leaf, store.time_of(seq), note, growth)


def signed_now(growth: Growth) -> str:
    """The note that says where the log stands."""
    return signer().sign(Checkpoint(origin(), growth.size, growth.frontier.root()).body())


def is_signed(note: str | None, growth: Growth) -> bool:
    """Whether the note is ours and says exactly this. An empty log has none."""
    if note is None:
        return not growth.size
    checkpoint = checkpoint_of(note)
    return checkpoint is not None and (checkpoint.size, checkpoint.root) == (growth.size, growth.frontier.root())


def is_held(note: str, standing: Standing, store: Store) -> bool:
    """Whether the log still begins with what a former note of ours says."""
    if note == standing.note:
        return True
    checkpoint = checkpoint_of(note)
    if not checkpoint or checkpoint.size > standing.size:
        return False
    try:
        return root_at(checkpoint.size, Nodes(store)) == checkpoint.root
    except LookupError:
        return False


def checkpoint_of(note: str) -> Checkpoint | None:
    """What one of our own notes says; None for any other."""
    try:
        found = Checkpoint.read(opened(note, [log_key()]).text)
    except Refusal:
        return None
    return found if found.origin == origin() else None


def empty_note() -> str:
    return signer().sign(Checkpoint(origin(), 0, EMPTY_ROOT).body())
