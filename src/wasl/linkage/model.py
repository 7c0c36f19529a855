"""What agreement is worth: how likely each level of each field is among rows of one person, and among rows of two.

Both sides are mixtures of classes, fields independent within a class only. So brothers, whose father, family, mother
and home agree together, are a class of their own, and their agreeing fields are not counted as independent evidence.
A field that says nothing drops out. Fellegi & Sunter 1969, with latent classes as in Winkler 1993.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wasl.linkage.compare import BITS, LEVELS, Levels

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
LEAST = 1e-9
BIG = 50_000


def unpacked(patterns: Levels, fields: int) -> Levels:
    """Packed patterns as pairs x fields (the number is field 0)."""
    return np.stack([patterns >> (BITS * place) & (LEVELS - 1) for place in range(fields)], axis=1)


@dataclass(frozen=True)
class Encoded:
    """Patterns as rows of noughts and ones, so that scoring and tallying are matrix products. `used` are the places
    (field times LEVELS plus level) that occur, one a column."""

    ones: Singles
    used: npt.NDArray[np.intp]

    @classmethod
    def of(cls, levels: Levels) -> "Encoded":
        fields = levels.shape[1]
        places = levels + np.arange(fields) * LEVELS
        met = np.bincount(places.ravel(), minlength=fields * LEVELS) > 0
        met[::LEVELS] = False  # what says nothing counts for nothing
        used = np.flatnonzero(met)
        column = np.full(fields * LEVELS, len(used))
        column[used] = np.arange(len(used))
        ones = np.zeros((len(levels), len(used) + 1), np.float32)
        rows = np.arange(len(levels))
        for field in range(fields):
            ones[rows, column[places[:, field]]] = 1
        return cls(ones[:, :-1], used)


@dataclass(frozen=True)
class Mixture:
    """`share[class]`, `level[class, field, level]`: probabilities; level 0 (nothing said) always 1."""

    share: Floats
    level: Floats

    def log_joint(self, encoded: Encoded) -> Singles:
        """log P(class, levels), classes x patterns: so what is done over classes runs along memory."""
        logs = np.log(np.maximum(self.level, LEAST)).reshape(len(self.share), -1)[:, encoded.used].astype(np.float32)
        joint: Singles = logs @ encoded.ones.T
        joint += np.log(np.maximum(self.share, LEAST)).astype(np.float32)[:, None]
        return joint

    def log_likelihood(self, encoded: Encoded) -> Floats:
        """log P(levels)."""
        return shared_out(self.log_joint(encoded))[1].astype(np.float64)

    def shares(self, encoded: Encoded) -> tuple[Singles, Singles]:
        """How likely each class is for each pattern (classes x patterns), and log P(levels)."""
        return shared_out(self.log_joint(encoded))

    def with_field(self, field: int, level: Floats) -> "Mixture":
        """The same with one field's table replaced in every class."""
        new = self.level.copy()
        new[:, field, :] = level
        return Mixture(self.share, new)

    def with_tied(self, field: int) -> "Mixture":
        """The same with one field made alike in all classes: what it says does not hang on what the others say."""
        return self.with_field(field, np.asarray(self.share @ self.level[:, field, :]))

    def with_most(self, field: int, levels: list[int], most: float) -> "Mixture":
        """The same with some levels of a field no likelier than so much together, in every class."""
        new = self.level.copy()
        over = new[:, field, levels].sum(axis=1)
        others = [level for level in range(1, LEVELS) if level not in levels]
        less = np.minimum(1.0, most / np.maximum(over, LEAST))
        more = (1 - over * less) / np.maximum(1 - over, LEAST)
        new[:, field, levels] *= less[:, None]
        new[:, field, others] *= more[:, None]
        return Mixture(self.share, new)

    def with_class(self, level: Floats, share: float) -> "Mixture":
        """The same with one class more."""
        return Mixture(np.append(self.share * (1 - share), share), np.concatenate([self.level, level[None]]))

    def with_least(self, field: int, level: int, least: float) -> "Mixture":
        """The same with one level at least so likely in every class."""
        new = self.level.copy()
        new[:, field, level] = np.maximum(new[:, field, level], least)
        return Mixture(self.share, new)


def shared_out(joint: Singles) -> tuple[Singles, Singles]:
    """Joint log probabilities (classes x patterns) as each pattern's shares of the classes, and its log probability.
    Overwrites what it is given."""
    top = joint.max(axis=0)
    np.exp(np.subtract(joint, top, out=joint), out=joint)
    whole = joint.sum(axis=0)
    joint /= whole
    return joint, top + np.log(whole)


