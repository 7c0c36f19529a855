"""What a given file is, by what it contains and never by its name; what cannot be taken is refused in plain words."""

import re
import subprocess
import sys
import unicodedata
from typing import BinaryIO

from wasl.cases import inspecting, refusing_files
from wasl.cases.scanning.api import must_be_clean
from wasl.catalogue.api import Question
from wasl.core.uploading import MB

LONGEST_NAME = 120
SIGNATURES = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png"}
ENDINGS = {"pdf": (".pdf",), "jpeg": (".jpg", ".jpeg"), "png": (".png",)}
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, bidi overrides, halves of characters, line ends
_REFUSED = {
    inspecting.ENCRYPTED: refusing_files.encrypted,
    inspecting.ACTIVE: refusing_files.active,
    inspecting.SIZE: refusing_files.strange_size,
}


def taken(content: BinaryIO, question: Question) -> tuple[bytes, str]:
    """The content and its kind. Raises Refusal for what is empty, too large, of no accepted kind, unsound, infected."""
    limit = question.largest_mb * MB
    given = content.read(limit + 1)
    if len(given) > limit:
        raise refusing_files.too_large(question.largest_mb)
    if not given:
        raise refusing_files.empty()
    kind = kind_of(given)
    if kind not in question.accept:
        raise refusing_files.other_kind(question.accept)
    must_be_sound(given, kind)
    must_be_clean(given)
    return given, kind


def kind_of(content: bytes) -> str | None:
    """By the first bytes; whether the rest agrees, `must_be_sound` says."""
    return next((kind for start, kind in SIGNATURES.items() if content.startswith(start)), None)


def must_be_sound(content: bytes, kind: str) -> None:
    """Raises Refusal for a file that cannot be read, is locked, has a strange size, or does something by itself."""
    found = _inspected(content, kind)
    if found != inspecting.SOUND:
        refusal = _REFUSED.get(found, refusing_files.broken)()
        raise refusal


def _inspected(content: bytes, kind: str) -> str:
    command = [sys.executable, "-I", inspecting.__file__, kind]
    try:
        done = subprocess.run(  # noqa: S603  our own program; the kind is one of three words
            command, input=content, capture_output=True, timeout=inspecting.SECONDS, env={}, check=False
        )
    except subprocess.TimeoutExpired:
        return inspecting.BROKEN
    ready, _, found = done.stdout.decode("ascii", "replace").partition("\n")
    if ready != inspecting.READY:
        raise RuntimeError(f"files cannot be inspected: {command[0]} ended with {done.returncode} before it read any")
    return found if done.returncode == 0 else inspecting.BROKEN


def shown_name(name: str, kind: str) -> str:
    r"""A name to be shown: no folder, nothing that hides or turns letters, and an ending that is true.

    >>> shown_name("C:\\Users\\me\\photo\u202egpj.exe", "jpeg")
    'photogpj.exe.jpg'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(one for one in last if unicodedata.category(one) not in _HIDDEN)
    stem, ending = " ".join(visible.split()).rstrip(". "), ENDINGS[kind][0].removeprefix(".")
    if stem.lower().endswith(ENDINGS[kind]):
        stem, _, ending = stem.rpartition(".")
    stem = stem.strip(". ")[: LONGEST_NAME - len(ending) - 1].rstrip(". ")
    return f"{stem or 'file'}.{ending}"
