"""What stewards' verdicts add to what was learned: a few bits a level of agreement.

Stewards see the pairs that the engine is unsure of, and only those; how often facts agree among them says nothing about
pairs at large. So nothing is counted. What is fitted is how far the engine's own odds were off, as bits that each level
adds (logistic regression upon the engine's log odds, drawn towards nought): a model that was right is left as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from wasl.linkage.compare import LEVELS, Levels
from wasl.linkage.model import Floats, Model, unpacked

ENOUGH = 50
"""Verdicts below which nothing is made of them."""
EXPECTED = 1.0
"""Bits by which a level is expected to be off, before any verdict."""
MOST = 6.0
ROUNDS = 30

LESSONS = pl.Schema({"pattern": pl.Int64, "leaning": pl.Float64, "match": pl.Boolean})


@dataclass(frozen=True)
class Lessons:
    """Pairs on which stewards have settled. `leaning`: the engine's log2 odds for the pair, its rivals and nobody
    counted in, without what it was taught; `match`: the verdict."""

    patterns: Levels
    leaning: Floats
    match: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, rows: pl.DataFrame) -> "Lessons":
        """From a frame as LESSONS."""
        return cls(rows["pattern"].to_numpy(), rows["leaning"].to_numpy(), rows["match"].to_numpy())

    @classmethod
    def read(
        cls, model: Model, patterns: Levels, probability: Floats, match: Sequence[bool] | npt.NDArray[np.bool_]
    ) -> pl.DataFrame:
        """LESSONS out of what the engine answered by a model."""
        sure = np.clip(probability, 1e-9, 1 - 1e-9)
        leaning = np.log2(sure / (1 - sure)) - model.taught_bits(unpacked(patterns, model.fields))
        return pl.DataFrame({"pattern": patterns, "leaning": leaning, "match": np.asarray(match)}, schema=LESSONS)


def taught(model: Model, lessons: Lessons) -> Model:
    """The model with what the lessons add, in the place of what it was taught before; as it was, if they are few."""
    if len(lessons.patterns) < ENOUGH:
        return replace(model, taught=None)
    levels = unpacked(lessons.patterns, model.fields)
    places = levels + np.arange(model.fields) * LEVELS
    met = np.zeros(model.fields * LEVELS, np.bool_)
    met[places] = True
    met[::LEVELS] = False  # what says nothing adds nothing
    used = np.flatnonzero(met)
    ones = (places[:, :, None] == used).any(axis=1).astype(np.float64)
    table = np.zeros(model.fields * LEVELS)
    table[used] = np.clip(_fitted(ones, lessons.leaning * np.log(2), lessons.match) / np.log(2), -MOST, MOST)
    return replace(model, taught=table.reshape(model.fields, LEVELS))


def _fitted(ones: Floats, offset: Floats, match: npt.NDArray[np.bool_]) -> Floats:
    """Ridge logistic regression with an offset, by Newton's method; in nats."""
    ridge = 1 / (EXPECTED * np.log(2)) ** 2
    added = np.zeros(ones.shape[1])
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-np.clip(offset + ones @ added, -50, 50)))
        slope = ones.T @ (match - likely) - ridge * added
        curve = (ones * (likely * (1 - likely))[:, None]).T @ ones + ridge * np.eye(len(added))
        step = np.linalg.solve(curve, slope)
        added += step
        if np.abs(step).max(initial=0.0) < 1e-8:
            break
    return added
