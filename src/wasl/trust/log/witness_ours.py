"""Our own log as its witnesses and readers need it: its key, where it stands, and paths in it."""

from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.keys import log_key
from wasl.trust.log.notes import ED25519, parted, vkey
from wasl.trust.log.store import Nodes, opened_store
from wasl.trust.log.tree import inclusion_path, root_at


def log_vkey() -> str:
    """The line to give to whoever wants to check us. Raises Unknown before the first entry."""
    key = log_key()
    return vkey(key.name, ED25519, key.public)


def said_by(note: str) -> Checkpoint:
    """What a note says, whoever signed it. Raises Refusal for a malformed one."""
    return Checkpoint.read(parted(note)[0])


def path_to(seq: int, checkpoint: Checkpoint) -> list[bytes] | None:
    """The way from an entry to the checkpoint's root; None where our log does not lead there."""
    with opened_store() as store:
        nodes = Nodes(store)
        try:
            leads = root_at(checkpoint.size, nodes) == checkpoint.root
            return inclusion_path(seq - 1, checkpoint.size, nodes) if leads else None
        except LookupError:
            return None


def holds(checkpoint: Checkpoint) -> bool:
    """Whether our log begins with what the checkpoint says."""
    with opened_store() as store:
        try:
            return root_at(checkpoint.size, Nodes(store)) == checkpoint.root
        except LookupError:
            return False
