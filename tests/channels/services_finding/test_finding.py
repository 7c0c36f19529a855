"""Anybody finds a service: by their own words, by what happened to them, by agency, in the list of all."""

import gzip

import pytest
from django.test import Client

from wasl.catalogue.api import Definition, Surroundings, publish_all
from wasl.catalogue.models import ServiceVersion, Stage
from wasl.country.api import pack

LIGHT = 15_000
"""Bytes of a page as they travel, its style sheets with it, its font without."""


def said(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize(
    "words", ["شهادة ميلاد", "شهاده ميلاد", "الشهاده الميلاد", "كمبيوتر ميلاد", "birth certificat"]
)
def test_a_service_is_found_however_it_is_spelled(arabic: Client, words: str) -> None:
    page = said(arabic, f"/services/?q={words}")
    results = page[page.index('class="found"') :]
    assert "/services/birth-certificate/" in results[: results.index("</li>")]


def test_a_result_tells_whose_it_is_what_it_costs_and_how_long_it_takes(english: Client) -> None:
    page = said(english, "/services/?q=renew car licence")
    assert "General Traffic Department" in page
    assert "EGP\xa0250.00 or more, by your answers" in page
    assert "within 10 working days" in page
    assert "demonstration" in page


def test_a_service_without_fee_and_term_is_free_and_answered_at_once(english: Client) -> None:
    page = said(english, "/services/?q=postal code")
    assert "<span>Free" in page
    assert "answered at once" in page


def test_nothing_found_says_what_to_do_next(english: Client) -> None:
    page = said(english, "/services/?q=qqqqqq")
    line = pack().profile.help_line
    assert line
    assert "We found no service for" in page
    assert 'href="#events"' in page
    assert 'href="#agencies"' in page
    assert f"tel:{line.number}" in page


def test_what_was_asked_is_told_again_as_text_alone(english: Client) -> None:
    page = said(english, "/services/?q=<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("words", ["", "   ", "\x00", "٪", "ء" * 5000])
def test_odd_words_break_nothing(arabic: Client, words: str) -> None:
    assert arabic.get("/services/", {"q": words}).status_code == 200


def test_a_life_event_brings_its_services(arabic: Client) -> None:
    page = said(arabic, "/services/for/child/")
    assert "<h1>مولود جديد</h1>" in page
    assert "/services/birth-certificate/" in page
    assert "/services/vehicle-licence-renewal/" not in page


def test_an_agency_has_its_services_together(english: Client) -> None:
    page = said(english, "/services/by/traffic/")
    assert "/services/vehicle-licence-renewal/" in page
    assert "/services/birth-certificate/" not in page


@pytest.mark.parametrize("address", ["/services/nothing/", "/services/for/nothing/", "/services/by/nothing/"])
def test_what_is_not_here_offers_to_search(english: Client, address: str) -> None:
    page = said(english, address, 404)
    assert 'role="search"' in page


def test_a_service_that_has_ended_is_not_here(english: Client) -> None:
    said(english, "/services/postal-code/")
    ServiceVersion.objects.filter(slug="postal-code").update(stage=Stage.ARCHIVED)
    said(english, "/services/postal-code/", 404)
    assert "/services/postal-code/" not in said(english, "/services/")


def test_every_service_stands_under_its_sector(english: Client, offered: dict[str, Definition]) -> None:
    page = said(english, "/services/")
    for one in offered.values():
        assert pack().sectors[one.service.sector].en in page
        assert f"/services/{one.slug}/" in page


def test_the_home_page_leads_with_services(english: Client) -> None:
    page = said(english, "/")
    assert page.index('role="search"') < page.index("/services/for/car/") < page.index("registers that agencies hold")


def test_a_platform_without_services_says_how_to_publish_them(db: None) -> None:
    assert "wasl services publish --all" in said(Client(), "/services/")
    said(Client(), "/")


@pytest.mark.parametrize("client", [Client(), Client(headers={"accept-language": "en"})], ids=["plain", "english"])
def test_arabic_comes_first(offered: dict[str, Definition], client: Client) -> None:
    assert '<html lang="ar" dir="rtl">' in said(client, "/services/")


def test_all_that_the_country_offers_is_published_once_and_its_pages_are_light(db: None, world: Surroundings) -> None:
    assert publish_all(world) == len(world.services)
    assert publish_all(world) == 0
    client = Client()
    styles = sum(
        len(gzip.compress(b"".join(client.get(f"/static/wasl/{name}.css"))))  # type: ignore[arg-type]
        for name in ("tokens", "kit", "services")
    )
    for address in ("", "?q=شهادة", "for/business/", "by/notarisation/", "social-housing/", "once-only/"):
        assert len(gzip.compress(client.get(f"/services/{address}").content)) + styles < LIGHT, address
