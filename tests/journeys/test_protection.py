"""The protection officer at work: in Arabic and English, on a phone and on a desk, and without barrier."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.journeys.conftest import Served, Visitor, staff_signs_in

pytestmark = pytest.mark.journey

PAGES = ["", "emergencies/", "incidents/", "incidents/new/", "public/", "activities/", "retention/", "?kind=famous"]


@pytest.fixture(scope="module")
def seeded(served: Served) -> Served:
    environment = {**os.environ, "WASL_HOME": str(served.home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.protection.seeded"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, timeout=240)
    return served


def signed_in(visitor: Visitor, username: str, password: str) -> Visitor:
    visitor.open("/sign-in/")
    visitor.page.fill("#id_username", username)
    visitor.page.fill("#id_password", password)
    with visitor.page.expect_navigation():
        visitor.page.click("main button")
    return visitor


@pytest.fixture
def protection(visitor: Visitor, seeded: Served) -> Visitor:
    return staff_signs_in(visitor, "protection", "wasl-protection-demo")


def opened(visitor: Visitor) -> None:
    visitor.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")


def test_every_page_says_what_it_is_and_sets_up_no_barrier(protection: Visitor) -> None:
    for path in PAGES:
        protection.open(f"/protection/{path}")
        assert protection.page.locator("h1").count() == 1, path
        assert protection.page.locator("p.lead").inner_text(), path
        opened(protection)
        protection.sees_no_barrier()


def test_a_case_is_read_and_noted_by_keyboard(protection: Visitor) -> None:
    protection.open("/protection/")
    protection.page.locator(".cases h2 a").first.focus()
    with protection.page.expect_navigation():
        protection.page.keyboard.press("Enter")
    assert protection.page.locator("tbody tr").count() > 0
    protection.sees_no_barrier()
    protection.page.fill("#id_words", "سألت صاحب الحساب")
    protection.page.locator("main form button").focus()
    with protection.page.expect_navigation():
        protection.page.keyboard.press("Enter")
    assert protection.page.locator(".steps", has_text="سألت صاحب الحساب").count() == 1


def test_an_outcome_without_words_is_refused_in_plain_words(protection: Visitor) -> None:
    protection.open("/protection/")
    protection.page.locator(".cases h2 a").first.click()
    protection.page.select_option("#id_state", "misuse")
    with protection.page.expect_navigation():
        protection.page.locator("main form button").click()
    assert protection.page.locator("h1").inner_text()
    protection.sees_no_barrier()


def test_an_incident_with_its_clocks_and_a_notice_to_print(protection: Visitor) -> None:
    protection.open("/protection/incidents/")
    assert protection.page.locator(".badge.bad").count() >= 1  # one was told too late
    protection.page.locator(".cases h2 a").first.click()
    protection.sees_no_barrier()
    protection.page.locator("tbody a").first.click()
    protection.sees_no_barrier()
    protection.page.emulate_media(media="print")
    assert protection.page.locator("nav.tabs").is_hidden()


def test_a_form_in_error_leads_to_its_fields(protection: Visitor) -> None:
    protection.open("/protection/incidents/new/")
    with protection.page.expect_navigation():
        protection.page.locator("main form button").click()
    assert protection.page.locator(".errors a").count() >= 5
    protection.sees_no_barrier()


def test_an_officer_sees_what_they_have_to_justify(visitor: Visitor, seeded: Served) -> None:
    officer = staff_signs_in(visitor, "officer", "wasl-officer-demo")
    officer.open("/protection/mine/")
    assert officer.page.locator(".card.red").count() == 1
    officer.sees_no_barrier()
    with officer.page.expect_navigation():
        officer.page.locator("main form button").click()
    assert officer.page.locator(".field.wrong").count() == 1
    officer.sees_no_barrier()
