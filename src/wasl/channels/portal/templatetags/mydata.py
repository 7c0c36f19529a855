"""What the citizen's pages call sections, agencies, answers and months."""

from datetime import datetime

from babel.dates import format_date
from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wasl.core.digits import arabic_digits
from wasl.core.templatetags.kit import say
from wasl.core.text import Text
from wasl.country.api import pack

register = template.Library()


@register.filter
def section_name(slug: str) -> str:
    section = pack().sections.get(slug)
    return say(section.name) if section else slug


@register.filter
def agency_name(slug: str) -> str:
    return say(pack().agencies.get(slug)) or slug


@register.filter
def answer_name(answer: str) -> str:
    """What was said to an agreement."""
    names = {
        "given": _("you agreed"),
        "refused": _("you said no"),
        "withdrawn": _("you took it back"),
        "replaced": _("replaced by a newer text"),
    }
    return names.get(str(answer), str(answer))


@register.filter
def month_name(value: datetime) -> str:
    """October 2026."""
    english = (get_language() or "ar").startswith("en")
    shown = format_date(value, format="MMMM y", locale="en_GB" if english else "ar")
    return shown if english else arabic_digits(shown)


@register.filter
def either(said: dict[str, str]) -> str:
    """Words kept as {ar, en}."""
    return say(Text(**said))
