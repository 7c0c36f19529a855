"""One scale for all rules: how rarely an honest account would show as much, as a power of ten.

Counts are compared with a negative binomial distribution, which is a Poisson one whose rate differs from account to
account; levels with Student's distribution, whose heavy tails forgive peers who are few.
"""

from math import atan, cos, exp, lgamma, log, log10, sin, sqrt

import numpy as np
import numpy.typing as npt

MOST = 12.0
"""Rarer than one in a million million is not told apart."""

Figures = npt.NDArray[np.float64]


def surprise(count: float, expected: float, spread: float) -> float:
    """-log10 of the chance of at least `count` where `expected` are expected and rates differ by `spread` (cv squared).

    >>> round(surprise(3, 0.1, 0.5), 1)
    3.4
    >>> surprise(1, 2.0, 0.5)
    0.0
    """
    if count <= expected or count <= 0:
        return 0.0
    size, odds = 1 / spread, max(expected, 1e-9) * spread / (1 + max(expected, 1e-9) * spread)
    at = lgamma(count + size) - lgamma(count + 1) - lgamma(size) - size * log(1 + expected * spread) + count * log(odds)
    return min(MOST, max(0.0, -(at + log(_tail_over_first(count, size, odds))) / log(10)))


def _tail_over_first(count: float, size: float, odds: float) -> float:
    """All terms from `count` on, over the first of them."""
    total, term, place = 1.0, 1.0, count
    while term > 1e-6 * total:
        term *= (place + size) / (place + 1) * odds
        total, place = total + term, place + 1
    return total


def usual_further(further: Figures, least_spread: float) -> tuple[float, float]:
    """Mean and spread of how many more than one; the highest in a thousand do not say what is usual."""
    kept = np.sort(further)[: max(1, round(len(further) * 0.999))]
    mean = max(float(kept.mean()), 0.01)
    return mean, max(least_spread, (float(kept.var()) - mean) / mean**2)


def level_surprise(value: float, peers: Figures, least_scale: float) -> float:
    """How far `value` lies above the peers' median, in their median deviations, by Student's tail of 8 degrees."""
    if len(peers) == 0:
        return 0.0
    middle = float(np.median(peers))
    scale = max(1.4826 * float(np.median(np.abs(peers - middle))), least_scale)
    return _student((value - middle) / scale) if value > middle else 0.0


def _student(deviations: float) -> float:
    """
    >>> round(_student(5.0), 2)
    3.28
    """
    angle = atan(deviations / sqrt(8))
    squared = cos(angle) ** 2
    inside = sin(angle) * (1 + squared / 2 + squared**2 * 3 / 8 + squared**3 * 5 / 16)
    return min(MOST, -log10(max((1 - inside) / 2, exp(-27.6))))
