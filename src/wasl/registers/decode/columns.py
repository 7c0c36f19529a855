"""Whole columns at a time: what streaming to the linking engine needs. The same answers as `values`, in Polars."""

import sys
from collections.abc import Collection
from functools import lru_cache

import polars as pl

from wasl.core.digits import latin_digits, normalise_digits_expr
from wasl.registers.decode import numerals
from wasl.registers.decode.formats import DatePattern, date_pattern
from wasl.registers.decode.texts import BLANKS, LIMIT, MARKS, clean
from wasl.registers.decode.values import FALSE, MINOR_DIGITS, TRUE, clean_keys
from wasl.registers.manifest import Column


def decoded(
    column: Column, native: pl.Expr, *, codes: Collection[str] | None = None, minor_digits: int = MINOR_DIGITS
) -> pl.Expr:
    """The canonical values of a column of native text; null where a value cannot be read."""
    text = text_of(column, native)
    match column.type:
        case "number" | "phone":
            return _none_if_empty(normalise_digits_expr(text))
        case "integer":
            return _integer(latin(text))
        case "decimal":
            return _decimal(latin(text))
        case "money":
            return _money(latin(text), 0 if column.minor else minor_digits)
        case "date":
            return pl.coalesce(_date(latin(text), date_pattern(column.format)), _date(latin(text), date_pattern(None)))
        case "datetime":
            patterns = (date_pattern(column.format, instant=True), date_pattern(None, instant=True))
            return pl.coalesce(*(_instant(latin(text), pattern) for pattern in patterns))
        case "boolean":
            return _boolean(text, clean_keys(column.values))
        case "code":
            return _code(text, clean_keys(column.values), codes)
        case _:
            return text


def text_of(column: Column, native: pl.Expr) -> pl.Expr:
    """As found, without marks and blanks at the ends, cut at the limit; null where the register means nothing."""
    text = native.str.slice(0, LIMIT).str.replace_all(BLANKS, " ").str.replace_all(MARKS, "").str.strip_chars()
    nulls = sorted({clean(value) for value in column.nulls} | {""})
    return pl.when(~text.is_in(nulls)).then(text)


def latin(text: pl.Expr) -> pl.Expr:
    """`latin_digits` over a column."""
    return text.str.replace_many(*_digits())


@lru_cache(maxsize=1)
def _digits() -> tuple[list[str], list[str]]:
    found = [c for c in map(chr, range(128, sys.maxunicode + 1)) if c.isdecimal()]
    return found, [latin_digits(c) for c in found]


def _none_if_empty(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)


def _ungrouped(text: pl.Expr) -> pl.Expr:
    bare = text.str.replace_all(numerals.GROUPING, "")
    return pl.when(text.str.contains(numerals.GROUPED)).then(bare).otherwise(text)


def _integer(text: pl.Expr) -> pl.Expr:
    parts = _ungrouped(text).str.extract_groups(numerals.INTEGER).struct
    return pl.concat_str(parts.field("1"), parts.field("2")).cast(pl.Int64, strict=False)


def _parts(text: pl.Expr) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Sign, whole digits, digits after the point without zeros at the end; null where the text is no number."""
    parts = _ungrouped(text).str.extract_groups(numerals.DECIMAL).struct
    whole, after = parts.field("2"), parts.field("3").fill_null("")
    number = (whole != "") | (after != "")
    whole = pl.when(number).then(pl.when(whole == "").then(pl.lit("0")).otherwise(whole))
    return parts.field("1"), whole, after.str.strip_chars_end("0")


def _decimal(text: pl.Expr) -> pl.Expr:
    sign, whole, after = _parts(text)
    written = pl.concat_str(sign.str.replace("+", "", literal=True), whole, pl.lit("."), after.str.pad_end(1, "0"))
    fits = after.str.len_chars() <= numerals.SCALE
    return pl.when(fits).then(written).cast(pl.Decimal(38, numerals.SCALE), strict=False)


def _money(text: pl.Expr, digits: int) -> pl.Expr:
    sign, whole, after = _parts(text)
    written = pl.concat_str(sign, whole, after.str.pad_end(digits, "0"))
    fits = (after.str.len_chars() <= digits) & (whole.str.len_chars() <= 15)
    return pl.when(fits).then(written).cast(pl.Int64, strict=False)


def _code(text: pl.Expr, values: dict[str, str], codes: Collection[str] | None) -> pl.Expr:
    found = text.replace_strict(values, default=None, return_dtype=pl.String) if values else text
    return found if codes is None else pl.when(found.is_in(sorted(codes))).then(found)


def _boolean(text: pl.Expr, values: dict[str, str]) -> pl.Expr:
    mapped = text.replace_strict(values, default="", return_dtype=pl.String) if values else None
    word = latin(text).str.to_lowercase() if mapped is None else mapped
    truth = pl.when(word.is_in(sorted(TRUE))).then(True)
    return truth.when(word.is_in(sorted(FALSE))).then(False)


def _date(text: pl.Expr, pattern: DatePattern) -> pl.Expr:
    """By way of ISO text: there Polars gives null for a day that does not exist; from parts it would raise."""
    return _iso_day(text.str.extract_groups(pattern.expression), pattern).str.to_date("%Y-%m-%d", strict=False)


def _iso_day(parts: pl.Expr, pattern: DatePattern) -> pl.Expr:
    def field(name: str) -> pl.Expr:
        return parts.struct.field(name).str.zfill(2) if name in pattern.fields else pl.lit("01")

    year = parts.struct.field("year") if "year" in pattern.fields else _full_year(parts, pattern)
    year = pl.when(year != "0000").then(year)
    return pl.concat_str(year, field("month"), field("day"), separator="-")


def _full_year(parts: pl.Expr, pattern: DatePattern) -> pl.Expr:
    if "short_year" not in pattern.fields:
        return pl.lit("2000")
    short = parts.struct.field("short_year")
    return pl.when(short >= "69").then("19" + short).when(short < "69").then("20" + short)


def _instant(text: pl.Expr, pattern: DatePattern) -> pl.Expr:
    parts = text.str.extract_groups(pattern.expression)

    def field(name: str) -> pl.Expr:
        return parts.struct.field(name).fill_null("00").str.zfill(2) if name in pattern.fields else pl.lit("00")

    clock = pl.concat_str(field("hour"), field("minute"), field("second"), separator=":")
    whole = pl.concat_str(_iso_day(parts, pattern), clock, separator=" ")
    # the leap second :60 that Polars would take for the next minute is refused, as Python refuses it
    whole = pl.when(field("second") < "60").then(whole)
    local = whole.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    instant = local + _fraction(parts, pattern) - _offset(parts, pattern)
    return pl.when(instant.dt.year().is_between(1, 9999)).then(instant).dt.replace_time_zone("UTC")


def _fraction(parts: pl.Expr, pattern: DatePattern) -> pl.Expr:
    if "fraction" not in pattern.fields:
        return pl.duration()
    digits = parts.struct.field("fraction").fill_null("0").str.pad_end(6, "0").str.slice(0, 6)
    return pl.duration(microseconds=digits.cast(pl.Int64, strict=False))


def _offset(parts: pl.Expr, pattern: DatePattern) -> pl.Expr:
    if "zone" not in pattern.fields:
        return pl.duration()
    zone = parts.struct.field("zone").fill_null("Z").str.replace(":", "", literal=True)
    hours = zone.str.slice(1, 2).cast(pl.Int64, strict=False).fill_null(0)
    minutes = zone.str.slice(3, 2).cast(pl.Int64, strict=False).fill_null(0)
    sign = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    return pl.duration(minutes=sign * (hours * 60 + minutes))
