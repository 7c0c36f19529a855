"""The page kit's tags: bilingual texts, numbers and dates as the page's language writes them."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent
from django import template
from django.utils import timezone
from django.utils.translation import get_language

from wasl.core.text import Text

register = template.Library()


def locale() -> str:
    """Babel's name of the page's language. Numbers stay Latin, as on government sites, so that they can be copied."""
    return "en_GB" if (get_language() or "ar").startswith("en") else "ar@numbers=latn"


@register.filter
def say(text: Text) -> str:
    """A bilingual text in the page's language."""
    return text.in_language(get_language() or "ar")


@register.filter
def count(number: float) -> str:
    """1234567 as 1,234,567."""
    return format_decimal(number, locale="en_GB")


@register.filter
def percent(share: float) -> str:
    """0.9981 as 99.8%; anything short of all is never rounded up to 100%."""
    shown = min(share, 0.999) if share < 1 else share
    return format_percent(shown, format="#,##0.#%", locale="en_GB")


@register.filter
def day(value: date) -> str:
    """A date in words: 4 November 2026."""
    return format_date(value, format="d MMMM y", locale=locale())


@register.filter
def moment(value: datetime) -> str:
    """An instant in the country's time zone."""
    return format_datetime(
        value, "d MMMM y, HH:mm", tzinfo=timezone.get_current_timezone(), locale=locale()
    )


@register.filter
def ago(value: datetime) -> str:
    """How long ago, in words."""
    return format_timedelta(value - timezone.now(), add_direction=True, locale=locale())
