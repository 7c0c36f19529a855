"""Filters for pages about linking quality: the engine's words and figures as people read them."""

from django import template
from django.utils.translation import get_language

from wasl.core.conf import settings
from wasl.core.digits import arabic_digits
from wasl.core.text import Text
from wasl.persons import quality_words as words
from wasl.persons.fairness import Certainty, Flag, Group
from wasl.persons.oddities import Kind
from wasl.registers import api as registers

register = template.Library()


def _written(text: str) -> str:
    english = (get_language() or "ar").startswith("en")
    return text if english else arabic_digits(text).replace(",", "٬").replace(".", "٫").replace("%", "٪")


@register.simple_tag
def fewest() -> int:
    """The least count that is shown."""
    return settings().fewest


@register.filter
def share(value: float) -> str:
    """0.99997 as 99.99%. What falls short of all is never rounded up to it."""
    shown = min(value, 0.9999) if value < 1 else value
    return _written(f"{100 * shown:.2f}".rstrip("0").rstrip(".") + "%")


@register.filter
def points(value: float) -> str:
    """A difference of shares in percentage points."""
    return _written(f"{100 * value:.1f}")


@register.filter
def bits(value: float) -> str:
    """With its sign, which is what matters: +7.6, −5.1."""
    return _written(f"{value:+.1f}".replace("-", "−"))


@register.filter
def field(name: str) -> Text:
    return words.field_name(name)


@register.filter
def level(name: str) -> Text:
    return words.level_name(name)


@register.filter
def fact(name: str) -> Text:
    return words.fact_name(name)


@register.filter
def facts(reason: str) -> list[Text]:
    """A reason line, fact by fact."""
    return [words.fact_name(part) for part in reason.split("; ")]


@register.filter
def cause(name: str) -> Text:
    return words.CAUSES.get(name, Text(ar=name, en=name))


@register.filter
def method(name: str) -> Text:
    return words.METHODS.get(name, Text(ar=name, en=name))


@register.filter
def strange(kind: Kind) -> Text:
    return words.STRANGE[kind]


@register.filter
def people(group: Group) -> Text:
    """Of whom a figure speaks."""
    return words.group_name(group.dimension, group.code)


@register.filter
def register_name(register_id: str) -> Text:
    """A register's name, or its id where the pack no longer has it."""
    known = registers.catalogue().manifests.get(register_id)
    return known.name if known else Text(ar=register_id, en=register_id)


@register.filter
def telling(flags: list[Flag]) -> list[Flag]:
    """Those of groups large enough to say something of."""
    return [flag for flag in flags if flag.certainty is not Certainty.TOO_FEW]


@register.filter
def too_few(flags: list[Flag]) -> list[Flag]:
    return [flag for flag in flags if flag.certainty is Certainty.TOO_FEW]
