"""Terms in words."""

from datetime import timedelta

from babel.units import format_unit
from django import template
from django.utils.translation import get_language

from wasl.core.digits import arabic_digits
from wasl.core.text import Text

register = template.Library()


@register.filter
def hours(span: timedelta) -> str:
    """71 hours 59 minutes; hours are never made days of, as the law counts hours."""
    english = (get_language() or "ar").startswith("en")
    minutes = int(abs(span).total_seconds() // 60)
    parts = [(minutes // 60, "duration-hour"), (minutes % 60, "duration-minute")]
    locale = "en_GB" if english else "ar"
    said = [format_unit(number, unit, length="long", locale=locale) for number, unit in parts if number]
    if english:
        return " ".join(said) or "less than a minute"
    return arabic_digits(" و".join(said)) or "أقل من دقيقة"


@register.filter
def spoken(words: dict[str, str]) -> str:
    """Kept words ({ar, en}) in the page's language."""
    return Text(**words).in_language(get_language() or "ar")


@register.filter
def tone(strength: float) -> str:
    """Of the badge that shows a strength."""
    return "bad" if strength >= 5 else "warn" if strength >= 3 else "plain"
