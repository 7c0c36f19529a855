"""The page kit's tags: bilingual texts, numbers and dates as the page's language writes them."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent
from django import template
from django.utils import timezone
from django.utils.translation import get_language

from wasl.core.digits import arabic_digits
from wasl.core.text import Text

register = template.Library()


def _english() -> bool:
    return (get_language() or "ar").startswith("en")


def _locale() -> str:
    return "en_GB" if _english() else "ar"


def _written(text: str) -> str:
    """Digits as the page's reader writes them; whatever Babel's data prefer for the language."""
    return text if _english() else arabic_digits(text).replace(",", "٬").replace(".", "٫").replace("%", "٪")


@register.filter
def say(text: Text | None) -> str:
    """A bilingual text in the page's language; nothing for none."""
    return text.in_language(get_language() or "ar") if text else ""


@register.filter
def count(number: float) -> str:
    """1234567 as 1,234,567 or ١٬٢٣٤٬٥٦٧."""
    return _written(format_decimal(number, locale="en_GB"))


@register.filter
def whole(number: float) -> str:
    """To the nearest whole number; less than one half is still one."""
    return count(max(1, round(number)))


@register.filter
def tenths(number: float) -> str:
    """With one decimal place; two significant digits where it is less than one."""
    return _written(format_decimal(number, format="#,##0.0" if number >= 1 else "@@", locale="en_GB"))


@register.filter
def percent(share: float) -> str:
    """0.9981 as 99.8%. What falls short of all is never rounded up to 100%."""
    shown = min(share, 0.999) if share < 1 else share
    return _written(format_percent(shown, format="#,##0.#%", locale="en_GB"))


@register.filter
def day(value: date) -> str:
    """A date in words: 4 November 2026."""
    shown = format_date(value, format="d MMMM y", locale=_locale())
    return shown if _english() else arabic_digits(shown)


@register.filter
def moment(value: datetime) -> str:
    """An instant in the country's time zone."""
    zone = timezone.get_current_timezone()
    shown = format_datetime(value, "d MMMM y, HH:mm", tzinfo=zone, locale=_locale())
    return shown if _english() else arabic_digits(shown).replace(",", "،")


@register.filter
def ago(value: datetime) -> str:
    """How long ago, in words."""
    shown = format_timedelta(value - timezone.now(), add_direction=True, locale=_locale())
    return shown if _english() else arabic_digits(shown)
