"""Sums of money as the country writes them."""

import pytest
from django.template import Context, Template
from django.utils import translation

from wasl.country.api import sum_of_money


@pytest.mark.parametrize(
    ("amount", "arabic", "english"),
    [
        (123450, "١٬٢٣٤٫٥٠", "EGP\xa01,234.50"),
        (5, "٠٫٠٥", "EGP\xa00.05"),
        (0, "٠٫٠٠", "EGP\xa00.00"),
        (-5000, "-٥٠٫٠٠", "-EGP\xa050.00"),
    ],
)
def test_a_sum_is_written_in_both_languages(amount: int, arabic: str, english: str) -> None:
    written = sum_of_money(amount)
    assert written.ar.partition("\xa0")[0] == arabic
    assert "ج.م" in written.ar
    assert written.en == english


@pytest.mark.parametrize(("language", "told"), [("en", "EGP\xa050.00"), ("ar", "٥٠٫٠٠")])
def test_a_template_writes_it_in_the_language_of_the_page(language: str, told: str) -> None:
    with translation.override(language):
        assert Template("{{ amount|money }}").render(Context({"amount": 5000})).startswith(told)
