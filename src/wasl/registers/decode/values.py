"""One value at a time: what a picture shows."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial

from wasl.core.text import Text
from wasl.registers.decode import numerals, problems
from wasl.registers.decode.formats import date_pattern
from wasl.registers.decode.texts import LIMIT, REPLACEMENT, clean, latin, native_text, normal
from wasl.registers.manifest import Column

TRUE = frozenset({"1", "true", "t", "yes", "y"})
FALSE = frozenset({"0", "false", "f", "no", "n"})
MINOR_DIGITS = 2
"""Digits of the minor unit of most currencies; a pack whose currency has others says so to `decoder`."""

MOST_REMEMBERED = 500


@dataclass(slots=True)
class Value:
    """What the register holds, what it means, and what is wrong with it, if anything.

    `raw` is the text as found (cut when enormous); `value` is canonical (see the block's decode package) or None.
    """

    raw: str | None
    value: object
    problem: Text | None = None


Decoder = Callable[[object], Value]
_Meaning = tuple[object, Text | None]
_Reader = Callable[[str], _Meaning]


def decoder(column: Column, *, codes: Collection[str] | None = None, minor_digits: int = MINOR_DIGITS) -> Decoder:
    """How this column's values are read. `codes`: the codes of the column's list; None = any code is known.

    Raises UnknownDirectiveError for a date format that cannot be read.
    """
    reader = _reader(column, codes, minor_digits)
    nulls = frozenset({"", *map(clean, column.nulls)})

    def decode(native: object) -> Value:
        if native is None:
            return Value(None, None)
        text: str = native if type(native) is str else native_text(native)  # type: ignore[assignment]  # only None has none
        if len(text) > LIMIT:
            return _cut(text, nulls, reader)
        cleaned = text.strip() if text.isprintable() else clean(text)
        if cleaned in nulls:
            return Value(text, None)
        value, problem = reader(cleaned)
        return Value(text, value, problems.BROKEN if REPLACEMENT in cleaned else problem)

    return _remembering(decode) if column.type in {"code", "boolean"} else decode


def _remembering(decode: Decoder) -> Decoder:
    """Codes are few: each is read once. Nothing that tells one person from another is kept."""
    seen: dict[object, Value] = {}

    def remembered(native: object) -> Value:
        value = seen.get(native)
        if value is None:
            value = decode(native)
            if len(seen) < MOST_REMEMBERED and value.problem is None:
                seen[native] = value
        return Value(value.raw, value.value, value.problem)

    return remembered


def _cut(text: str, nulls: frozenset[str], reader: _Reader) -> Value:
    text = text[:LIMIT]
    cleaned = clean(text)
    return Value(text, None if cleaned in nulls else reader(cleaned)[0], problems.CUT)


def _reader(column: Column, codes: Collection[str] | None, minor_digits: int) -> _Reader:
    match column.type:
        case "number" | "phone":
            return _digits
        case "integer":
            return _integer
        case "decimal":
            return _decimal
        case "money":
            return partial(_money, already_minor=column.minor, digits=minor_digits)
        case "date":
            return _dates(column.format)
        case "datetime":
            return _instants(column.format)
        case "boolean":
            return partial(_boolean, values=clean_keys(column.values))
        case "code":
            return partial(_code, values=clean_keys(column.values), codes=None if codes is None else frozenset(codes))
        case _:
            return _text


def clean_keys(values: dict[str, str]) -> dict[str, str]:
    """A value map as it is compared: keys without marks and blanks at the ends."""
    return {clean(key): value for key, value in values.items()}


def _text(text: str) -> _Meaning:
    return text, None


def _digits(text: str) -> _Meaning:
    return normal(text) or None, None


def _integer(text: str) -> _Meaning:
    value = numerals.integer(latin(text))
    return value, problems.NOT_A_NUMBER if value is None else None


def _decimal(text: str) -> _Meaning:
    value = numerals.decimal(latin(text))
    return value, problems.NOT_A_DECIMAL if value is None else None


def _money(text: str, *, already_minor: bool, digits: int) -> _Meaning:
    value = numerals.minor_units(latin(text), already_minor=already_minor, digits=digits)
    return value, problems.NOT_MONEY if value is None else None


def _code(text: str, *, values: dict[str, str], codes: frozenset[str] | None) -> _Meaning:
    found = values.get(text) if values else text
    if found is None or (codes is not None and found not in codes):
        return None, problems.UNKNOWN_CODE
    return found, None


def _boolean(text: str, *, values: dict[str, str]) -> _Meaning:
    word = values.get(text, "") if values else latin(text).lower()
    if word in TRUE:
        return True, None
    return (False, None) if word in FALSE else (None, problems.NOT_A_BOOLEAN)


def _dates(pattern: str | None) -> _Reader:
    """A real date arrives as ISO text, also where a format is declared: the store may have been mended meanwhile."""
    patterns = [date_pattern(pattern).compiled, date_pattern(None).compiled]

    def read(text: str) -> _Meaning:
        written = latin(text)
        for compiled in patterns:
            if (found := compiled.match(written)) and (value := _date(found)):
                return value, None
        return None, problems.NOT_A_DATE

    return read


def _instants(pattern: str | None) -> _Reader:
    patterns = [date_pattern(given, instant=True).compiled for given in (pattern, None)]

    def read(text: str) -> _Meaning:
        written = latin(text)
        for compiled in patterns:
            if (found := compiled.match(written)) and (value := _instant(found)):
                return value, None
        return None, problems.NOT_AN_INSTANT

    return read


def _date(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    year = int(parts["year"]) if "year" in parts else full_year(int(parts.get("short_year", "0")))
    try:
        return date(year, int(parts.get("month", "1")), int(parts.get("day", "1")))
    except ValueError:
        return None


def full_year(short: int) -> int:
    """The century that POSIX gives to a year of two digits."""
    return short + (1900 if short >= 69 else 2000)


def _instant(found: re.Match[str]) -> datetime | None:
    """Without a zone the text is taken as UTC."""
    if (day := _date(found)) is None:
        return None
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    micro = int((parts.get("fraction") or "0").ljust(6, "0")[:6])
    try:
        local = datetime(day.year, day.month, day.day, hour, minute, second, micro, tzinfo=_zone(parts.get("zone")))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone:
    if not text or text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:] if len(text) > 3 else 0)
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
