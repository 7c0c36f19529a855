"""A pair laid out for the eye: lines with their marks, the reasons as bars, who else it could be."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wasl.core.digits import arabic_digits
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.persons.api import Agreement, Beside, Found, Line, Spoken

HALF = 50.0
"""Bars grow from the middle of a scale of 100: for to the one side, against to the other."""


@dataclass(frozen=True)
class Sign:
    """How an agreement is shown: never by colour alone."""

    symbol: str
    word: Text
    tone: str


SIGNS = {
    Agreement.SAME: Sign("=", Text(ar="متطابق", en="same"), "good"),
    Agreement.SPELLING: Sign("≅", Text(ar="إملاء آخر", en="other spelling"), "good"),
    Agreement.CLOSE: Sign("≈", Text(ar="متقارب", en="nearly"), "warn"),
    Agreement.DIFFERENT: Sign("≠", Text(ar="مختلف", en="differs"), "bad"),
    Agreement.ABSENT: Sign("·", Text(ar="لا يقارن", en="nothing to compare"), "plain"),
}


@dataclass(frozen=True)
class Bar:
    """One reason, drawn; numbers as SVG writes them in any language."""

    spoken: Spoken
    start: str
    length: str
    bits: Text | None


@dataclass(frozen=True)
class PairSight:
    """What the page shows of a pair to one steward."""

    beside: Beside
    steward: str

    def context(self) -> dict[str, Any]:
        pair = self.beside.pair
        said = [opinion for opinion in pair.opinions if opinion.steward == self.steward]
        return {
            "beside": self.beside,
            "lines": [(line, SIGNS[line.difference.agreement]) for line in self.beside.lines],
            "tally": list(_tally(self.beside.lines)),
            "bars": list(bars(self.beside.spoken)),
            "weight": None if pair.weight is None else signed(pair.weight),
            "measured": all(one.bits is not None for one in self.beside.spoken),
            "rivals": [(rival, rival.key.token(), _where(rival.person)) for rival in self.beside.rivals],
            "held": [(row, row.key.token()) for row in self.beside.held],
            "said": said[-1] if said else None,
            "asks": str(pair.asks),
        }


def bars(spoken: Iterable[Spoken]) -> Iterable[Bar]:
    """The longest fills its half."""
    told = list(spoken)
    longest = max((abs(one.strength) for one in told), default=0.0) or 1.0
    for one in told:
        length = HALF * abs(one.strength) / longest
        start = HALF - length if one.against else HALF
        yield Bar(one, f"{start:.1f}", f"{length:.1f}", None if one.bits is None else signed(one.bits))


def signed(bits: float) -> Text:
    """
    >>> signed(-2.25).en, signed(7).ar
    ('−2.2', '+٧٫٠')
    """
    shown = f"{bits:+.1f}".replace("-", "−") if round(bits, 1) else "0"
    return Text(ar=arabic_digits(shown).replace(".", "٫"), en=shown)


def _tally(lines: Iterable[Line]) -> Iterable[tuple[Sign, int]]:
    """How many facts agree, nearly agree, differ."""
    found = [SIGNS[line.difference.agreement] for line in lines]
    for agreement in (Agreement.SAME, Agreement.SPELLING, Agreement.CLOSE, Agreement.DIFFERENT):
        if count := found.count(SIGNS[agreement]):
            yield SIGNS[agreement], count


def _where(person: Found) -> Text | None:
    return pack().code_lists["governorates"].get(person.governorate or "")
