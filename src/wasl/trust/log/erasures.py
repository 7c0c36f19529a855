"""Whether what is missing in the log is what its erasures say, no more and no less."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from wasl.core.text import Text
from wasl.trust.log.erasing import IS_ERASURE

Span = tuple[int, int]

_SILENT = Text(ar="حُذفت بيانات القيد ولا يوجد قيد بمحوها", en="its facts were removed, and no erasure tells of it")
_SILENT_PERSON = Text(
    ar="حُذف صاحب البيانات من القيد ولا يوجد قيد بمحوه", en="whom it names was removed, and no erasure tells of it"
)
_BACK = Text(ar="عاد إلى السجل ما مُحي منه", en="what was erased has come back")
_UNSOUND = Text(ar="قيد محو غير صحيح", en="an erasure that cannot be true")


class Erasures:
    """What was met on the walk: what is missing, and what was told of it."""

    def __init__(self) -> None:
        self._missing: list[list[int]] = []
        self._persons: set[tuple[int, int]] = set()
        self._told: list[Span] = []
        self._told_persons: set[tuple[int, int]] = set()
        self._unsound: list[int] = []

    def facts_missing(self, seq: int) -> None:
        if self._missing and self._missing[-1][1] == seq - 1:
            self._missing[-1][1] = seq
        else:
            self._missing.append([seq, seq])

    def persons_missing(self, seq: int, places: Iterable[int]) -> None:
        self._persons.update((seq, place) for place in places)

    def told(self, seq: int, text: str) -> None:
        """An entry's facts: only erasures matter here. They can speak only of what was before them."""
        if IS_ERASURE not in text:
            return
        try:
            erased = json.loads(text)["erased"]
            spans = [(first, last) for first, last in erased.get("facts", ())]
            pairs = {(at, place) for at, place in erased.get("persons", ())}
        except (ValueError, KeyError, TypeError, AttributeError):
            self._unsound.append(seq)
            return
        if any(last >= seq for _, last in spans) or any(at >= seq for at, _ in pairs):
            self._unsound.append(seq)
        self._told += spans
        self._told_persons |= pairs

    def unsound(self) -> Iterator[tuple[int, Text]]:
        """Entry by entry what does not fit."""
        missing = [(first, last) for first, last in self._missing]
        told = merged(self._told)
        yield from ((seq, _UNSOUND) for seq in self._unsound)
        yield from ((first, _SILENT) for first, _ in without(missing, told))
        yield from ((first, _BACK) for first, _ in without(told, missing))
        yield from ((seq, _SILENT_PERSON) for seq, _ in sorted(self._persons - self._told_persons))
        back = sorted({seq for seq, _ in self._told_persons - self._persons})
        yield from ((first, _BACK) for first, _ in without([(seq, seq) for seq in back], missing))


def merged(spans: Iterable[Span]) -> list[Span]:
    """In order, none touching another.

    >>> merged([(5, 6), (1, 2), (3, 4)])
    [(1, 6)]
    """
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def without(spans: Iterable[Span], others: list[Span]) -> Iterator[Span]:
    """What of the spans the others do not cover; both in order.

    >>> list(without([(1, 10)], [(2, 3), (8, 20)]))
    [(1, 1), (4, 7)]
    """
    place = 0
    for first, last in spans:
        while place < len(others) and others[place][1] < first:
            place += 1
        yield from _holes(first, last, islice(others, place, None))


def _holes(first: int, last: int, others: Iterable[Span]) -> Iterator[Span]:
    for begin, end in others:
        if first > last or begin > last:
            break
        if begin > first:
            yield first, begin - 1
        first = max(first, end + 1)
    if first <= last:
        yield first, last
