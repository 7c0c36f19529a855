"""A photo made into shades of grey, with limits before anything is unpacked: its size is read from its head first.

JPEG and PNG are decoded by typst, which is here for paper; its own PNG is read below. Nothing is written to disk.
"""

import base64
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import typst

from wasl.core.errors import Refusal
from wasl.core.text import Text

LARGEST = 8_000_000
MOST_PIXELS = 40_000_000
MOST_SIDE = 2000
"""Larger ones are made smaller: barcodes are read from that."""

Grey = npt.NDArray[np.uint8]
_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # start of frame, of any coding
_BARE = frozenset({0x01, *range(0xD0, 0xDA)})  # markers without a length


class _Size(NamedTuple):
    kind: str
    width: int
    height: int


def grey(content: bytes) -> Grey:
    """Rows of shades, 0 black to 255 white. Raises Refusal for what is no photo, or too large a one."""
    size = _size(content)
    if size is None:
        raise Refusal(_NO_PHOTO, mend=_SEND_ONE, where="image")
    if len(content) > LARGEST or not 0 < size.width * size.height <= MOST_PIXELS:
        raise Refusal(_TOO_LARGE, mend=_SMALLER, where="image")
    try:
        return _shades(_drawn(content, size))
    except (RuntimeError, ValueError, zlib.error) as broken:
        raise Refusal(_NO_PHOTO, mend=_SEND_ONE, where="image") from broken


def _size(content: bytes) -> _Size | None:
    if content[:8] == _PNG and content[12:16] == b"IHDR" and len(content) > 33:
        return _Size("png", *struct.unpack(">II", content[16:24]))
    return _frame(content) if content[:2] == b"\xff\xd8" else None


def _frame(content: bytes) -> _Size | None:
    """What the first frame of a JPEG says of itself."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, (length,) = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return _Size("jpeg", width, height)
        if marker == 0xFF:
            at += 1
        elif marker in _BARE or length < 2:
            return None
        else:
            at += 2 + length
    return None


def _drawn(content: bytes, size: _Size) -> bytes:
    """As typst's PNG, on white, no side longer than MOST_SIDE."""
    scale = min(1.0, MOST_SIDE / max(size.width, size.height))
    width, height = max(1, round(size.width * scale)), max(1, round(size.height * scale))
    href = f"data:image/{size.kind};base64,{base64.b64encode(content).decode()}"
    photo = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" preserveAspectRatio="none" href="{href}"/></svg>'
    )
    page = (
        f"#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: white)\n"
        f'#image(bytes(```{photo}```.text), format: "svg", width: {width}pt, height: {height}pt)'
    )
    return typst.compile(page.encode(), format="png", ppi=72, ignore_system_fonts=True)


def _shades(png: bytes) -> Grey:
    """Reads what typst writes: eight bits a channel, not interlaced. Raises ValueError for anything else."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", png[16:29])
    channels = {0: 1, 2: 3, 4: 2, 6: 4}.get(colour)
    if depth != 8 or interlaced or channels is None:
        raise ValueError("not a PNG as typst writes it")
    length = height * (1 + width * channels)
    packed = b"".join(body for kind, body in _chunks(png) if kind == b"IDAT")
    raw = np.frombuffer(zlib.decompressobj().decompress(packed, length), np.uint8)
    rows = raw.reshape(height, 1 + width * channels)
    pixels = _unfiltered(rows[:, 0], rows[:, 1:].reshape(height, width, channels))
    colours = pixels[:, :, :3] if channels > 2 else pixels[:, :, :1]
    return np.ascontiguousarray(colours.mean(axis=2).astype(np.uint8))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _unfiltered(filters: Grey, rows: Grey) -> npt.NDArray[np.int16]:
    """Undo PNG's prediction (ISO/IEC 15948, 9.2). A pixel waits for the one before it and those above: whole diagonals
    are done at once."""
    height, width, channels = rows.shape
    out = np.zeros((height + 1, width + 1, channels), np.int16)
    for step in range(width + height - 1):
        y = np.arange(max(0, step - width + 1), min(height - 1, step) + 1)
        x = step - y
        left, above, corner = out[y + 1, x], out[y, x + 1], out[y, x]
        out[y + 1, x + 1] = (rows[y, x] + _predicted(filters[y], left, above, corner)) & 255
    return out[1:, 1:]


_Signed = npt.NDArray[np.int16]


def _predicted(filters: Grey, left: _Signed, above: _Signed, corner: _Signed) -> _Signed:
    estimate = left + above - corner
    off = [abs(estimate - one) for one in (left, above, corner)]
    paeth = np.where((off[0] <= off[1]) & (off[0] <= off[2]), left, np.where(off[1] <= off[2], above, corner))
    kinds = [(filters == kind)[:, None] for kind in (1, 2, 3, 4)]
    return np.select(kinds, [left, above, (left + above) // 2, paeth], np.int16(0)).astype(np.int16)


_NO_PHOTO = Text(ar="الملف ليس صورة يمكن قراءتها", en="the file is no picture that can be read")
_SEND_ONE = Text(ar="أرسل صورة JPEG أو PNG", en="send a JPEG or PNG picture")
_TOO_LARGE = Text(ar="الصورة أكبر من المسموح", en="the picture is too large")
_SMALLER = Text(
    ar="أرسل صورة حتى 8 ميجابايت و40 مليون نقطة", en="send one of at most 8 megabytes and 40 million pixels"
)
