"""Rows and columns from stores as tables of text."""

from collections.abc import Sequence

import polars as pl

from wasl.registers.connectors.base import RawRow
from wasl.registers.decode import native_text


def text_table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> pl.DataFrame:
    """Rows of a driver as a table whose every column is text."""
    values = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pl.DataFrame([_text_series(name, some) for name, some in zip(names, values, strict=True)])


def _text_series(name: str, values: Sequence[object]) -> pl.Series:
    try:
        return pl.Series(name, values, dtype=pl.String, strict=True)  # most columns are text already
    except (TypeError, ValueError):  # ValueError: objects that it has never heard of, such as UUIDs
        return pl.Series(name, [native_text(value) for value in values], dtype=pl.String)


def key_of(row: RawRow, columns: Sequence[str]) -> tuple[str, ...]:
    """The parts of a row's key as text; nothing is the empty text."""
    if len(columns) == 1:  # nearly all keys
        value = row[columns[0]]
        return (value,) if type(value) is str else (native_text(value) or "",)
    return tuple([native_text(row[column]) or "" for column in columns])


def holding(rows: Sequence[RawRow], by: Sequence[str], keys: frozenset[tuple[str, ...]]) -> list[RawRow]:
    """Only rows that really hold one of the keys: stores compare more loosely (case, blanks, leading zeros)."""
    return [row for row in rows if key_of(row, by) in keys]


def as_text(table: pl.DataFrame) -> pl.DataFrame:
    """A typed table with every column as the text that `native_text` gives."""
    return pl.DataFrame([_written(series) for series in table.iter_columns()])


def _written(series: pl.Series) -> pl.Series:
    kind = series.dtype
    if kind == pl.String:
        return series
    if kind.is_integer() or kind in (pl.Boolean, pl.Date, pl.Categorical):
        return series.cast(pl.String)
    return pl.Series(series.name, [native_text(value) for value in series.to_list()], dtype=pl.String)
