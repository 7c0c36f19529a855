"""Where a log stands: its origin, its size and the root over all its entries, as C2SP's tlog-checkpoint writes it."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from wasl.core.errors import Refusal
from wasl.core.text import Text

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
MOST = 2**63 - 1
"""No log will ever be larger, and no store counts further."""


@dataclass(frozen=True)
class Checkpoint:
    """What a log signs, and what its witnesses sign with it."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def body(self) -> str:
        """The text that is signed.

        >>> print(Checkpoint("example.com/log", 0, bytes(32)).body(), end="")
        example.com/log
        0
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
        """
        return "".join(
            f"{line}\n" for line in (self.origin, self.size, b64encode(self.root).decode(), *self.extensions)
        )

    @classmethod
    def read(cls, text: str) -> "Checkpoint":
        """From the text of a note, whose signatures are the caller's business. Raises Refusal."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines):
            raise _malformed()
        origin, size, root, *extensions = lines
        try:
            hashed = b64decode(root, validate=True)
        except ValueError as error:
            raise _malformed() from error
        if len(hashed) != 32 or b64encode(hashed).decode() != root or not _SIZE.fullmatch(size) or int(size) > MOST:
            raise _malformed()
        return cls(origin, int(size), hashed, tuple(extensions))


def _malformed() -> Refusal:
    return Refusal(
        Text(ar="ليس هذا بيان حالة سجل", en="this is no checkpoint of a log"),
        where="checkpoint",
        mend=Text(ar="اطلبه من مصدره مرة أخرى", en="ask for it again where it came from"),
    )
