"""Dates written as text: a strftime pattern becomes a regular expression that Python and Polars read alike."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache

_FIELDS = {
    "Y": ("year", r"[0-9]{4}"),
    "y": ("short_year", r"[0-9]{2}"),
    "m": ("month", r"[0-9]{1,2}"),
    "d": ("day", r"[0-9]{1,2}"),
    "H": ("hour", r"[0-9]{1,2}"),
    "M": ("minute", r"[0-9]{1,2}"),
    "S": ("second", r"[0-9]{1,2}"),
    "f": ("fraction", r"[0-9]{1,9}"),
    "z": ("zone", r"Z|[+-][0-9]{2}:?[0-9]{2}"),
}
_WHOLE = {"T": "%H:%M:%S", "F": "%Y-%m-%d", "D": "%m/%d/%y"}

ISO_DATE = r"^(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?:[T ].*)?$"
ISO_DATETIME = (
    r"^(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[T ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?"
    r" ?(?P<zone>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$"
)


class UnknownDirectiveError(ValueError):
    """The pattern uses something that is not read here."""


@dataclass(frozen=True)
class DatePattern:
    """The expression as text (for Polars) and compiled (for Python), and the fields that it holds."""

    expression: str
    compiled: re.Pattern[str]
    fields: frozenset[str]


@lru_cache(maxsize=256)
def date_pattern(pattern: str | None, *, instant: bool = False) -> DatePattern:
    """None means ISO text or a real date. Raises UnknownDirectiveError.

    >>> date_pattern("%d/%m/%Y").compiled.match("3/12/1985")["day"]
    '3'
    """
    iso = ISO_DATETIME if instant else ISO_DATE
    expression = iso if pattern is None else f"^{_expression(pattern)}$"
    compiled = re.compile(expression)
    return DatePattern(expression, compiled, frozenset(compiled.groupindex))


def written_date(value: date, pattern: str | None) -> str:
    """A date, or an instant in UTC, as a pattern writes it; None means ISO text. Years have four digits, always.

    >>> written_date(date(985, 12, 3), "%d/%m/%Y"), written_date(datetime(2020, 1, 31, 9, 5, tzinfo=UTC), None)
    ('03/12/0985', '2020-01-31 09:05:00')
    """
    if pattern is None:
        return value.replace(tzinfo=None).isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    instant = value if isinstance(value, datetime) else datetime.combine(value, time(0), UTC)
    for short, whole in _WHOLE.items():
        pattern = pattern.replace(f"%{short}", whole)
    return re.sub(r"%(.)", lambda found: _WRITTEN[found[1]](instant), pattern)


_WRITTEN: dict[str, Callable[[datetime], str]] = {
    "Y": lambda value: f"{value.year:04}",
    "y": lambda value: f"{value.year % 100:02}",
    "m": lambda value: f"{value.month:02}",
    "d": lambda value: f"{value.day:02}",
    "H": lambda value: f"{value.hour:02}",
    "M": lambda value: f"{value.minute:02}",
    "S": lambda value: f"{value.second:02}",
    "f": lambda value: f"{value.microsecond:06}",
    "z": lambda _: "+0000",
}


def _expression(pattern: str) -> str:
    for short, whole in _WHOLE.items():
        pattern = pattern.replace(f"%{short}", whole)
    parts = re.findall(r"%.|[^%]+|%$", pattern)
    return "".join(_part(part, parts[place + 1 : place + 2]) for place, part in enumerate(parts))


def _part(part: str, following: list[str]) -> str:
    if not part.startswith("%"):
        return re.escape(part)
    if part[1:] not in _FIELDS:
        known = ", ".join(f"%{letter}" for letter in (*_FIELDS, *_WHOLE))
        raise UnknownDirectiveError(f"'{part}' is not read in a date's format; known: {known}")
    name, digits = _FIELDS[part[1:]]
    if following and following[0].startswith("%"):  # nothing parts the two: both have their full width
        digits = digits.replace("{1,2}", "{2}")
    return f"(?P<{name}>{digits})"
