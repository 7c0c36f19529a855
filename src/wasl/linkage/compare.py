"""How far two rows agree, field by field, as small levels packed into one integer a pair: the pair's pattern.

Level 0 is "one of the two says nothing" and speaks neither for nor against.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from wasl.linkage.facts import Facts
from wasl.linkage.settings import Field, Kind, Settings
from wasl.linkage.vocabulary import Flags, Ints, Vocabulary

Rows = npt.NDArray[np.intp]
Levels = npt.NDArray[np.int64]
BITS = 4
LEVELS = 1 << BITS
USUAL = 0.88  # facts that agree more often than this in rows of one person tell two people apart


class Name(IntEnum):
    SAME_COMMONEST = 1  # to SAME_RAREST: bands of frequency; agreeing on a rare name says more
    SAME_RAREST = 9
    CLOSE = 10
    DIFFERENT = 11


class Date(IntEnum):
    SAME = 1
    SAME_DEFAULT = 2  # 1 January and the like, which stand for "unknown"
    SWAPPED = 3  # day and month exchanged
    ONE_PART = 4  # two of year, month, day agree
    DEFAULT_YEAR = 5  # same year, one of the two is a default date
    NEAR = 6  # years at most two apart
    DIFFERENT = 7


class Code(IntEnum):
    SAME = 1
    DIFFERENT = 2


class Digits(IntEnum):
    SAME = 1
    CLOSE = 2  # one digit wrong
    DIFFERENT = 3


class Words(IntEnum):
    SAME = 1
    MANY = 2
    SOME = 3
    FEW = 4


class Scripts(IntEnum):
    """Not a fact of the person, but how far the names can be expected to agree."""

    ONE = 1
    TWO = 2


class Number(IntEnum):
    SAME = 1
    CLOSE = 2  # one digit wrong, or two neighbours exchanged
    DIFFERENT = 3
    SAME_DOUBTFUL = 4  # same, but one of the two is not a valid number


DIFFERS = {
    Kind.NAME: int(Name.DIFFERENT),
    Kind.DATE: int(Date.NEAR),
    Kind.CODE: int(Code.DIFFERENT),
    Kind.DIGITS: int(Digits.DIFFERENT),
    Kind.WORDS: int(Words.FEW),
}
"""The level from which on two values of a kind do not agree."""

BANDS = 10.0 ** -np.arange(1.0, 5.0, 0.5)  # share of rows that bear the name, where the bands meet


class Frequencies:
    """How often each word stands in each name field of the reference table, as a band.

    `met` is the share of rows in each band, `chance` the share of pairs of rows that agree by chance on one of its
    names.
    """

    def __init__(self, facts: Facts, settings: Settings) -> None:
        names = [f.name for f in settings.fields if f.kind is Kind.NAME]
        shares = {name: _shares(facts.column(name)) for name in names}
        self._bands = {name: Name.SAME_COMMONEST + (shares[name][:, None] < BANDS).sum(axis=1) for name in names}
        self.met = {name: _by_band(self._bands[name], shares[name]) for name in names}
        self.chance = {name: _by_band(self._bands[name], shares[name] ** 2) for name in names}

    @classmethod
    def restored(
        cls,
        bands: dict[str, npt.NDArray[np.int64]],
        met: dict[str, npt.NDArray[np.float64]],
        chance: dict[str, npt.NDArray[np.float64]],
    ) -> "Frequencies":
        """Out of what was kept of another run: for each name field the band of each word by its id, and the shares."""
        out = cls.__new__(cls)
        out._bands, out.met, out.chance = bands, met, chance
        return out

    def by_word(self, field: str) -> npt.NDArray[np.int64]:
        """The band of each word by its id; a word past the end is among the rarest."""
        return np.asarray(self._bands[field])

    def bands(self, field: str, one: Ints, two: Ints) -> npt.NDArray[np.int64]:
        """The band of the more frequent of two spellings."""
        bands = self._bands[field]
        return np.minimum(_looked_up(bands, one), _looked_up(bands, two))


def _shares(column: Ints) -> npt.NDArray[np.float64]:
    counts = np.bincount(column, minlength=1).astype(np.float64)
    counts[0] = 0
    return np.asarray(counts / max(1.0, counts.sum()))


def _by_band(bands: npt.NDArray[np.int64], shares: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.bincount(bands - 1, weights=shares, minlength=len(BANDS) + 1).astype(np.float64)


def _looked_up(bands: npt.NDArray[np.int64], ids: Ints) -> npt.NDArray[np.int64]:
    seen = ids < len(bands)
    return np.where(seen, bands[np.where(seen, ids, 0)], int(Name.SAME_RAREST))


class Comparer:
    """Compares rows of one table with rows of another (or the same)."""

    def __init__(self, settings: Settings, frequencies: Frequencies) -> None:
        self.fields = settings.fields
        self.frequencies = frequencies
        self.shift = {f.name: BITS * place for place, f in enumerate(settings.fields, start=1)}
        self.script = BITS * (1 + len(settings.fields))
        self._differs = {f.name: DIFFERS[f.kind] for f in settings.fields}
        self.size = 2 + len(settings.fields)  # the number comes first, the scripts last

    def patterns(self, left: Facts, i: Rows, right: Facts, j: Rows, *, hopeful: bool = False) -> Levels:
        """The packed levels of the pairs (i of left, j of right). `hopeful` takes all differing names for close
        ones: an upper bound that needs no look at letters."""
        if not len(i):
            return np.zeros(0, np.int64)
        one, two = left.take(i), right.take(j)
        packed = number_levels(one, two)
        said = [f for f in self.fields if f.name not in one.silent | two.silent]
        levels = {f.name: self._levels(f, one, two, hopeful=hopeful) for f in said}
        if {"family", "father", "grandfather"} <= set(levels):
            _settle(levels, self, one, two)
        if not hopeful:
            self._without_restated(levels)
        for name, level in levels.items():
            packed |= level << self.shift[name]
        return packed | _scripts(one, two) << self.script

    def _levels(self, field: Field, left: Facts, right: Facts, *, hopeful: bool) -> Levels:
        one, two = left.column(field.name), right.column(field.name)
        if field.kind is Kind.NAME:
            return self.name_levels(field.name, one, two, left.words, hopeful=hopeful)
        if field.kind is Kind.WORDS:
            return _words(one, two)
        silent = (one == 0) | (two == 0)
        if field.kind is Kind.CODE:
            level = np.where(one == two, np.int64(Code.SAME), np.int64(Code.DIFFERENT))
        elif field.kind is Kind.DATE:
            level = _unless_same(one, two, date_levels, np.where(_default(one), Date.SAME_DEFAULT, Date.SAME))
        else:
            level = _unless_same(one, two, _digits, np.int64(Digits.SAME))
        level[silent] = 0
        return level

    def _without_restated(self, levels: dict[str, Levels]) -> None:
        """A field that stands in for others says nothing where one of them agrees."""
        for field in self.fields:
            for other in (name for name in field.instead if field.name in levels and name in levels):
                levels[field.name][(levels[other] > 0) & (levels[other] < self._differs[other])] = 0

    def telling(self) -> dict[int, int]:
        """Places of the facts that seldom differ in rows of one person, and the level from which on they do."""
        worst = {Kind.NAME: int(Name.DIFFERENT), Kind.DATE: int(Date.NEAR), Kind.CODE: int(Code.DIFFERENT)}
        return {
            place: worst[field.kind]
            for place, field in enumerate(self.fields, start=1)
            if field.kind in worst and field.same > USUAL
        }

    def disagreeing(self, levels: Levels) -> Flags:
        """Which of the unpacked patterns differ in a fact that seldom differs in rows of one person."""
        told = [levels[:, place] >= least for place, least in self.telling().items()]
        return np.any(told, axis=0) if told else np.ones(len(levels), np.bool_)

    def name_levels(self, field: str, one: Ints, two: Ints, words: Vocabulary, *, hopeful: bool = False) -> Levels:
        """Levels of name parts."""
        level = np.zeros(len(one), np.int64)
        same = np.flatnonzero((one == two) & (one > 0))
        level[same] = self.frequencies.bands(field, one[same], two[same])
        other = np.flatnonzero((one != two) & (one > 0) & (two > 0))
        if not len(other):
            return level
        first, second = one[other], two[other]
        if hopeful:
            alike, close = words.skeleton[first] == words.skeleton[second], np.ones(len(other), np.bool_)
        else:
            alike, close = words.likeness(first, second)
        told = np.where(close, np.int64(Name.CLOSE), np.int64(Name.DIFFERENT))
        told[alike] = self.frequencies.bands(field, first[alike], second[alike])
        level[other] = told
        return level


def _unless_same(
    one: npt.NDArray[Any], two: npt.NDArray[Any], compare: Callable[[Levels, Levels], Levels], same: Levels | np.int64
) -> Levels:
    """Most candidate pairs agree on the field that found them; only the others are looked at closely."""
    level = np.broadcast_to(np.asarray(same, np.int64), one.shape).copy()
    other = np.flatnonzero((one != two) & (one > 0) & (two > 0))
    if len(other):
        level[other] = compare(one[other].astype(np.int64), two[other].astype(np.int64))
    return level


def _default(date: npt.NDArray[Any]) -> Flags:
    """1 January and 1 July, which often stand for an unknown day."""
    return np.asarray((date % 10000 == 101) | (date % 10000 == 701))


def _scripts(left: Facts, right: Facts) -> Levels:
    one, two = left.column("given"), right.column("given")
    script = left.words.script
    level = np.where(script[one] == script[two], np.int64(Scripts.ONE), np.int64(Scripts.TWO))
    level[(one == 0) | (two == 0)] = 0
    return level


def _settle(levels: dict[str, Levels], comparer: Comparer, left: Facts, right: Facts) -> None:
    """Where one side gave two or three names, its last may be the other's father or grandfather rather than family."""
    for count, part in ((3, "grandfather"), (2, "father")):
        for one, two in ((left, right), (right, left)):
            chosen = np.flatnonzero((one.unsettled == count) & (levels["family"] >= Name.CLOSE) & (levels[part] == 0))
            if not len(chosen):
                continue
            level = comparer.name_levels(part, one.column("family")[chosen], two.column(part)[chosen], one.words)
            better = (level > 0) & (level < levels["family"][chosen])
            levels[part][chosen[better]] = level[better]
            levels["family"][chosen[better]] = 0