def tallied(encoded: Encoded, weights: Singles, prior: Floats, strength: float) -> Mixture:
    """A mixture out of weighted patterns (classes x patterns); `prior` (fields x levels) counts as `strength` pairs."""
    weights[weights < 1e-9] = 0  # denormal numbers make the product fifty times slower
    share = weights.sum(axis=1, dtype=np.float64) + 1e-3
    level = np.ones((len(share), *prior.shape))
    seen = np.zeros((len(share), prior.size))
    seen[:, encoded.used] = weights @ encoded.ones
    seen = seen.reshape(level.shape)
    level[:, :, 1:] = seen[:, :, 1:] + strength * prior[None, :, 1:]
    level[:, :, 1:] /= level[:, :, 1:].sum(axis=2, keepdims=True)
    return Mixture(share / share.sum(), level)


def fitted(
    encoded: Encoded,
    counts: Floats,
    prior: Floats,
    *,
    classes: int,
    seed: int,
    rounds: int = 30,
    strength: float = 1.0,
    starts: int = 1,
) -> Mixture:
    """A mixture learned from patterns with their counts, begun at random; of several starts the one goes on that
    explains the patterns best after a third of the rounds."""
    if not len(counts):
        return Mixture(np.ones(1), prior[None].copy())
    few = counts.astype(np.float32)

    def tried(start: int) -> tuple[Mixture, float]:
        begin = np.random.default_rng([seed, start] if start else seed).dirichlet(np.full(classes, 0.5), len(counts))
        first = tallied(encoded, begin.T.astype(np.float32) * few, prior, strength)
        return _refitted(first, encoded, few, prior, strength, rounds if starts == 1 else rounds // 3)

    with ThreadPoolExecutor(min(starts, os.cpu_count() or 1)) as threads:
        best, _ = max(threads.map(tried, range(starts)), key=lambda one: one[1])
    return best if starts == 1 else _refitted(best, encoded, few, prior, strength, rounds - rounds // 3)[0]


def _refitted(
    mixture: Mixture, encoded: Encoded, counts: Singles, prior: Floats, strength: float, rounds: int
) -> tuple[Mixture, float]:
    """After so many rounds of expectation and maximisation, and how well the last but one explained the patterns."""
    known = 0.0
    for _ in range(rounds):
        shares, likely = mixture.shares(encoded)
        known = float(counts @ likely.astype(np.float64))
        mixture = tallied(encoded, shares * counts, prior, strength)
    return mixture, known


@dataclass(frozen=True)
class Model:
    """Matches against non-matches among candidate pairs."""

    match: Mixture
    other: Mixture
    candidates: float  # wrong candidates that a row has on average
    coverage: float  # share of rows whose person is there to be found
    taught: Floats | None = None  # fields x levels: bits that stewards' verdicts add (`wasl.linkage.teaching`)

    @property
    def fields(self) -> int:
        return int(self.match.level.shape[1])

    def weights(self, patterns: Levels) -> Floats:
        """log2 Bayes factor of each pattern; each distinct pattern is computed once."""
        if len(patterns) < 64:
            return self._weights(unpacked(patterns, self.fields))
        distinct, inverse = np.unique(patterns, return_inverse=True)
        return np.asarray(self._weights(unpacked(distinct, self.fields))[inverse])

    def _weights(self, levels: Levels) -> Floats:
        out = np.zeros(len(levels))
        for start in range(0, len(levels), BIG):
            encoded = Encoded.of(levels[start : start + BIG])
            out[start : start + BIG] = self.match.log_likelihood(encoded) - self.other.log_likelihood(encoded)
        return np.asarray(out / np.log(2)) + self.taught_bits(levels)

    def taught_bits(self, levels: Levels) -> Floats:
        """What stewards' verdicts add to the weight of unpacked patterns."""
        if self.taught is None:
            return np.zeros(len(levels))
        return np.asarray(self.taught[np.arange(self.fields), levels].sum(axis=1))

    def contributions(self, patterns: Levels) -> Floats:
        """The weight of each pattern split over its fields, in their order: each field's share is what it adds to what
        those before it already say. Rows sum to `weights`."""
        levels = unpacked(patterns, self.fields)
        out = np.zeros((len(patterns), self.fields))
        before = np.zeros(len(patterns))
        for field in range(self.fields):
            shown = levels.copy()
            shown[:, field + 1 :] = 0
            weight = self._weights(shown)
            out[:, field] = weight - before
            before = weight
        return out

    @property
    def nobody(self) -> float:
        """The odds, on the scale of Bayes factors, that none of the candidates is the person."""
        return max(1.0, self.candidates) * (1 - self.coverage) / self.coverage
