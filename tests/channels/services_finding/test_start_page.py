"""Before somebody begins a service they know what it is, who may, what it costs, what is needed and who helps."""

import html
import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from wasl.catalogue.api import Definition, publish


def page_of(client: Client, slug: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", client.get(f"/services/{slug}/").content.decode()))


def test_each_condition_stands_there_with_its_law(english: Client) -> None:
    page = page_of(english, "vehicle-licence-renewal")
    assert "The engine is under 2030 cc" in page
    assert "Terms of the service on the Digital Egypt portal" in page
    assert "You may appeal them first." in page  # for whom it is not


def test_a_condition_that_nobody_confirmed_says_so(english: Client) -> None:
    page = page_of(english, "social-housing")
    rule = page[page.index("You own no home") :]
    assert "not yet confirmed" in rule[: rule.index("</li>")]
    assert "The agency has not yet confirmed what this page says." in page


def test_the_lines_of_the_fee_stand_there_with_what_depends_on_answers(english: Client) -> None:
    page = page_of(english, "vehicle-licence-renewal")
    assert "Renewal of the licence: <b>EGP\xa0250.00</b>" in page.replace("EGP 250.00", "EGP\xa0250.00")
    assert "Unpaid fines: <b>depends on your answers</b>" in page
    assert "demonstration" in page


def test_only_fees_that_hold_today_are_shown(english: Client, offered: dict[str, Definition]) -> None:
    housing = offered["social-housing"]
    (fee,) = housing.rules.fees["application"]
    ended = fee.model_copy(update={"to": fee.from_})
    rules = housing.rules.model_copy(update={"fees": {"application": (ended,)}})
    publish(housing.model_copy(update={"rules": rules}))
    page = page_of(english, "social-housing")
    assert "<dd>Free" in page
    assert "What it costs" not in page


def test_what_is_asked_is_told_apart_from_what_registers_know(english: Client) -> None:
    page = page_of(english, "vehicle-licence-renewal")
    asked, known = page.split("What the state knows already")
    assert "Number of the compulsory insurance" in asked
    assert "Do you pay the fines together with the renewal? <span" in asked  # only some people
    assert "Registers answer 10 of 12 questions." in known
    assert "Vehicle register" in known
    assert "Chassis number" in known


def test_papers_to_attach_are_named(english: Client) -> None:
    page = page_of(english, "social-housing")
    assert "Proof of income" in page[page.index("Papers to attach") :]


def test_doors_those_who_may_act_and_the_law_are_told(english: Client) -> None:
    page = page_of(english, "vehicle-licence-renewal")
    for text in ("At a counter", "Somebody who has a mandate", "Law 66 of 1973 on traffic", "tel:"):
        assert text in page
    assert "good for 12 months" in page


def test_arabic_figures_and_plurals(arabic: Client) -> None:
    page = page_of(arabic, "vehicle-licence-renewal")
    assert "خلال ١٠ أيام عمل" in page
    assert "٢٥٠٫٠٠" in page
    assert "صالحة ١٢ شهرًا" in page


def test_the_button_to_start_stands_where_services_can_be_begun(english: Client) -> None:
    try:
        begin = reverse("service-begin", args=["social-housing"])
    except NoReverseMatch:
        assert "Start now" not in page_of(english, "social-housing")
    else:
        assert f'action="{begin}"' in page_of(english, "social-housing")


@pytest.mark.parametrize("slug", ["birth-certificate", "vehicle-fines-inquiry", "postal-code"])
def test_every_kind_of_service_has_a_start_page_in_both_languages(arabic: Client, english: Client, slug: str) -> None:
    assert "<h1>" in page_of(arabic, slug)
    assert "<h1>" in page_of(english, slug)