def date_levels(one: Levels, two: Levels) -> Levels:
    """Levels of dates given as yyyymmdd.

    >>> [Date(level).name for level in date_levels(np.array([19800203, 19800203]), np.array([19800302, 19810203]))]
    ['SWAPPED', 'ONE_PART']
    """
    year1, year2, month1, month2, day1, day2 = one // 10000, two // 10000, *_month_day(one, two)
    default = _default(one) | _default(two)
    agree = (year1 == year2).astype(np.int8) + (month1 == month2) + (day1 == day2)
    return np.select(
        [
            (one == two) & ~default,
            one == two,
            (year1 == year2) & (month1 == day2) & (day1 == month2),
            (year1 == year2) & default,
            (agree == 2) & ((year1 == year2) | _one_digit(year1, year2)),
            abs(year1 - year2) <= 2,
        ],
        [Date.SAME, Date.SAME_DEFAULT, Date.SWAPPED, Date.DEFAULT_YEAR, Date.ONE_PART, Date.NEAR],
        Date.DIFFERENT,
    )


def _month_day(one: Levels, two: Levels) -> tuple[Levels, Levels, Levels, Levels]:
    return one // 100 % 100, two // 100 % 100, one % 100, two % 100


def _one_digit(one: Levels, two: Levels) -> Flags:
    """Numbers of one length that differ in a single decimal digit."""
    return np.asarray(differing_digits(one, two, 4) == 1)


