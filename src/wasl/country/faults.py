"""What is wrong with a pack: each fault with its file, its line and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from wasl.core.errors import Refusal

SHOWN = 20
"""Names told at most in one message."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing in a pack that must be mended."""

    file: Path
    line: int
    key: str  # path inside the file, such as columns.3.type, or a CSV column; may be empty
    what: str
    mend: str

    def __str__(self) -> str:
        key = f"{self.key}: " if self.key else ""
        return f"{self.file}:{self.line}: {key}{self.what}. To mend: {self.mend}"


class PackError(Refusal):
    """A pack, or a part of it, cannot be used; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        count = f"{len(self.faults)} fault{'s' if len(self.faults) > 1 else ''}"
        super().__init__(f"the country pack has {count}", mend="\n  ".join(["", *map(str, self.faults)]))


def unknown(name: str, known: Iterable[str], thing: str) -> tuple[str, str]:
    """What and mend for a name that stands for nothing.

    >>> unknown("helth", ["health", "work"], "section")
    ("unknown section 'helth'", "did you mean 'health'? Known: health, work")
    """
    choices = list(known)
    close = get_close_matches(name, choices, n=1)
    hint = f"did you mean '{close[0]}'? " if close else ""
    more = f" and {len(choices) - SHOWN} more" if len(choices) > SHOWN else ""
    return f"unknown {thing} '{name}'", f"{hint}Known: {', '.join(choices[:SHOWN]) or 'none'}{more}"


def unreadable(path: Path, error: OSError | UnicodeDecodeError) -> PackError:
    """The file cannot be read as text."""
    if isinstance(error, UnicodeDecodeError):
        line = error.object[: error.start].count(b"\n") + 1
        return PackError([Fault(path, line, "", f"not UTF-8 text ({error.reason})", "save the file in UTF-8")])
    mend = "put the file there, readable by the user that runs the platform"
    return PackError([Fault(path, 1, "", f"cannot be read ({error.strerror})", mend)])
