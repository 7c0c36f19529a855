"""Reading a table so that a row means the same whatever rows come with it.

A value that fills gaps (1 January 1900 in a third of the rows) shows itself only where many rows are seen together.
So it is looked for once, in a whole table, and from then on is a known default of that table.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from wasl.linkage.facts import MANY, NAME_PARTS, Column, Facts, standardise
from wasl.linkage.settings import Field, Kind, Settings
from wasl.linkage.vocabulary import Vocabulary

Defaults = Mapping[str, str | int]
"""For a field the value that stands for nothing: a name in its standard form, a date as yyyymmdd, a telephone's last
digits."""


def undiscerning(settings: Settings) -> Settings:
    """The same, but nothing is set aside for standing in many rows."""
    return replace(settings, default_share=np.inf)


def read(table: pl.DataFrame, plain: Settings, words: Vocabulary) -> Facts:
    """The facts as they are written; `plain` are undiscerning settings."""
    facts = standardise(table, plain, words)
    wide = {name: nothing(column) if name in facts.silent else column for name, column in facts.wide.items()}
    told = facts.silent - set(NAME_PARTS)  # how a name is cut hangs on the pair of rows, not on the batch
    return replace(facts, wide=wide, silent=told)


def nothing(column: Column) -> Column:
    """A silent column: one cell stands for all."""
    return np.zeros((1, *column.shape[1:]), column.dtype)


def defaults_in(facts: Facts, settings: Settings) -> Defaults:
    """The values that stand in too large a share of the rows."""
    found = {f.name: _commonest(facts, f, settings) for f in settings.fields if f.kind not in (Kind.CODE, Kind.WORDS)}
    return {name: value for name, value in found.items() if value is not None}


def _commonest(facts: Facts, field: Field, settings: Settings) -> str | int | None:
    column = facts.column(field.name)
    held = column[column > 0]
    if len(held) < MANY:
        return None
    values, counts = np.unique(held, return_counts=True)
    if counts.max() < settings.default_share * len(held):
        return None
    value = int(values[counts.argmax()])
    return facts.words.forms[value] if field.kind is Kind.NAME else value


def without(facts: Facts, defaults: Defaults) -> Facts:
    """The facts without the values that stand for nothing; says what was left aside."""
    if not defaults:
        return facts
    block, wide, notes = facts.block.copy(), dict(facts.wide), [*facts.notes]
    for name, told in defaults.items():
        value = int(facts.words.of_forms([told])[0]) if isinstance(told, str) else told
        column = block[:, facts.place[name]] if name in facts.place else wide[name].copy()
        lost = column == value
        if lost.any():
            notes.append(f"{name}: one value stands in {lost.sum()} of {(column > 0).sum()} rows and was left aside")
            column[lost] = 0
            wide |= {} if name in facts.place else {name: column}
    return replace(facts, block=block, wide=wide, notes=tuple(notes))


def table_defaults(table: pl.DataFrame, settings: Settings) -> Defaults:
    """What stands for nothing in a table: to be found once in the whole of it, and kept with the model."""
    return defaults_in(read(table, undiscerning(settings), Vocabulary()), settings)