def differing_digits(one: npt.NDArray[np.int64], two: npt.NDArray[np.int64], places: int) -> npt.NDArray[np.int8]:
    """In how many of the last decimal places two numbers differ."""
    count = np.zeros(len(one), np.int8)
    for _ in range(places):
        count += one % 10 != two % 10
        one, two = one // 10, two // 10
    return count


def _digits(one: Levels, two: Levels) -> Levels:
    close = differing_digits(one, two, 10) == 1
    return np.where(one == two, Digits.SAME, np.where(close, Digits.CLOSE, Digits.DIFFERENT)).astype(np.int64)


def _words(one: Ints, two: Ints) -> Levels:
    """Share of the shorter bag's words that the longer one has; each row's words are distinct."""
    common = np.zeros(len(one), np.int64)
    for place in range(one.shape[1]):
        word = one[:, place, None]
        common += ((word == two) & (word > 0)).any(axis=1)
    least = np.minimum((one > 0).sum(axis=1), (two > 0).sum(axis=1))
    share = common / np.maximum(1, least)
    level = np.select([share > 0.99, share >= 0.6, share >= 0.3], [Words.SAME, Words.MANY, Words.SOME], Words.FEW)
    return np.where(least > 0, level, 0).astype(np.int64)


DECIMAL = np.uint64(2 * 10**18)  # larger codes are hashes


def number_levels(left: Facts, right: Facts) -> Levels:
    """Levels of the identifiers."""
    one, two = left.number, right.number
    out = np.zeros(len(one), np.int64)
    said = (one > 0) & (two > 0)
    out[said] = Number.DIFFERENT
    same = np.flatnonzero(said & (one == two))
    out[same] = np.where(left.valid[same] & right.valid[same], Number.SAME, Number.SAME_DOUBTFUL)
    apart = np.flatnonzero(said & (one != two) & (one < DECIMAL) & (two < DECIMAL))
    if len(apart):
        out[apart[close_numbers(one[apart].astype(np.int64), two[apart].astype(np.int64))]] = Number.CLOSE
    return out


def close_numbers(one: npt.NDArray[np.int64], two: npt.NDArray[np.int64]) -> Flags:
    """One digit wrong, or two neighbouring digits exchanged.

    >>> close_numbers(np.array([1290, 1290]), np.array([1298, 1209]))
    array([ True,  True])
    """
    gap = abs(one - two)
    power = np.power(10, np.floor(np.log10(np.maximum(gap, 1) * (1 + 1e-12))).astype(np.int64))
    slip = (gap % power == 0) | (gap % np.maximum(power // 10 * 9, 9) == 0)  # d * 10^k, or a multiple of 9 * 10^k
    close = np.zeros(len(one), np.bool_)
    chosen = np.flatnonzero(slip)
    close[chosen] = _slipped(one[chosen], two[chosen])
    return close


def _slipped(one: npt.NDArray[np.int64], two: npt.NDArray[np.int64]) -> Flags:
    count = differing_digits(one, two, 19)
    exchanged = np.zeros(len(one), np.bool_)
    high, low = one, two
    for _ in range(18):
        exchanged |= (high % 10 != low % 10) & (high % 10 == low // 10 % 10) & (high // 10 % 10 == low % 10)
        high, low = high // 10, low // 10
    return np.asarray((count == 1) | ((count == 2) & exchanged))
