"""Digits as people write them: Latin, Arabic-Indic or Persian, with spaces, dashes and invisible direction marks."""

import sys
import unicodedata
from functools import lru_cache

import polars as pl

KASHIDA = "\u0640"
MINUS = "\u2212"
_DROPPED_CATEGORIES = {"Zs", "Zl", "Zp", "Cf", "Pd"}  # spaces, invisible marks, dashes
_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_DROPPED = set("\t\n\r\v\f" + KASHIDA + MINUS)


def normalise_digits(text: str) -> str:
    """Every decimal digit in Latin, without spaces, dashes, kashida and invisible marks; all else untouched.

    >>> normalise_digits("٢ ٨٥۰۱-٠١")
    '2850101'
    >>> normalise_digits("12a")
    '12a'
    """
    if text.isascii() and text.isalnum():
        return text
    return "".join(map(_latin, text))


def latin_digits(text: str) -> str:
    """Every decimal digit in Latin; all else untouched.

    >>> latin_digits("١٢/٠٣/١٩٨٥")
    '12/03/1985'
    """
    return text if text.isascii() else "".join(_digit(c) or c for c in text)


def arabic_digits(text: str) -> str:
    """Every Latin digit in Arabic-Indic, for a reader of Arabic.

    >>> arabic_digits("1,234")
    '١,٢٣٤'
    """
    return text.translate(_ARABIC_INDIC)


def normalise_digits_expr(column: pl.Expr) -> pl.Expr:
    """`normalise_digits` over a column of text."""
    return column.str.replace_many(*_replacements())


def _latin(character: str) -> str:
    return "" if _is_dropped(character) else _digit(character) or character


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return "" if value is None else str(value)


def _is_dropped(character: str) -> bool:
    return character in _DROPPED or unicodedata.category(character) in _DROPPED_CATEGORIES


@lru_cache(maxsize=1)
def _replacements() -> tuple[list[str], list[str]]:
    """Every character that `normalise_digits` changes, and what it becomes: the same Unicode tables for both ways."""
    changed = [c for c in map(chr, range(sys.maxunicode + 1)) if not c.isalpha() and _latin(c) != c]
    return [*changed, KASHIDA], [*map(_latin, changed), ""]
