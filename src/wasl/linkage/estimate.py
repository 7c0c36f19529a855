"""How good a linkage is, reckoned without the truth: from the probabilities themselves, and from how many of the
pairs that numbers prove the other keys would have found."""

from dataclasses import dataclass

import numpy as np

from wasl.linkage.facts import Facts
from wasl.linkage.keys import Finder, Rows
from wasl.linkage.model import Floats

SAMPLE = 5_000


@dataclass(frozen=True)
class Estimate:
    """`precision`: share of the pairs put together that are right. `recall`: share of the right pairs that were put
    together. `found`: share of right pairs without a number that any key brings up at all."""

    precision: float
    recall: float
    found: float


def reckoned(kept: Floats, missed: Floats, found: float) -> Estimate:
    """From the probabilities of the pairs put together and of those left apart; `found` concerns only pairs that no
    number gave."""
    right = float(kept.sum())
    left = float(missed.sum())
    unseen = left * (1 - found) / max(found, 0.01)
    return Estimate(
        right / len(kept) if len(kept) else 1.0, right / (right + left + unseen) if right + left else 1.0, found
    )


def found_by_facts(facts: Facts, finder: Finder, one: Rows, two: Rows) -> float:
    """Share of proven pairs that are found without their number."""
    if not len(one):
        return 1.0
    chosen = np.unique(np.linspace(0, len(one) - 1, SAMPLE).astype(np.intp))
    who, found = finder.by_facts(facts.take(one[chosen]))
    return float(np.isin(chosen, chosen[who[two[chosen][who] == found]]).mean())


def wanted_threshold(sure: Floats, unsure: Floats, precision: float) -> float:
    """The least probability of an unsure pair at which all pairs together still have the wanted precision."""
    order = np.sort(unsure)[::-1]
    wrong = (1 - sure).sum() + np.cumsum(1 - order)
    good = wrong <= (1 - precision) * (len(sure) + np.arange(1, len(order) + 1))
    return float(order[np.flatnonzero(good)[-1]]) if good.any() else 1.0
