"""How C2SP tlog-tiles spells the place of a tile: one spelling for each, so that caches keep each once."""

import re
from dataclasses import dataclass

FULL = 256
PATTERN = (
    r"(?P<level>entries|0|[1-9]|[1-5][0-9]|6[0-3])/(?P<place>(?:x[0-9]{3}/)*[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)
_MOST_PARTS = 7


@dataclass(frozen=True)
class Place:
    """A tile, or a bundle of entries where `level` is None."""

    level: int | None
    index: int
    width: int = FULL

    @classmethod
    def read(cls, path: str) -> "Place | None":
        """None for anything but the one right spelling.

        >>> Place.read("0/x001/x234/067.p/12")
        Place(level=0, index=1234067, width=12)
        >>> Place.read("0/x000/067"), Place.read("0/67"), Place.read("64/000"), Place.read("1/000.p/256")
        (None, None, None, None)
        """
        found = re.fullmatch(PATTERN, path)
        if not found:
            return None
        level = None if found["level"] == "entries" else int(found["level"])
        place = cls(level, int(re.sub("[x/]", "", found["place"])), int(found["width"] or FULL))
        right = place.path == path and place.width <= FULL and found["place"].count("/") < _MOST_PARTS
        return place if right else None

    @property
    def path(self) -> str:
        """
        >>> Place(None, 1234067).path, Place(1, 0, 3).path
        ('entries/x001/x234/067', '1/000.p/3')
        """
        level = "entries" if self.level is None else str(self.level)
        part = "" if self.width == FULL else f".p/{self.width}"
        return f"{level}/{spelled(self.index)}{part}"


def spelled(index: int) -> str:
    """
    >>> spelled(67), spelled(1000)
    ('067', 'x001/000')
    """
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
