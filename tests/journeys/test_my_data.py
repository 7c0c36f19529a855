"""A citizen sees who looked, objects, corrects, consents and withdraws: in both languages, on a phone and on a desk."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.conftest import Served, Visitor, staff_signs_in

pytestmark = pytest.mark.journey

PAGES = ("looks", "data", "consents", "requests", "alerts", "download", "data/erase")


def signed_in(visitor: Visitor, place: int = 0) -> Visitor:
    """As one of the made-up people that the page offers; whoever was signed in is not any more."""
    visitor.page.context.clear_cookies(name="sessionid")
    visitor.open("/my/sign-in/")
    visitor.page.click(f".choice >> nth={place}")
    visitor.page.fill("#id_code", visitor.page.locator(".big").inner_text())
    visitor.page.click("main form .button")
    return visitor


def staff(visitor: Visitor, username: str) -> Visitor:
    visitor.page.context.clear_cookies(name="sessionid")
    return staff_signs_in(visitor, username, f"wasl-{username}-demo")


@pytest.fixture(autouse=True)
def no_codes(served: Served) -> None:
    """Five codes an hour for one number are too few for all these visitors: their counts are forgotten."""
    with closing(sqlite3.connect(served.home / "wasl.sqlite3", timeout=20)) as store, store:
        store.execute("DELETE FROM accounts_pace")


@pytest.fixture
def citizen(visitor: Visitor) -> Visitor:
    return signed_in(visitor)


def number_of(visitor: Visitor, place: int = 0) -> str:
    visitor.page.context.clear_cookies(name="sessionid")
    visitor.open("/my/sign-in/")
    return visitor.page.locator(".choice .code").nth(place).inner_text()


def officer_reads(visitor: Visitor, number: str, purpose: str) -> None:
    staff(visitor, "officer").open("/persons/")
    visitor.page.fill("#id_query", number)
    visitor.page.select_option("#id_purpose", purpose)
    visitor.page.click("main form button")
    visitor.page.click(".people a")


def test_signing_in_by_number_and_code(visitor: Visitor, served: Served) -> None:
    visitor.open("/my/")
    visitor.sees_no_barrier()
    visitor.page.click("main form .button")
    assert visitor.page.locator(".errors a").count() == 1
    visitor.sees_no_barrier()
    visitor.page.click(".choice >> nth=0")
    visitor.page.fill("#id_code", "1")
    visitor.page.click("main form .button")
    assert visitor.page.locator(".errors a").count() == 1
    visitor.sees_no_barrier()
    visitor.page.fill("#id_code", visitor.page.locator(".big").inner_text())
    visitor.page.click("main form .button")
    assert visitor.page.url.endswith("/my/")
    visitor.sees_no_barrier()


def test_every_page_is_without_barrier_empty_and_filled(visitor: Visitor) -> None:
    for place in (2, 0):  # of somebody old nobody asked anything; the parent has children
        signed_in(visitor, place)
        for page in PAGES:
            visitor.open(f"/my/{page}/")
            assert visitor.page.locator("h1 + .lead").count() == 1
            visitor.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
            visitor.sees_no_barrier()


def test_a_look_is_seen_proved_objected_to_and_answered(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    officer_reads(visitor, number_of(visitor), "service-delivery")
    signed_in(visitor).open("/my/looks/")
    visitor.sees_no_barrier()
    page.click(".look:has(.badge.warn) a >> nth=0")
    visitor.sees_no_barrier()
    with page.expect_download() as proof:
        page.click("a[download]")
    assert proof.value.suggested_filename.endswith(".tlog-proof")
    assert proof.value.path().read_text(encoding="utf-8").startswith("c2sp.org/tlog-proof@v1")
    page.fill("#id_words", "لم أطلب شيئًا من هذه الجهة")
    page.click("#object button")
    reference = page.locator("h1 .code").inner_text()
    visitor.sees_no_barrier()

    staff(visitor, "protection").open("/rights/")
    visitor.sees_no_barrier()
    page.click(f"text={reference}")
    page.click("form[action*=take] button")
    page.click("form[action*=answer] button")
    assert page.locator(".errors a").count() == 2
    visitor.sees_no_barrier()
    page.select_option("#id_outcome", "upheld")
    page.fill("#id_words", "معك حق، ونبحث الأمر مع الجهة")
    page.fill("#id_english", "You are right; we take it up with the office")
    page.click("form[action*=answer] button")

    signed_in(visitor).open(f"/my/requests/{reference}/")
    said = "معك حق" if visitor.language == "ar" else "You are right"
    assert said in page.locator(".steps").inner_text()
    visitor.sees_no_barrier()


def test_a_wrong_value_is_reported_to_its_owner(citizen: Visitor) -> None:
    page = citizen.page
    citizen.open("/my/data/")
    page.click("#fact-full_name .wrong")
    citizen.sees_no_barrier()
    page.click("main form .button")
    assert page.locator(".errors a").count() == 1
    citizen.sees_no_barrier()
    page.fill("#id_words", "الاسم الصحيح في شهادة الميلاد")
    page.click("main form .button")
    reference = page.locator("h1 .code").inner_text()
    staff(citizen, "registrar").open(f"/rights/{reference}/")
    citizen.sees_no_barrier()
    page.select_option("#id_outcome", "mended")
    page.fill("#id_words", "صُحح الاسم")
    page.click("form[action*=answer] button")
    assert page.locator(".badge.good").count() == 1


def test_what_the_law_keeps_is_answered_at_once(citizen: Visitor) -> None:
    citizen.open("/my/data/erase/")
    citizen.page.click("main form .button")
    assert citizen.page.locator(".errors a").count() == 2
    citizen.sees_no_barrier()
    citizen.page.check("#right-erasure")
    citizen.page.select_option("#id_register", "reg-001")
    citizen.page.click("main form .button")
    assert citizen.page.locator(".steps li").count() == 2
    citizen.sees_no_barrier()


def test_consent_opens_the_next_reading_and_withdrawing_closes_it(visitor: Visitor) -> None:
    page, number = visitor.page, number_of(visitor)
    officer_reads(visitor, number, "service-delivery")
    assert page.locator("#family").count() == 0
    signed_in(visitor).open("/my/consents/")
    page.click("form:has(input[value=service-delivery]) .button >> nth=0")
    visitor.sees_no_barrier()
    officer_reads(visitor, number, "service-delivery")
    assert page.locator("#family").count() == 1
    signed_in(visitor).open("/my/consents/")
    page.click("form[action*=withdraw] .button >> nth=0")
    visitor.sees_no_barrier()
    officer_reads(visitor, number, "service-delivery")
    assert page.locator("#family").count() == 0


def test_an_alert_comes_for_a_look_without_a_case(visitor: Visitor) -> None:
    signed_in(visitor, 1).open("/my/alerts/")
    visitor.page.check("#alarm-no-case")
    visitor.page.click("form[action*=choose] .button")
    visitor.sees_no_barrier()
    officer_reads(visitor, number_of(visitor, 1), "citizen-request")
    signed_in(visitor, 1)
    assert visitor.page.locator(".tile.warn").count() == 1
    visitor.open("/my/alerts/")
    assert visitor.page.locator(".look").count() >= 1
    visitor.sees_no_barrier()


def test_everything_can_be_taken_home(citizen: Visitor) -> None:
    citizen.open("/my/download/")
    for kind in ("pdf", "json"):
        with citizen.page.expect_download() as file:
            citizen.page.click(f"button[value={kind}]")
        assert file.value.suggested_filename == f"my-data.{kind}"
        assert file.value.path().stat().st_size > 1000
