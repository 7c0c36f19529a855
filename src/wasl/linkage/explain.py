"""Why a pair was linked, in words that a machine can read, and by how much each fact spoke for or against."""

import numpy as np
import polars as pl

from wasl.linkage.compare import Code, Comparer, Date, Digits, Levels, Name, Number, Words
from wasl.linkage.model import Model, unpacked
from wasl.linkage.settings import Kind

_NUMBER = {Number.SAME: "=", Number.SAME_DOUBTFUL: "~doubtful", Number.CLOSE: "~digit", Number.DIFFERENT: "-"}
_NAME = dict.fromkeys(range(Name.SAME_COMMONEST, Name.SAME_RAREST + 1), "=")
_SIGNS: dict[Kind, dict[int, str]] = {
    Kind.NAME: {**_NAME, Name.CLOSE: "~", Name.DIFFERENT: "-"},
    Kind.DATE: {
        Date.SAME: "=",
        Date.SAME_DEFAULT: "=default",
        Date.SWAPPED: "~swapped",
        Date.ONE_PART: "~part",
        Date.DEFAULT_YEAR: "~year",
        Date.NEAR: "-near",
        Date.DIFFERENT: "-",
    },
    Kind.CODE: {Code.SAME: "=", Code.DIFFERENT: "-"},
    Kind.DIGITS: {Digits.SAME: "=", Digits.CLOSE: "~digit", Digits.DIFFERENT: "-"},
    Kind.WORDS: {Words.SAME: "=", Words.MANY: "~", Words.SOME: "-some", Words.FEW: "-"},
}


def reasons(patterns: Levels, comparer: Comparer) -> pl.Series:
    """One line a pair, made once a distinct pattern."""
    distinct, inverse = np.unique(patterns, return_inverse=True)
    levels = unpacked(distinct, comparer.size)
    lines = [_line(row, comparer) for row in levels.tolist()]
    return pl.Series("reason", [lines[place] for place in inverse.tolist()], pl.String)


def _line(levels: list[int], comparer: Comparer) -> str:
    said = [f"number{_NUMBER[Number(levels[0])]}"] if levels[0] else []
    for field, level in zip(comparer.fields, levels[1:-1], strict=True):
        said += [f"{field.name}{_SIGNS[field.kind][level]}"] if level else []
    return "; ".join(said)


def waterfall(pattern: int, comparer: Comparer, model: Model) -> list[tuple[str, float]]:
    """Each fact with its sign and what it adds to the weight, in bits; they sum to the weight."""
    levels = unpacked(np.array([pattern]), model.fields)[0]
    bits = model.contributions(np.array([pattern]))[0]
    names = _line(levels.tolist(), comparer).split("; ")
    shown = levels[:-1] > 0
    return [*zip(names, bits[:-1][shown].tolist(), strict=True), ("scripts", float(bits[-1]))]
