"""How the country writes sums of money: a filter of every template."""

from decimal import Decimal

from babel.numbers import format_currency
from django import template
from django.utils.translation import get_language

from wasl.core.digits import arabic_digits
from wasl.core.text import Text
from wasl.country.api import pack

register = template.Library()


@register.filter
def money(amount: int) -> str:
    """Minor units of the country's currency, in the page's language: 123450 as EGP 1,234.50 or ١٬٢٣٤٫٥٠ ج.م."""
    return sum_of_money(amount).in_language(get_language() or "ar")


def sum_of_money(amount: int) -> Text:
    """The same in both languages."""
    currency = pack().currency
    value = Decimal(amount).scaleb(-currency.minor_digits)
    number = "#,##0" + ("." + "0" * currency.minor_digits if currency.minor_digits else "")
    arabic = format_currency(value, currency.code, f"{number}\xa0¤", locale="ar", currency_digits=False)
    english = format_currency(value, currency.code, f"¤¤\xa0{number}", locale="en_GB", currency_digits=False)
    figures, _, name = arabic.partition("\xa0")
    return Text(ar=f"{_arabic(figures)}\xa0{name}", en=english)


def _arabic(figures: str) -> str:
    return arabic_digits(figures).replace(",", "٬").replace(".", "٫")
