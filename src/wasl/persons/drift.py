"""What has changed since an earlier run by more than chance explains: match rates, unsure rows, weights."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import log, sqrt

from wasl.persons.fairness import Group
from wasl.persons.models import LinkRun, QualityFigure
from wasl.persons.quality import RunQuality, Weight, quality_of, with_quality

Z = 3.0
"""Standard errors from which on a difference is told: of a hundred registers, chance tells none."""

LEAST = 0.002
LEAST_BITS = 0.5
LEARNED_FROM = 50_000
"""At most so many pairs teach the weights; see the engine's sample."""

MONTH = timedelta(days=28)


class What(StrEnum):
    MATCH_RATE = "match-rate"
    UNSURE = "unsure"
    WEIGHT = "weight"


@dataclass(frozen=True)
class Drift:
    """One figure then and now. A weight's `register` and `role` are empty; `level` is its field and level."""

    what: What
    then: float
    now: float
    register: str = ""
    role: str = ""
    level: tuple[str, str] = ("", "")

    @property
    def change(self) -> float:
        return self.now - self.then


def earlier(run: LinkRun) -> list[LinkRun]:
    """The run before, and the last one that is a month old; one where they are the same, none for the first."""
    former = with_quality().filter(pk__lt=run.pk)
    month_ago = former.filter(started__lte=run.started - MONTH).first()
    both = [one for one in (former.first(), month_ago) if one is not None and quality_of(one)]
    return list({one.pk: one for one in both}.values())


def totals(run: LinkRun) -> dict[tuple[str, str], Group]:
    """Each register and role as a whole."""
    rows = QualityFigure.objects.filter(run=run, dimension="all")
    return {
        (f.register, f.role): Group("all", "", f.records, f.linked, f.unsure, f.right, f.missed, f.register, f.role)
        for f in rows
    }


def drifted(now: LinkRun, then: LinkRun) -> list[Drift]:
    """Every change that chance does not explain, the largest first within its kind."""
    here, there = totals(now), totals(then)
    found = [d for place in sorted(here.keys() & there.keys()) for d in _rates(here[place], there[place])]
    new, old = quality_of(now), quality_of(then)
    if new and old:
        found += _weights(new, old, sum(group.linked for group in here.values()))
    return sorted(found, key=lambda one: (list(What).index(one.what), -abs(one.change)))


def _rates(now: Group, then: Group) -> Iterator[Drift]:
    counts = {What.MATCH_RATE: (now.linked, then.linked), What.UNSURE: (now.unsure, then.unsure)}
    for what, (new, old) in counts.items():
        if beyond_chance(new, now.records, old, then.records):
            yield Drift(what, old / then.records, new / now.records, now.register, now.role)


def beyond_chance(new: int, of_new: int, old: int, of_old: int) -> bool:
    """Whether two shares differ by more than Z standard errors, as if the rows of both had been drawn anew.

    >>> beyond_chance(900, 1000, 990, 1000), beyond_chance(900, 1000, 905, 1000)
    (True, False)
    """
    if not of_new or not of_old:
        return False
    pooled = (new + old) / (of_new + of_old)
    error = sqrt(pooled * (1 - pooled) * (1 / of_new + 1 / of_old))
    return abs(new / of_new - old / of_old) > max(LEAST, Z * error)


def _weights(now: RunQuality, then: RunQuality, rows: int) -> Iterable[Drift]:
    former = {(one.field, one.level): one for one in then.weights}
    pairs = max(1, min(rows, LEARNED_FROM))
    for weight in now.weights:
        place = (weight.field, weight.level)
        if place in former and abs(weight.bits - former[place].bits) > _bits_by_chance(weight, former[place], pairs):
            yield Drift(What.WEIGHT, former[place].bits, weight.bits, level=place)


def _bits_by_chance(now: Weight, then: Weight, pairs: int) -> float:
    """Z standard errors of a difference of log2(match / other), both shares counted in so many pairs."""
    shares = [max(1 / pairs, share) for one in (now, then) for share in (one.match, one.other)]
    error = sqrt(sum(max(0.0, 1 - share) / (share * pairs) for share in shares)) / log(2)
    return max(LEAST_BITS, Z * error)
