"""Canonical values to native ones: the way back of what `wasl.registers.decode` reads."""

import unicodedata

import numpy as np
import polars as pl

from wasl.registers.api import Column
from wasl.synthetic import faults


class NativeValueError(Exception):
    """The content gives a value that cannot be written as the manifest says."""


def native_column(
    column: Column, values: pl.Series, rng: np.random.Generator, *, connector: str, fixed: bool, other_digits: float
) -> pl.Series:
    """The values as the register keeps them, under its column name.

    Text, numbers, codes and patterned dates become text; what the store has a type for keeps it, unless the digits are
    Arabic ones.
    """
    found = _written(column, values, rng, connector).alias(column.column)
    if column.digits == "arabic":
        texts = native_text(found)
        found = texts.to_frame().select(faults.in_arabic_digits(pl.col(column.column))).to_series()
    if not fixed and found.dtype == pl.String and (column.type in ("number", "phone") or column.format):
        found = faults.in_other_digits(rng, found, other_digits)
    return found if fixed else _marked(column, found, rng)


def _written(column: Column, values: pl.Series, rng: np.random.Generator, connector: str) -> pl.Series:
    match column.type:
        case "code":
            return _inverted(column, values.cast(pl.String), rng)
        case "boolean":
            return _boolean(column, values.cast(pl.Boolean), rng, connector)
        case "date":
            day = values.cast(pl.Date)
            return day.dt.strftime(column.format) if column.format else day
        case "datetime":
            instant = values.cast(pl.Datetime("us"))
            return instant.dt.strftime(column.format) if column.format else instant
        case "integer":
            return values.cast(pl.Int64)
        case "decimal":
            return values.cast(pl.Float64)
        case "money":
            return values.cast(pl.Int64) if column.minor else _major(values.cast(pl.Int64))
        case _:
            return values.cast(pl.String)


def _inverted(column: Column, codes: pl.Series, rng: np.random.Generator) -> pl.Series:
    """Native values for codes; where several stand for one code, rows get one or the other."""
    if not column.values:
        return codes
    natives: dict[str, list[str]] = {}
    for native, code in column.values.items():
        natives.setdefault(code, []).append(native)
    if strange := sorted(set(codes.drop_nulls().unique()) - set(natives)):
        raise NativeValueError(f"column {column.column}: no native value for code {', '.join(strange[:5])}")
    most = max(map(len, natives.values()))
    drawn = rng.integers(0, most, len(codes)) if most > 1 else np.zeros(len(codes), dtype=np.int64)
    chosen = pl.lit(None, dtype=pl.String)
    for place in range(most):
        row = {code: some[place % len(some)] for code, some in natives.items()}
        mapped = codes.replace_strict(row, default=None, return_dtype=pl.String)
        chosen = pl.when(pl.Series(drawn == place)).then(mapped).otherwise(chosen)
    return pl.select(chosen).to_series()


def _boolean(column: Column, values: pl.Series, rng: np.random.Generator, connector: str) -> pl.Series:
    if column.values:
        return _inverted(column, values.cast(pl.String), rng)
    return values.cast(pl.Int64) if connector == "csv" else values


def _major(minor: pl.Series) -> pl.Series:
    """Minor units as an exact decimal of the major unit."""
    frame = pl.DataFrame({"v": minor})
    v = pl.col("v")
    text = pl.concat_str(
        pl.when(v < 0).then(pl.lit("-")).otherwise(pl.lit("")),
        (v.abs() // 100).cast(pl.String),
        pl.lit("."),
        (v.abs() % 100).cast(pl.String).str.zfill(2),
    )
    return frame.select(text.cast(pl.Decimal(18, 2))).to_series()


def _marked(column: Column, found: pl.Series, rng: np.random.Generator) -> pl.Series:
    """Most empty cells hold one of the register's own marks for nothing, where it has such marks."""
    if not column.nulls or not found.null_count() or found.dtype != pl.String:
        return found
    marks = pl.Series(list(column.nulls)).gather(rng.integers(0, len(column.nulls), len(found)))
    marked = pl.Series(rng.random(len(found)) < 0.7)
    return pl.select(pl.when(found.is_null() & marked).then(marks).otherwise(found)).to_series().alias(found.name)


def native_text(values: pl.Series) -> pl.Series:
    """Values as the platform will see them as text. Keys are text, whole numbers or dates: the same in every store."""
    if values.dtype == pl.Float64:
        whole = values.cast(pl.Int64, strict=False)
        return pl.select(
            pl.when(values == whole).then(whole.cast(pl.String)).otherwise(values.cast(pl.String))
        ).to_series()
    return values.cast(pl.String).alias(values.name)


def encodable(values: pl.Series, encoding: str) -> pl.Series:
    """Text in letters that the encoding has: Latin digits for Arabic ones, the bare letter for a decorated one.

    Raises NativeValueError where there is no such letter.

    >>> encodable(pl.Series(["٢٦ يوليو"]), "cp1256")[0]
    '26 يوليو'
    """
    if values.dtype != pl.String or encoding.lower().replace("-", "") == "utf8":
        return values
    letters = sorted(set("".join(values.drop_nulls().unique().to_list())))
    lacking = [letter for letter in letters if not _fits(letter, encoding)]
    nearest = {letter: _nearest(letter, encoding) for letter in lacking}
    if lost := [letter for letter, other in nearest.items() if not other]:
        raise NativeValueError(
            f"column {values.name}: {encoding} has no letter for {' '.join(lost)}; write it as utf-8"
        )
    return values.str.replace_many(lacking, list(nearest.values())) if lacking else values


def _fits(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _nearest(letter: str, encoding: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.digit(letter))
    return next((part for part in unicodedata.normalize("NFKD", letter) if _fits(part, encoding)), "")
