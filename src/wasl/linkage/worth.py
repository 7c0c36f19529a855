"""What patterns are worth, to the last bit the same for one row as for a million.

`Model.weights` multiplies matrices whose columns are the levels that the patterns at hand happen to hold: quick, but
the sums come out a hair differently with every batch, and a hair is enough to tip a row that lies on the threshold.
Here each pattern's sum is made in one fixed order, and without waking a pool of threads for a handful of them.
"""

import numpy as np

from wasl.linkage.compare import LEVELS, Levels
from wasl.linkage.model import LEAST, Floats, Mixture, Model, unpacked

FEW = 512
KEPT = 500_000
BIG = 50_000


class Worth:
    """The weights of a model's patterns. Patterns asked for a few at a time are remembered."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._match, self._other = _logs(model.match), _logs(model.other)
        self._known: dict[int, float] = {}

    def weights(self, patterns: Levels) -> Floats:
        """log2 Bayes factor of each pattern."""
        if len(patterns) < FEW:
            return self._remembered(patterns.tolist())
        distinct, inverse = np.unique(patterns, return_inverse=True)
        parts = [self._reckoned(distinct[at : at + BIG]) for at in range(0, len(distinct), BIG)]
        return np.asarray(np.concatenate(parts)[inverse])

    def _remembered(self, patterns: list[int]) -> Floats:
        known = self._known
        fresh = list({pattern for pattern in patterns if pattern not in known})
        if fresh:
            if len(known) > KEPT:
                known = self._known = {}
                fresh = list(set(patterns))
            known.update(zip(fresh, self._reckoned(np.array(fresh, np.int64)).tolist(), strict=True))
        return np.array([known[pattern] for pattern in patterns])

    def _reckoned(self, patterns: Levels) -> Floats:
        levels = unpacked(patterns, self.model.fields)
        learned = (_likelihood(self._match, levels) - _likelihood(self._other, levels)) / np.log(2)
        return np.asarray(learned + self.model.taught_bits(levels))


def _logs(mixture: Mixture) -> Floats:
    """Classes x (1 + fields * LEVELS): the class's share, then its levels; what says nothing counts for nothing."""
    level = np.log(np.maximum(mixture.level, LEAST))
    level[:, :, 0] = 0
    share = np.log(np.maximum(mixture.share, LEAST))
    return np.concatenate([share[:, None], level.reshape(len(share), -1)], axis=1)


def _likelihood(logs: Floats, levels: Levels) -> Floats:
    """log P(levels), class by class and field by field."""
    joint = np.repeat(logs[:, :1], len(levels), axis=1)
    for field in range(levels.shape[1]):
        joint += logs[:, 1 + field * LEVELS + levels[:, field]]
    top = joint.max(axis=0)
    total = np.zeros(len(levels))
    for one in joint:
        total += np.exp(one - top)
    return np.asarray(top + np.log(total))
