"""The text of a native value, and that text without marks, control characters and blanks at the ends."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

from wasl.core.digits import latin_digits, normalise_digits

LIMIT = 10_000
"""Characters of one cell that are read; the rest is cut and the cut is told."""

BLANKS = r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+"
"""Line ends and tabs: they part words, so each run becomes one space."""

MARKS = r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
"""Control characters, direction marks, byte order marks: they are dropped."""

REPLACEMENT = "\ufffd"
"""Stands where bytes were no text in the register's encoding."""

_BLANKS = re.compile(BLANKS)
_MARKS = re.compile(MARKS)


def native_text(value: object) -> str | None:
    """The text by which a value is known outside its store; keys are compared as such text.

    >>> native_text(7.0), native_text(date(2020, 1, 31)), native_text(Decimal("1.50"))
    ('7', '2020-01-31', '1.50')
    """
    if value is None or type(value) is str:
        return value
    return _WRITERS.get(type(value), _other)(value)


def _of_float(value: float) -> str:
    if value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return format(Decimal(repr(value)), "f") if value - value == 0 else repr(value)


def _of_bytes(value: bytes | bytearray | memoryview) -> str:
    return bytes(value).decode("utf-8", "replace")


def _of_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _other(value: object) -> str:
    return str(value)


_WRITERS: dict[type, Callable[..., str]] = {
    float: _of_float,
    bool: lambda value: "true" if value else "false",
    Decimal: lambda value: format(value, "f"),
    datetime: lambda value: value.isoformat(sep=" "),
    date: date.isoformat,
    time: time.isoformat,
    bytes: _of_bytes,
    bytearray: _of_bytes,
    memoryview: _of_bytes,
    dict: _of_json,
    list: _of_json,
}


class _EachLetter(dict[int, str]):
    """A table for str.translate that learns from a function that works letter by letter; many times faster than it."""

    def __init__(self, of: Callable[[str], str]) -> None:
        self._of = of

    def __missing__(self, letter: int) -> str:
        found = self[letter] = self._of(chr(letter))
        return found


_LATIN = _EachLetter(latin_digits)
_NORMAL = _EachLetter(normalise_digits)


def latin(text: str) -> str:
    """`latin_digits`, quicker."""
    return text if text.isascii() else text.translate(_LATIN)


def normal(text: str) -> str:
    """`normalise_digits`, quicker."""
    return text if text.isascii() and text.isalnum() else text.translate(_NORMAL)


def clean(text: str) -> str:
    """
    >>> clean("\\u200fسطر\\nآخر ")
    'سطر آخر'
    """
    if text.isprintable():  # the common case: all marks and controls are unprintable
        return text.strip()
    return _MARKS.sub("", _BLANKS.sub(" ", text)).strip()
