"""Canonical values to native ones: the exact way back of what `values` reads.

Nothing is written that would be read as something else: every text is read again before it is given out.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Protocol

from wasl.core.digits import arabic_digits
from wasl.core.text import Text
from wasl.registers.decode import problems
from wasl.registers.decode.formats import written_date
from wasl.registers.decode.texts import clean, normal
from wasl.registers.decode.values import FALSE, MINOR_DIGITS, TRUE, decoder
from wasl.registers.manifest import Column

IN_DIGITS = frozenset({"number", "phone", "integer", "decimal", "money", "date", "datetime"})
"""Types that are read alike in Latin and Arabic digits; a text and a code are read as they stand."""

MIDNIGHT = time(0)


class Unwritable(ValueError):  # noqa: N818  a state of the value
    """A value that the column cannot say. `why` does not repeat the value."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


class Encoder(Protocol):
    """Native text of a canonical value; None for nothing. `typed`: the store has a type for what the column means, so
    that neither pattern nor Arabic digits stand there. Raises Unwritable."""

    def __call__(self, value: object, *, typed: bool = False) -> str | None: ...


def encoder(column: Column, *, codes: Collection[str] | None = None, minor_digits: int = MINOR_DIGITS) -> Encoder:
    """How this column's values are written."""
    decode = decoder(column, codes=codes, minor_digits=minor_digits)
    write = _writer(column, minor_digits)

    def encode(value: object, *, typed: bool = False) -> str | None:
        if (meant := canonical(column, value)) is None:
            return None
        text = write(meant, typed)
        if column.digits == "arabic" and not typed and column.type in IN_DIGITS:
            text = arabic_digits(text)
        found = decode(text)
        if found.problem is not None or found.value != meant:
            raise Unwritable(found.problem or problems.READ_OTHERWISE)
        return text

    return encode


def canonical(column: Column, value: object) -> object:
    """A value as reading would give it: texts without marks and blanks at the ends; None for nothing.

    Raises Unwritable where the value is of another type than the column means.
    """
    if value is None:
        return None
    if column.type in _MEANT and (meant := _MEANT[column.type](value)) is not None:
        return None if meant == "" else meant
    raise Unwritable(problems.ANOTHER_TYPE)


def _words(value: object) -> object:
    return clean(value) if isinstance(value, str) else None


def _digits(value: object) -> object:
    return normal(clean(value)) if isinstance(value, str) else None


def _whole(value: object) -> object:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _decimal(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return exact if exact.is_finite() else None


def _day(value: object) -> object:
    """An instant says a day only where it is the day's beginning: that is how conditions know days."""
    if not isinstance(value, datetime):
        return value if isinstance(value, date) else None
    instant = value.astimezone(UTC) if value.utcoffset() is not None else None
    return instant.date() if instant and instant.time() == MIDNIGHT else None


def _instant(value: object) -> object:
    if not isinstance(value, datetime) or value.utcoffset() is None:
        return None
    return value.astimezone(UTC)


def _yes_no(value: object) -> object:
    return value if isinstance(value, bool) else None


_MEANT: dict[str, Callable[[object], object]] = {
    "text": _words,
    "code": _words,
    "number": _digits,
    "phone": _digits,
    "integer": _whole,
    "money": _whole,
    "decimal": _decimal,
    "date": _day,
    "datetime": _instant,
    "boolean": _yes_no,
}

_Writer = Callable[[object, bool], str]


def _writer(column: Column, minor_digits: int) -> _Writer:
    match column.type:
        case "money":
            digits = 0 if column.minor else minor_digits
            return lambda value, _: _major(int(str(value)), digits)
        case "decimal":
            return lambda value, _: format(value, "f")
        case "date" | "datetime":
            return lambda value, typed: _dated(value, None if typed else column.format)
        case "boolean":
            return lambda value, _: _said(column, bool(value))
        case "code":
            return lambda value, _: _coded(column, str(value))
        case _:
            return lambda value, _: str(value)


def _major(minor: int, digits: int) -> str:
    """
    >>> _major(-5, 2), _major(1200, 0)
    ('-0.05', '1200')
    """
    whole, part = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{part:0{digits}}" if digits else f"{sign}{whole}"


def _dated(value: object, pattern: str | None) -> str:
    assert isinstance(value, date)  # noqa: S101  canonical() gave it
    return written_date(value, pattern)


def _said(column: Column, value: bool) -> str:
    if not column.values:
        return "1" if value else "0"
    words = TRUE if value else FALSE
    return _first(native for native, meaning in column.values.items() if meaning in words)


def _coded(column: Column, code: str) -> str:
    if not column.values:
        return code
    return _first(native for native, meaning in column.values.items() if meaning == code)


def _first(natives: Iterable[str]) -> str:
    """Where a register writes one thing in several ways, the way that its manifest names first."""
    found = next(iter(natives), None)
    if found is None:
        raise Unwritable(problems.UNKNOWN_CODE)
    return found
