"""The looks at one person, as the log holds them. Call inside a passage."""

from collections.abc import Iterator

from wasl.trust.log.api import Entry, looks_at

__all__ = ["Entry", "all_looks", "looks_after", "newest_seq"]

PAGE = 500


def all_looks(person: str) -> Iterator[Entry]:
    """Newest first, however many."""
    offset = 0
    while found := looks_at(person, limit=PAGE, offset=offset):
        yield from found
        offset += PAGE


def looks_after(person: str, seq: int) -> list[Entry]:
    found = []
    for entry in all_looks(person):
        if entry.seq <= seq:
            break
        found.append(entry)
    return found


def newest_seq(person: str) -> int:
    return next((entry.seq for entry in looks_at(person, limit=1)), 0)
