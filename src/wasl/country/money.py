"""Sums of money in words."""

from decimal import Decimal

from babel.numbers import format_currency

from wasl.core.digits import arabic_digits
from wasl.core.text import Text
from wasl.country.model import Currency


def written_sum(amount: int, currency: Currency) -> Text:
    """Minor units in both languages: 123450 as EGP 1,234.50 and ١٬٢٣٤٫٥٠ ج.م."""
    value = Decimal(amount).scaleb(-currency.minor_digits)
    number = "#,##0" + ("." + "0" * currency.minor_digits if currency.minor_digits else "")
    arabic = format_currency(value, currency.code, f"{number}\xa0¤", locale="ar", currency_digits=False)
    english = format_currency(value, currency.code, f"¤¤\xa0{number}", locale="en_GB", currency_digits=False)
    figures, _, name = arabic.partition("\xa0")
    return Text(ar=f"{_arabic(figures)}\xa0{name}", en=english)


def _arabic(figures: str) -> str:
    return arabic_digits(figures).replace(",", "٬").replace(".", "٫")
