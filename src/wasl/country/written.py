"""How the country writes sums of money: a filter of every template."""

from django import template
from django.utils.translation import get_language

from wasl.country.api import sum_of_money

register = template.Library()


@register.filter
def money(amount: int) -> str:
    """Minor units of the country's currency, in the page's language: 123450 as EGP 1,234.50 or ١٬٢٣٤٫٥٠ ج.م."""
    return sum_of_money(amount).in_language(get_language() or "ar")
