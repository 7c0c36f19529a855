"""Whether a file can be read and does nothing by itself. A program of its own: it opens what strangers made.

    python -I inspecting.py pdf < file        prints `ready`, then one word of SOUND, ENCRYPTED, ACTIVE, SIZE

It imports nothing of ours, knows no secret, and has little memory and time: a file made to break a parser breaks this
process alone. Ending in any other way means that the file cannot be read.
"""

import sys
from contextlib import suppress
from io import BytesIO
from typing import Any

SOUND, ENCRYPTED, ACTIVE, SIZE, BROKEN = "sound", "encrypted", "active", "size", "broken"
READY = "ready"
MEMORY = 1 << 30
SECONDS = 20
SMALLEST_SIDE, MOST_PIXELS = 16, 70_000_000
MOST_OBJECTS = 300_000
EOF_WITHIN = 2048

ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/RichMediaContent", "/XFA"})
ACTIVE_NAMES = {
    "/S": {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/RichMediaExecute"},
    "/Subtype": {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"},
    "/Type": {"/EmbeddedFile"},
}
"""ISO 32000-2, 12.6.4 and 12.5.6: what runs, sends, plays or carries other files."""


def main(kind: str, content: bytes) -> str:
    return _pdf(content) if kind == "pdf" else _image(kind, content)


def _image(kind: str, content: bytes) -> str:
    Image.MAX_IMAGE_PIXELS = None  # our own limit comes next
    with Image.open(BytesIO(content), formats=[kind.upper()]) as image:
        width, height = image.size
        if min(width, height) < SMALLEST_SIDE or width * height > MOST_PIXELS:
            return SIZE
        if kind == "png":
            image.verify()  # every chunk to the end, without unpacking
        else:
            image.draft("L", (width // 8, height // 8))
            image.load()
    return SOUND


def _pdf(content: bytes) -> str:
    if b"%%EOF" not in content[-EOF_WITHIN:]:
        return BROKEN
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        return ENCRYPTED
    if not reader.pages or any(page.mediabox is None for page in reader.pages):
        return BROKEN
    return _walked(reader)


def _walked(reader: Any) -> str:
    """Everything that can be reached from the end of the file: the bare dictionaries, no stream is unpacked."""
    waiting, seen = [reader.trailer], set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if (mark := (one.idnum, one.generation)) in seen:
                continue
            seen.add(mark)
            one = one.get_object()
        if len(seen) > MOST_OBJECTS:
            return SIZE
        if isinstance(one, dict):
            if _is_active(one):
                return ACTIVE
            waiting.extend(dict.values(one))
        elif isinstance(one, list):
            waiting.extend(list.__iter__(one))
    return SOUND


def _is_active(one: dict[Any, Any]) -> bool:
    if ACTIVE_KEYS & one.keys():
        return True
    return any(str(_plain(dict.get(one, key))) in names for key, names in ACTIVE_NAMES.items())


def _plain(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


if __name__ == "__main__":
    with suppress(ImportError, ValueError, OSError):  # not every system can limit a process
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

from PIL import Image  # noqa: E402  the limits hold for the parsers' own start too
from pypdf import PdfReader  # noqa: E402
from pypdf.generic import IndirectObject  # noqa: E402

if __name__ == "__main__":
    sys.stdout.write(READY + "\n")
    sys.stdout.flush()
    sys.stdout.write(main(sys.argv[1], sys.stdin.buffer.read()))
