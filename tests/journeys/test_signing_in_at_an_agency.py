"""A citizen signs in at the demo agency, sees what it learned, withdraws, and sees who looked."""

import re
import sqlite3
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import Served, Visitor
from wasl.country.api import pack

pytestmark = pytest.mark.journey
AGENCY, BANK = 11, 12
"""How far their ports are from the platform's."""


@pytest.fixture(autouse=True)
def as_for_the_first_time(served: Served) -> None:
    """Codes of former visitors are forgotten, and what they agreed to share."""
    with closing(sqlite3.connect(served.home / "wasl.sqlite3", timeout=20)) as store, store:
        store.execute("DELETE FROM accounts_pace")
        store.execute("DELETE FROM openid_sharing")


def opens(visitor: Visitor, place: int) -> str:
    """The party's first page, in the visitor's language; its address."""
    port = (urlsplit(visitor.address).port or 0) + place
    address = f"http://{'127.0.0.1' if place == AGENCY else 'localhost'}:{port}"
    visitor.page.goto(f"{address}/?language={visitor.language}")
    return address


def signs_in(visitor: Visitor) -> None:
    """At the platform, as one of the people that its demo offers."""
    page = visitor.page
    page.click("form[action='/sign-in'] button")
    page.click(".choice >> nth=0")
    page.fill("#id_code", page.locator(".big").inner_text())
    with page.expect_navigation(url=re.compile("/my/share/")):
        page.click("main form .button")


def test_a_sign_in_is_shared_seen_withdrawn_and_on_record(visitor: Visitor) -> None:
    page = visitor.page
    agency = opens(visitor, AGENCY)
    visitor.sees_no_barrier()
    signs_in(visitor)
    visitor.sees_no_barrier()
    page.check("input[name=fact][value=birthdate]")
    page.click("button[value=yes]")
    page.wait_for_url(f"{agency}/known")
    assert page.locator("#facts dt").count() == 2
    visitor.sees_no_barrier()

    page.click("form[action='/read'] button")
    assert page.locator("#facts dt").count() == 2

    page.click("a[href$='/my/connected/']")
    visitor.sees_no_barrier()
    with page.expect_navigation(url=re.compile("ended")):
        page.click("article form .button")

    page.goto(f"{agency}/known")
    page.click("form[action='/read'] button")
    said = "لم يعد لنا أن نقرأ بياناتك" if visitor.language == "ar" else "We may no longer read your data"
    assert page.locator("h1").inner_text() == said
    visitor.sees_no_barrier()

    visitor.open("/my/looks/")
    purpose = pack().purposes["agency-sign-in"].name.in_language(visitor.language)
    assert page.locator(".look").filter(has_text=purpose).count() >= 1


def test_whoever_shares_nothing_is_told_that_nothing_was_shared(visitor: Visitor) -> None:
    page = visitor.page
    bank = opens(visitor, BANK)
    signs_in(visitor)
    page.click("button[value=no]")
    page.wait_for_url(f"{bank}/callback?*")
    said = "لم تشارك شيئًا" if visitor.language == "ar" else "You shared nothing"
    assert page.locator("h1").inner_text() == said
    visitor.sees_no_barrier()


def test_opening_an_account_asks_for_a_surer_sign_in(visitor: Visitor) -> None:
    page = visitor.page
    bank = opens(visitor, BANK)
    signs_in(visitor)
    page.click("button[value=yes]")
    page.wait_for_url(f"{bank}/known")
    assert page.locator("#facts dt").count() >= 3  # it cannot do without name, birth date and number
    page.goto(f"{bank}/surer")
    visitor.sees_no_barrier()
    with page.expect_navigation(url=re.compile("/my/share/")):
        page.click("form[action='/sign-in'] button")
    visitor.sees_no_barrier()
    page.click("button[value=no]")
    page.wait_for_url(f"{bank}/callback?*")


def test_signing_out_there_signs_out_here(visitor: Visitor) -> None:
    page = visitor.page
    agency = opens(visitor, AGENCY)
    signs_in(visitor)
    page.click("button[value=yes]")
    page.wait_for_url(f"{agency}/known")
    page.click("main form[action='/leave'] button")
    page.wait_for_url(f"{agency}/")
    assert page.locator("form[action='/sign-in']").count() == 1
    visitor.open("/my/")
    assert page.url.split("?")[0].endswith("/my/sign-in/")
