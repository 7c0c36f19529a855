"""What agreement is worth: how likely each level of each field is among rows of one person, and among rows of two.

Both sides are mixtures of classes, fields independent within a class only. So brothers, whose father, family, mother and home
agree together, are a class of their own, and their agreeing fields are not counted as independent evidence.
A field that says nothing drops out. Fellegi & Sunter 1969, with latent classes as in Winkler 1993 and Schafer 1997.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from wasl.linkage.compare import BITS, LEVELS, Levels

Floats = npt.NDArray[np.float64]
LEAST = 1e-6


@dataclass(frozen=True)
class Mixture:
    """`share[class]`, `level[class, field, level]`: probabilities; level 0 (nothing said) always 1."""

    share: Floats
    level: Floats

    def log_joint(self, levels: Levels) -> Floats:
        """log P(class, levels), pairs x classes. `levels` is pairs x fields."""
        out = np.log(np.maximum(self.share, LEAST))[None, :].repeat(len(levels), axis=0)
        logs = np.log(np.maximum(self.level, LEAST))
        for field in range(levels.shape[1]):
            out += logs[:, field, :].T[levels[:, field]]
        return out

    def log_likelihood(self, levels: Levels) -> Floats:
        """log P(levels)."""
        joint = self.log_joint(levels)
        top = joint.max(axis=1)
        return np.asarray(top + np.log(np.exp(joint - top[:, None]).sum(axis=1)))

    def with_field(self, field: int, level: Floats) -> "Mixture":
        """The same with one field's table (classes x levels) replaced."""
        new = self.level.copy()
        new[:, field, :] = level
        return replace(self, level=new)


def unpacked(patterns: Levels, fields: int) -> Levels:
    """Packed patterns as pairs x fields (the number is field 0)."""
    return np.stack([patterns >> (BITS * place) & (LEVELS - 1) for place in range(fields)], axis=1)


@dataclass(frozen=True)
class Model:
    """Matches against non-matches among candidate pairs."""

    match: Mixture
    other: Mixture
    candidates: float  # wrong candidates that a row has on average
    coverage: float  # share of rows whose person is there to be found

    @property
    def fields(self) -> int:
        return int(self.match.level.shape[1])

    def weights(self, patterns: Levels) -> Floats:
        """log2 Bayes factor of each pattern; each distinct pattern is computed once."""
        distinct, inverse = np.unique(patterns, return_inverse=True)
        levels = unpacked(distinct, self.fields)
        weight = (self.match.log_likelihood(levels) - self.other.log_likelihood(levels)) / np.log(2)
        return np.asarray(weight[inverse])

    def contributions(self, patterns: Levels) -> Floats:
        """The weight of each pattern split over its fields, in their order: each field's share is what it adds to what the
        fields before it already say. Rows sum to `weights`."""
        levels = unpacked(patterns, self.fields)
        out = np.zeros((len(patterns), self.fields))
        before = np.zeros(len(patterns))
        for field in range(self.fields):
            shown = levels.copy()
            shown[:, field + 1 :] = 0
            weight = (self.match.log_likelihood(shown) - self.other.log_likelihood(shown)) / np.log(2)
            out[:, field] = weight - before
            before = weight
        return out

    @property
    def nobody(self) -> float:
        """The odds, on the scale of Bayes factors, that none of the candidates is the person."""
        return max(1.0, self.candidates) * (1 - self.coverage) / self.coverage


def tallied(levels: Levels, counts: Floats, classes: Floats, prior: Floats, strength: float) -> Mixture:
    """A mixture out of weighted pairs: `classes` is pairs x classes, `prior` fields x levels with `strength` pairs' worth."""
    weighted = classes * counts[:, None]
    share = weighted.sum(axis=0) + 1.0
    fields = levels.shape[1]
    table = np.ones((classes.shape[1], fields, LEVELS))
    for field in range(fields):
        for level in range(1, LEVELS):
            table[:, field, level] = weighted[levels[:, field] == level].sum(axis=0)
        seen = table[:, field, 1:] + strength * prior[field, 1:]
        table[:, field, 1:] = seen / seen.sum(axis=1, keepdims=True)
    return Mixture(share / share.sum(), table)


def fitted(levels: Levels, counts: Floats, prior: Floats, *, classes: int, seed: int, rounds: int = 40) -> Mixture:
    """A mixture learned by expectation-maximisation over distinct patterns with their counts."""
    if not len(levels):
        return Mixture(np.ones(1), prior[None].copy())
    start = np.random.default_rng(seed).dirichlet(np.ones(classes), len(levels))
    mixture = tallied(levels, counts, start, prior, 1.0)
    for _ in range(rounds):
        mixture = tallied(levels, counts, responsibilities(mixture, levels), prior, 1.0)
    return mixture


def responsibilities(mixture: Mixture, levels: Levels) -> Floats:
    """P(class | levels), pairs x classes."""
    return np.asarray(np.exp(mixture.log_joint(levels) - mixture.log_likelihood(levels)[:, None]))
