"""Whether some people are linked worse than others: groups with their figures, and the groups that fall behind.

`right` and `missed` are sums of probabilities, so precision and recall are expected ones; the interval (Wilson 1927)
covers chance alone, not errors of the model.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import sqrt

from wasl.persons.models import QualityFigure

BEHIND = 0.01
"""A group whose recall or match rate is further below the mean than this is named."""

FEWEST = 30
"""Rows from which on a group's rate means something."""

SAYS_ITSELF = 0.9
"""Least share of rows that must tell the group themselves. Else the linked rows are in the groups that their persons
told, the others in none, and a match rate by group is an artefact."""

_Z = 1.96


@dataclass(frozen=True)
class Rate:
    """A share of so many, with its interval of 95 %."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, hits: float, of: float) -> "Rate | None":
        """
        >>> Rate.of(9, 10)
        Rate(value=0.9, low=0.596, high=0.982)
        """
        if of <= 0:
            return None
        share = min(1.0, max(0.0, hits / of))
        middle = (share + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
        half = _Z / (1 + _Z**2 / of) * sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
        digits = 3 if of < 1e4 else 6
        low, high = (round(min(1.0, max(0.0, end)), digits) for end in (middle - half, middle + half))
        return cls(share, min(low, share), max(high, share))


@dataclass(frozen=True)
class Group:
    """Some people in a register's role, or in all registers together (`register` is empty)."""

    dimension: str
    code: str
    records: int
    linked: int
    unsure: int
    right: float
    missed: float
    register: str = ""
    role: str = ""

    @property
    def match_rate(self) -> Rate | None:
        """Linked rows of all rows. Whoever is in no spine cannot be linked, so this is no fault by itself."""
        return Rate.of(self.linked, self.records)

    @property
    def precision(self) -> Rate | None:
        """Expected share of the links that are right."""
        return Rate.of(self.right, self.linked)

    @property
    def recall(self) -> Rate | None:
        """Expected share of the right links, among those whose person was found as a candidate, that were made."""
        return Rate.of(self.right, self.right + self.missed)

    def rate(self, measure: "Measure") -> Rate | None:
        return self.recall if measure is Measure.RECALL else self.match_rate


class Measure(StrEnum):
    RECALL = "recall"
    MATCH_RATE = "match-rate"


class Certainty(StrEnum):
    SURE = "sure"  # the whole interval is below the mean
    POSSIBLE = "possible"  # may be chance
    TOO_FEW = "too-few"  # of fewer than FEWEST rows nothing can be said


@dataclass(frozen=True)
class Flag:
    """A group that falls behind the mean of its register, or of all of them."""

    group: Group
    measure: Measure
    rate: Rate
    mean: float
    certainty: Certainty

    @property
    def behind(self) -> float:
        return self.mean - self.rate.value


def groups_of(figures: Iterable[QualityFigure]) -> list[Group]:
    """Each figure as a group of its register and role."""
    return [
        Group(f.dimension, f.group, f.records, f.linked, f.unsure, f.right, f.missed, f.register, f.role)
        for f in figures
    ]


def together(groups: Iterable[Group]) -> list[Group]:
    """The groups of all registers added up."""
    sums: dict[tuple[str, str], Group] = {}
    for one in groups:
        place = (one.dimension, one.code)
        all_ = sums.get(place, Group(*place, 0, 0, 0, 0.0, 0.0))
        sums[place] = Group(
            *place,
            all_.records + one.records,
            all_.linked + one.linked,
            all_.unsure + one.unsure,
            all_.right + one.right,
            all_.missed + one.missed,
        )
    return [sums[place] for place in sorted(sums)]


def telling(groups: Iterable[Group], own: Mapping[tuple[str, str], Mapping[str, float]]) -> list[Group]:
    """Groups in registers whose rows mostly tell it themselves (`own`: the share that do, by register and role), among
    which match rates can be compared. Rows that tell nothing and were not linked are in no group, so none is made of
    them."""
    return [
        group
        for group in groups
        if all(group.code.split("+"))
        and all(own.get((group.register, group.role), {}).get(part, 0.0) >= SAYS_ITSELF for part in _parts(group))
    ]


def _parts(group: Group) -> list[str]:
    return group.dimension.split("+")


def mean(groups: Iterable[Group], dimension: str, measure: Measure) -> Rate | None:
    """Of all groups of one dimension together."""
    own = [group for group in groups if group.dimension == dimension]
    whole = next(iter(together(replace(group, code="") for group in own)), None)
    return whole.rate(measure) if whole else None


def flagged(groups: Iterable[Group], measure: Measure) -> list[Flag]:
    """Every group, of one register's role or of all together, that falls behind the mean of its dimension; the surest
    first, then the furthest behind."""
    listed = [group for group in groups if group.dimension != "all"]
    means = {dimension: mean(listed, dimension, measure) for dimension in {group.dimension for group in listed}}
    flags = [flag for group in listed if (flag := _flag(group, measure, means[group.dimension]))]
    return sorted(flags, key=lambda flag: (list(Certainty).index(flag.certainty), -flag.behind))


def _flag(group: Group, measure: Measure, whole: Rate | None) -> Flag | None:
    rate = group.rate(measure)
    if rate is None or whole is None or rate.value >= whole.value - BEHIND:
        return None
    return Flag(group, measure, rate, whole.value, _certainty(group, rate, whole.value))


def _certainty(group: Group, rate: Rate, mean: float) -> Certainty:
    if group.records < FEWEST:
        return Certainty.TOO_FEW
    return Certainty.SURE if rate.high < mean else Certainty.POSSIBLE
