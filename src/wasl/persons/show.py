"""Canonical values as people read them, in Arabic and in English."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal

from wasl.core.text import Text
from wasl.country.api import pack
from wasl.registers.api import Column

YES = Text(ar="نعم", en="Yes")
NO = Text(ar="لا", en="No")
_REMEMBERED = 50_000

Formatter = Callable[[object], Text | None]


def formatter(column: Column) -> Formatter:
    """How the canonical values of a column are written; None stays None."""
    if column.type == "code":
        return _code_formatter(column.codes)
    return _BY_TYPE.get(column.type, plain)


def plain(value: object) -> Text | None:
    """Words of the register itself: the same in both languages."""
    text = "" if value is None else str(value).strip()
    return Text.model_construct(ar=text, en=text) if text else None


def show_date(value: object) -> Text | None:
    """
    >>> show_date(date(2026, 3, 2))
    Text(ar='٢ مارس ٢٠٢٦', en='2 March 2026')
    """
    return _date(value) if isinstance(value, date) else plain(value)


def show_code(value: object, codes: str) -> Text | None:
    """The code list's words for a code."""
    return _code_formatter(codes)(value)


def show_boolean(value: object) -> Text | None:
    return None if value is None else YES if value else NO


@lru_cache(_REMEMBERED)
def _date(value: date) -> Text:
    ar, en = (
        f"{value.day} {locale.months['format']['wide'][value.month]} {value.year}" for locale in (_arabic(), _english())
    )
    return Text(ar=_arabic_digits(ar), en=en)


def _datetime(value: object) -> Text | None:
    if not isinstance(value, datetime):
        return plain(value)
    local = value.replace(tzinfo=value.tzinfo or UTC).astimezone(ZoneInfo(pack().timezone))
    day = _date(local.date())
    return Text(ar=f"{day.ar}، {_arabic_digits(f'{local:%H:%M}')}", en=f"{day.en}, {local:%H:%M}")


@lru_cache(_REMEMBERED)
def show_integer(value: object) -> Text | None:
    """Without separators: many whole numbers are years, grades and counts."""
    return None if value is None else Text(ar=_arabic_digits(str(value)), en=str(value))


@lru_cache(_REMEMBERED)
def _decimal(value: object) -> Text | None:
    if not isinstance(value, Decimal | float | int):
        return plain(value)
    return Text(
        ar=_arabic_digits(format_decimal(value, locale=_arabic(), numbering_system="default")),
        en=format_decimal(value, locale=_english()),
    )


@lru_cache(_REMEMBERED)
def _money(value: object) -> Text | None:
    """Minor units of the country's currency."""
    if not isinstance(value, int):
        return plain(value)
    currency = pack().currency
    amount = Decimal(value).scaleb(-currency.minor_digits)
    return Text(
        ar=_arabic_digits(format_currency(amount, currency.code, locale=_arabic(), numbering_system="default")),
        en=format_currency(amount, currency.code, "¤¤ #,##0.00", locale=_english()),
    )


@lru_cache(256)
def _code_formatter(codes: str | None) -> Formatter:
    def show(value: object) -> Text | None:
        labels = pack().code_lists.get(codes or "", {})
        return labels.get(str(value)) or plain(value)

    return show


@lru_cache(1)
def _arabic() -> Locale:
    return _locale("ar")


@lru_cache(1)
def _english() -> Locale:
    return Locale("en")


def _locale(language: str) -> Locale:
    """The language as the country writes it."""
    try:
        return Locale(language, pack().code.upper())
    except UnknownLocaleError:
        return Locale(language)


_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def _arabic_digits(text: str) -> str:
    return text.translate(_ARABIC_DIGITS)


_BY_TYPE: dict[str, Formatter] = {
    "date": show_date,
    "datetime": _datetime,
    "integer": show_integer,
    "decimal": _decimal,
    "money": _money,
    "boolean": show_boolean,
}
