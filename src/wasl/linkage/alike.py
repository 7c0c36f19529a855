"""How far a claim agrees with what several rows say, field by field, without weights: the engine's own comparison."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
import polars as pl

from wasl.linkage.compare import LEVELS, Code, Comparer, Date, Digits, Frequencies, Name, Words
from wasl.linkage.facts import standardise
from wasl.linkage.settings import Kind, Settings
from wasl.linkage.vocabulary import Vocabulary

SETTINGS = Settings()


class Alike(StrEnum):
    """How one field of two rows stands."""

    SILENT = "silent"  # one of the two says nothing
    SAME = "same"  # also in another spelling or script
    CLOSE = "close"  # a slip would explain it
    DIFFERENT = "different"


CLOSE_FROM = {
    Kind.NAME: (Name.CLOSE, Name.DIFFERENT),
    Kind.DATE: (Date.SAME_DEFAULT, Date.DEFAULT_YEAR),
    Kind.CODE: (Code.DIFFERENT, Code.DIFFERENT),
    Kind.DIGITS: (Digits.CLOSE, Digits.DIFFERENT),
    Kind.WORDS: (Words.MANY, Words.SOME),
}
"""From which level on a kind is close, and from which on it differs."""


def alike(claim: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> list[dict[str, Alike]]:
    """For each row, by linking field (given, father... birth_date, phone). Columns are those that tables have.

    >>> found = alike({"full_name": "Ahmed Hassan", "birth_date": "1990-02-03"}, [{"full_name": "أحمد علي حسن"}])
    >>> found[0]["given"].value, found[0]["family"].value, found[0]["birth_date"].value
    ('same', 'same', 'silent')
    """
    if not rows:
        return []
    together = [claim, *rows]
    columns = {name: [row.get(name) or None for row in together] for name in {key for row in together for key in row}}
    facts = standardise(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), SETTINGS, Vocabulary())
    comparer = Comparer(SETTINGS, Frequencies(facts, SETTINGS))
    others = np.arange(1, len(together), dtype=np.intp)
    patterns = comparer.patterns(facts, np.zeros(len(others), np.intp), facts, others)
    return [_unpacked(int(pattern), comparer) for pattern in patterns]


def _unpacked(pattern: int, comparer: Comparer) -> dict[str, Alike]:
    levels = {one.name: pattern >> comparer.shift[one.name] & (LEVELS - 1) for one in SETTINGS.fields}
    return {one.name: _alike(one.kind, levels[one.name]) for one in SETTINGS.fields}


def _alike(kind: Kind, level: int) -> Alike:
    close, different = CLOSE_FROM[kind]
    if not level:
        return Alike.SILENT
    return Alike.SAME if level < close else Alike.CLOSE if level < different else Alike.DIFFERENT
