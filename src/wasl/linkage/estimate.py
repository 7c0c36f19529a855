"""How good a linkage is, reckoned without the truth: from the probabilities themselves, and from how many of the
pairs that numbers prove the other keys would have found."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from wasl.linkage.keys import Rows
from wasl.linkage.model import Floats

SAMPLE = 5_000
DOUBT = 3.0  # the odds of pairs that facts decide may all be wrong by this factor
SPREAD = 2.0  # standard errors to either side
GAP = 0.01  # a group whose recall lies more than this below all rows' is named
Range = tuple[float, float]


@dataclass(frozen=True)
class Estimate:
    """`precision`: share of the pairs put together that are right. `recall`: share of the right pairs that were put
    together. `found`: share of right pairs without a number that any key brings up at all.

    The ranges cover chance (two standard errors of so many doubtful pairs, and of the sample that `found` is from) and
    a model that is too sure or not sure enough (all odds off by a factor of three, to one side); not keys that miss
    rows without a number more often than rows with one.
    """

    precision: float
    recall: float
    found: float
    precision_range: Range = (0.0, 1.0)
    recall_range: Range = (0.0, 1.0)


@dataclass(frozen=True)
class Decided:
    """Pairs of units of rows: how likely each is one person, and how many rows each of the two has."""

    likely: Floats
    one: npt.NDArray[np.int64]
    two: npt.NDArray[np.int64]

    @property
    def pairs(self) -> npt.NDArray[np.int64]:
        """How many pairs of rows each stands for."""
        return self.one * self.two

    def unseen(self, found: float) -> Floats:
        """For each pair how many like it no key brings up: a unit is found if one of its rows is."""
        lost = (1 - min(max(found, 0.01), 1.0)) ** self.pairs
        return np.asarray(self.likely * lost / (1 - lost))


def reckoned(proven: Floats, kept: Decided, missed: Decided, found: float, tried: int = SAMPLE) -> Estimate:
    """From the probabilities of the pairs that numbers prove, of those put together by facts, and of those left apart;
    `found` concerns only pairs that no number gave, and is the share of so many that were `tried`."""
    precision, recall = _rates(proven, kept, missed, found)
    slip = SPREAD * float(np.sqrt(found * (1 - found) / max(1, tried)))
    bold = _rates(proven, _shifted(kept, DOUBT), _shifted(missed, 1 / DOUBT), min(1.0, found + slip))
    wary = _rates(proven, _shifted(kept, 1 / DOUBT), _shifted(missed, DOUBT), max(0.01, found - slip))
    whole = max(1.0, len(proven) + float(kept.pairs.sum()))
    right = SPREAD * float(np.sqrt(_variance(kept) + (proven * (1 - proven)).sum())) / whole
    left = SPREAD * float(np.sqrt(_variance(kept) + _variance(missed) + missed.unseen(found).sum())) / whole
    return Estimate(
        precision,
        recall,
        found,
        (max(0.0, wary[0] - right), min(1.0, bold[0] + right)),
        (max(0.0, wary[1] - left), min(1.0, bold[1] + left)),
    )


def _rates(proven: Floats, kept: Decided, missed: Decided, found: float) -> tuple[float, float]:
    pairs = len(proven) + float(kept.pairs.sum())
    right = float(proven.sum() + kept.likely @ kept.pairs)
    left = float(missed.likely @ missed.pairs)
    unseen = float(kept.unseen(found) @ kept.pairs + missed.unseen(found) @ missed.pairs)
    return right / pairs if pairs else 1.0, right / (right + left + unseen) if right else float(not left)


def _shifted(decided: Decided, factor: float) -> Decided:
    """With all odds that much greater."""
    odds = decided.likely * factor
    return Decided(odds / (1 - decided.likely + odds), decided.one, decided.two)


def _variance(decided: Decided) -> float:
    return float((decided.likely * (1 - decided.likely)) @ decided.pairs.astype(np.float64) ** 2)


def refused(likely: Floats, stays: Floats) -> Floats:
    """How likely pairs are one person after all whose groups cannot be one: then what put their rows into these groups
    (`stays`: how likely that is right) is wrong.

    >>> refused(np.array([0.9, 0.9]), np.array([0.5, 0.999])).round(3).tolist()
    [0.818, 0.009]
    """
    return np.asarray(likely * (1 - stays) / np.maximum(1 - likely * stays, 1e-12))


@dataclass(frozen=True)
class ByRow:
    """For each row: pairs it was put into, how many of them can be expected to be right, and how many right ones it
    can be expected to lack."""

    kept: Floats
    right: Floats
    lacking: Floats

    @classmethod
    def of(
        cls,
        unit: npt.NDArray[np.int64],
        proven: tuple[Rows, Rows, Floats],
        kept: tuple[Rows, Rows, Decided],
        missed: tuple[Rows, Rows, Decided],
        found: float,
    ) -> "ByRow":
        """`unit` of each row; the pairs that numbers prove, and pairs of units (by one row of each) kept and missed."""
        size = len(unit)
        one, two, sure = proven
        right: Floats = np.bincount(np.concatenate([one, two]), np.concatenate([sure, sure]), size).astype(np.float64)
        pairs = np.bincount(np.concatenate([one, two]), minlength=size).astype(np.float64)
        right = right + _spread(unit, *kept, kept[2].likely)
        lacking = _spread(unit, *missed, missed[2].likely + missed[2].unseen(found))
        lacking = lacking + _spread(unit, *kept, kept[2].unseen(found))
        return cls(pairs + _spread(unit, *kept, np.ones(len(kept[0]))), right, lacking)


def _spread(unit: npt.NDArray[np.int64], one: Rows, two: Rows, decided: Decided, values: Floats) -> Floats:
    """A value a pair of units, as often for each row of the one unit as the other has rows."""
    size = len(unit)
    first = np.bincount(unit[one], values * decided.two, size)
    return np.asarray((first + np.bincount(unit[two], values * decided.one, size))[unit])


def estimate_by(groups: npt.NDArray[np.str_] | pl.Series | list[str], rows: ByRow) -> pl.DataFrame:
    """How well each group of rows is linked: group, rows, matched (share that stands with another row), precision,
    recall, gap (the recall lies more than 0.01 below that of all rows together). `groups`: a label a row, in the order
    of `Resolution.frame`; a pair counts for the groups of both its rows."""
    right, lacking = float(rows.right.sum()), float(rows.lacking.sum())
    mean = right / (right + lacking) if right + lacking else 1.0
    told = pl.DataFrame(
        {"group": pl.Series(groups, dtype=pl.String), "kept": rows.kept, "right": rows.right, "lacking": rows.lacking}
    )
    sums = told.group_by("group").agg(
        pl.len().alias("rows"),
        (pl.col("kept") > 0).mean().alias("matched"),
        pl.col("kept", "right", "lacking").sum(),
    )
    whole = pl.col("right") + pl.col("lacking")
    rates = sums.with_columns(
        precision=pl.when(pl.col("kept") > 0).then(pl.col("right") / pl.col("kept")).otherwise(1.0),
        recall=pl.when(whole > 0).then(pl.col("right") / whole).otherwise(1.0),
    )
    marked = rates.with_columns(gap=pl.col("recall") < mean - GAP)
    return marked.select("group", "rows", "matched", "precision", "recall", "gap").sort("group", nulls_last=True)


def wanted_threshold(sure: Floats, unsure: Floats, precision: float) -> float:
    """The least probability of an unsure pair at which all pairs together still have the wanted precision."""
    order = np.sort(unsure)[::-1]
    wrong = (1 - sure).sum() + np.cumsum(1 - order)
    good = wrong <= (1 - precision) * (len(sure) + np.arange(1, len(order) + 1))
    return float(order[np.flatnonzero(good)[-1]]) if good.any() else 1.0
