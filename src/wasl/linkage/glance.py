"""A glance at a pair before it is compared: ten facts a row squeezed into one 64-bit word.

Most rows that share a key are strangers. Which facts agree, differ or are missing is had from two words with a few
operations on integers, and a sample of pairs compared in full shows which of these combinations are hopeless.
"""

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wasl.linkage.facts import NAME_PARTS, Facts
from wasl.linkage.keys import Rows
from wasl.linkage.model import Floats
from wasl.linkage.settings import Kind, Settings
from wasl.linkage.vocabulary import Flags, Vocabulary

LANES, WIDTH = 10, 6  # five bits of a fact, and one for "not said"
SLOTS = 20  # bits of the place of a combination
LOST = 2e-4  # share of the expected matches among sampled pairs that hopeless combinations may hold together
DOUBT = 100.0  # so many pairs' worth what like combinations say of one, beside the pairs seen of itself
BINS = 40
Marks = npt.NDArray[np.uint64]
_LOW = np.uint64(sum(31 << WIDTH * lane for lane in range(LANES)))
_HIGH = np.uint64(sum(32 << WIDTH * lane for lane in range(LANES)))
_MIX = np.uint64(0x9E3779B97F4A7C15)


def marked(facts: Facts, settings: Settings) -> Marks:
    """The word of each row: names by their sound, dates by year and by day, codes, as many as there is room for."""
    marks = np.zeros(facts.size, np.uint64)
    for lane, part in enumerate(_lanes(settings)):
        marks |= _bits(facts, part) << np.uint64(WIDTH * lane)
    return marks


def _lanes(settings: Settings) -> list[tuple[str, Kind]]:
    said: list[tuple[str, Kind]] = []
    for field in settings.fields:
        if field.kind is Kind.DATE:
            said += [(field.name, Kind.DATE), (field.name, Kind.DIGITS)]
        elif field.kind in (Kind.NAME, Kind.CODE):
            said.append(("third" if field.name == "grandfather" else field.name, field.kind))
    return said[:LANES]


def _bits(facts: Facts, part: tuple[str, Kind]) -> Marks:
    """Five bits of a fact; the sixth where it is not said."""
    name, kind = part
    if kind is Kind.DATE or kind is Kind.DIGITS:
        date = facts.column(name).astype(np.uint64)
        value = date // np.uint64(10000) if kind is Kind.DATE else date % np.uint64(10000)
        return np.where(date > 0, value * _MIX >> np.uint64(59), np.uint64(32))
    by_sound = name in (*NAME_PARTS, "third", "mother", "mother_father")
    return _hashes(facts.words, by_sound=by_sound)[facts.key_part(name)]


def _hashes(words: Vocabulary, *, by_sound: bool) -> Marks:
    """Five bits of each word that hang on its letters only, not on when it was first read."""
    texts = words.skeletons if by_sound else words.forms
    out = np.array([zlib.crc32(text.encode()) % 31 for text in texts], np.uint64)
    out[0] = 32
    return out


@dataclass(frozen=True)
class Glance:
    """Which pairs of rows are worth comparing."""

    marks: Marks
    promising: Flags  # by the place of a combination

    @classmethod
    def learned(cls, marks: Marks, one: Rows, two: Rows, odds: Floats) -> "Glance":
        """From pairs compared in full. A combination that was never met is promising."""
        met, inverse, counts = np.unique(_combined(marks, one, two), return_inverse=True, return_counts=True)
        hope = np.bincount(inverse, weights=odds / (1 + odds), minlength=len(met)).astype(np.float64)
        bits = np.bincount(inverse, weights=np.clip(np.log2(odds + 1e-18), -60, 30), minlength=len(met)) / counts
        usual = _usual(_fitted(met, bits, counts), hope, counts)
        hope = counts * (hope + DOUBT * usual) / (counts + DOUBT)
        order = np.argsort(hope / counts)
        hopeless = order[np.cumsum(hope[order]) <= LOST * hope.sum()]
        promising = np.ones(1 << SLOTS, np.bool_)
        promising[_place(met[hopeless])] = False
        return cls(marks, promising)

    def chosen(self, one: Rows, two: Rows) -> Flags:
        return np.asarray(self.promising[_place(_combined(self.marks, one, two))])


def _combined(marks: Marks, one: Rows, two: Rows) -> Marks:
    """For each pair which facts are missing (a lane's highest bit) and which differ (the next)."""
    first, second = marks[one], marks[two]
    missing = (first | second) & _HIGH
    differing = (((first ^ second) & _LOW) + _LOW) & _HIGH & ~missing
    return missing | differing >> np.uint64(1)


def _place(combined: Marks) -> npt.NDArray[np.uint32]:
    return (combined * _MIX >> np.uint64(64 - SLOTS)).astype(np.uint32)


def _fitted(combined: Marks, bits: Floats, counts: Floats | Rows) -> Floats:
    """The weight of each combination as a sum over its facts, fitted to the weights of the pairs seen."""
    lanes = np.uint64(WIDTH) * np.arange(LANES, dtype=np.uint64)
    shift = np.concatenate([lanes + np.uint64(WIDTH - 1), lanes + np.uint64(WIDTH - 2)])
    facts = np.column_stack([np.ones(len(combined)), combined[:, None] >> shift & np.uint64(1)]).astype(np.float64)
    root = np.sqrt(counts)
    worth = np.linalg.lstsq(facts * root[:, None], bits * root, rcond=None)[0]
    return np.asarray(facts @ worth)


def _usual(fitted: Floats, hope: Floats, counts: Floats | Rows) -> Floats:
    """The share of matches among the pairs of combinations that are fitted alike."""
    order = np.argsort(fitted)
    upto = np.cumsum(counts[order])
    part = np.empty(len(order), np.intp)
    part[order] = (upto - 1) * BINS // upto[-1]
    share = np.bincount(part, weights=hope, minlength=BINS) / np.maximum(1, np.bincount(part, weights=counts))
    return np.asarray(np.maximum.accumulate(share)[part])
