"""Our checkpoints with the witnesses' signatures: in the store, and the newest in a file outside it."""

import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path

from django.db import transaction

from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.notes import parted
from wasl.trust.log.places import folder
from wasl.trust.log.proving import latest_checkpoint
from wasl.trust.log.witness_models import CosignedCheckpoint


def keep_cosigned(checkpoint: Checkpoint, note: str, line: str) -> None:
    """Put one more signature under a checkpoint; a witness's later one takes the place of its earlier one."""
    root = b64encode(checkpoint.root).decode()
    with transaction.atomic():
        found, _ = CosignedCheckpoint.objects.select_for_update().get_or_create(
            size=checkpoint.size, root=root, defaults={"note": note}
        )
        text, lines = parted(found.note)
        others = [other for other in lines if _signer(other) != _signer(line)]
        found.note = "".join([text, "\n", *others, line])
        found.save(update_fields=["note"])
    _write(found.note)


def served_checkpoint() -> str:
    """The newest checkpoint, with the signatures of its witnesses where it has some."""
    note = latest_checkpoint()
    checkpoint = Checkpoint.read(parted(note)[0])
    root = b64encode(checkpoint.root).decode()
    found = CosignedCheckpoint.objects.filter(size=checkpoint.size, root=root).first()
    return found.note if found else note


def newest_cosigned(at_least: int = 0) -> str | None:
    """The largest that a witness has signed, of `at_least` that many entries."""
    found = CosignedCheckpoint.objects.filter(size__gte=at_least).order_by("-size", "-id").first()
    return found.note if found else None


def held_checkpoints() -> list[str]:
    """All that witnesses signed: the log of today must extend each. The file's too, even if the store lost it."""
    notes = list(CosignedCheckpoint.objects.order_by("size").values_list("note", flat=True))
    file = _file()
    outside = [file.read_text(encoding="utf-8")] if file.exists() else []
    return list(dict.fromkeys([*notes, *outside]))


def _signer(line: str) -> tuple[str, bytes]:
    _, name, signature = line.split(" ")
    return name, b64decode(signature)[:4]


def _size(note: str) -> int:
    return Checkpoint.read(parted(note)[0]).size


def _file() -> Path:
    return folder() / "cosigned"


def _write(note: str) -> None:
    """In one piece, so that nobody reads half. A larger one is never overwritten: it is evidence."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and _size(path.read_text(encoding="utf-8")) > _size(note):
        return
    fresh = path.with_name(f"cosigned.{secrets.token_hex(4)}")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
