"""Who is compared with whom, and what is usual among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10

import numpy as np

from wasl.protection.terms import Watch
from wasl.protection.watching.looks import Account
from wasl.protection.watching.measure import Figures, level_surprise, surprise

_ENOUGH_EXPECTED = 5.0
"""A rate that rests on fewer expected events says nothing about how rates differ."""


_ENOUGH_PEERS = 20
"""With fewer peers how much they differ is taken from the wider circle."""

_TELLING_SHARE = 0.2
"""Rates of accounts with fewer chances than this share of one's own say little."""

_BELIEF = 8
"""How far the model is believed beyond what the others show."""

_NINTH_TENTH = 1.2816
"""So many standard deviations above the middle, where things are distributed normally."""


@dataclass(frozen=True)
class Measured:
    """How one account compares with its peers."""

    strength: float
    expected: float
    peers: int


_ALONE = Measured(0.0, 0.0, 0)
"""Nobody to compare with: nothing is said."""


class Peers:
    """Circles of accounts: the same office and role, the same role, everybody. Programs are no peers of people."""

    def __init__(self, accounts: Sequence[Account], watch: Watch) -> None:
        self.accounts = list(accounts)
        self.watch = watch
        self._place = {account.name: place for place, account in enumerate(self.accounts)}
        keys: list[Sequence[object]] = [
            [(a.office, a.role, a.program) for a in self.accounts],
            [(a.role, a.program) for a in self.accounts],
            [a.program for a in self.accounts],
        ]
        self._circles = [_by_key(level) for level in keys]

    def circles(self, account: Account) -> list[np.ndarray]:
        """Places of this account's peers without itself, the narrowest circle first; none that is too small to tell."""
        place = self._place[account.name]
        found = [circle[place] for circle in self._circles]
        others = [circle[circle != place] for circle in found]
        return [circle for circle in others if len(circle) >= self.watch.least_peers]

    def compare_counts(self, counts: Mapping[str, tuple[float, float]]) -> dict[str, Measured]:
        """From (events, chances for them) of each account; whoever is left out has had none.

        The rate of the narrow circle is drawn towards that of the wider one as far as it rests on little; the highest
        peers do not say what is usual, since some of them may be what is looked for.
        """
        had = np.array([counts.get(a.name, (0.0, 0.0)) for a in self.accounts], dtype=float).reshape(-1, 2)
        return {a.name: self._count(a, had) for a in self.accounts if a.name in counts}

    def _count(self, account: Account, had: Figures) -> Measured:
        events, chances = had[self._place[account.name]]
        rate, spread, used = 0.0, 0.0, had[[]]
        for circle in reversed(self.circles(account)):
            used = had[circle]
            rate = self._usual(used, rate)
            spread = self._spread(used, rate) if len(used) >= _ENOUGH_PEERS or not spread else spread
        if not len(used):
            return _ALONE
        expected = chances * rate
        strength = min(surprise(events, expected, spread), self._at_most(account, had))
        return Measured(strength, float(expected), len(used))

    def _at_most(self, account: Account, had: Figures) -> float:
        """What several others do as well is not as rare as the rest suggests: a few may have a habit of their own kind.

        With nobody above, the model is believed; with ten above, hardly more than their share.
        """
        place = self._place[account.name]
        events, chances = had[place]
        others = had[self._circles[-1][place]]
        telling = others[others[:, 1] >= _TELLING_SHARE * chances]
        above = int((telling[:, 0] / telling[:, 1] >= events / chances).sum()) - 1 if chances else 0
        return -log10((above + 1) / (len(telling) + 1)) * (1 + _BELIEF / (above + 1))

    def _usual(self, peers: Figures, wider: float) -> float:
        """Events per chance; `wider` weighs like a few hundred visits."""
        peers = peers[peers[:, 1] > 0]
        if not len(peers):
            return wider
        order = np.argsort(peers[:, 0] / peers[:, 1])
        kept = peers[order[: max(1, round(len(peers) * (1 - self.watch.trimmed)))]]
        events, chances = kept.sum(axis=0)
        drawn = self.watch.peer_visits if wider else 0
        return float((events + drawn * wider + 0.5) / (chances + drawn))

    def _spread(self, peers: Figures, rate: float) -> float:
        """How much the rates of honest accounts differ beyond chance: from the middle to the ninth tenth, since what is
        counted is often rare with most and common with some."""
        telling = peers[peers[:, 1] * rate >= _ENOUGH_EXPECTED]
        if len(telling) < self.watch.least_peers:
            return self.watch.spread_least
        relative = telling[:, 0] / (telling[:, 1] * rate)
        middle, high = np.quantile(relative, [0.5, 0.9])
        by_chance = np.median(1 / (telling[:, 1] * rate))
        return max(self.watch.spread_least, float(((high - middle) / _NINTH_TENTH) ** 2 - by_chance))

    def compare_levels(self, levels: Mapping[str, float], least_scale: float) -> dict[str, Measured]:
        """From one figure of each account, such as the logarithm of people in a day."""
        had = np.array([levels.get(a.name, np.nan) for a in self.accounts], dtype=float)
        return {a.name: self._level(a, had, least_scale) for a in self.accounts if a.name in levels}

    def _level(self, account: Account, had: Figures, least_scale: float) -> Measured:
        circles = [had[circle] for circle in self.circles(account)]
        known = [peers[~np.isnan(peers)] for peers in circles]
        peers = next((some for some in known if len(some) >= self.watch.least_peers), None)
        if peers is None:
            return _ALONE
        strength = level_surprise(float(had[self._place[account.name]]), peers, least_scale)
        return Measured(strength, float(np.median(peers)), len(peers))


def _by_key(keys: Sequence[object]) -> list[np.ndarray]:
    """For each account, the places of all that have its key."""
    places: dict[object, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    arrays = {key: np.array(found) for key, found in places.items()}
    return [arrays[key] for key in keys]
