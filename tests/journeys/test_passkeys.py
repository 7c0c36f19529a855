"""A citizen makes a passkey and signs in with it: a real Chromium, with its own virtual authenticator."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Served, Visitor
from tests.journeys.test_my_data import no_codes, signed_in

__all__ = ["no_codes"]

pytestmark = pytest.mark.journey


@pytest.fixture(autouse=True)
def nothing_yet(served: Served) -> None:
    """The made-up person whom all visitors play has nothing of their own when one comes."""
    with closing(sqlite3.connect(served.home / "wasl.sqlite3", timeout=20)) as store, store:
        for table in ("passkey", "recoverycode", "tries"):
            store.execute(f"DELETE FROM factors_{table}")


@pytest.fixture
def here(visitor: Visitor, served: Served) -> Iterator[Visitor]:
    """With a telephone that asks for a finger and gets it."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    yield visitor
    session.detach()


OFFERS_NOTHING = "PublicKeyCredential.isConditionalMediationAvailable = async () => false"
REFUSES = """() => {
  navigator.credentials.create = () => Promise.reject(new DOMException("no", "NotAllowedError"));
}"""
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_signs_in_proves_and_is_removed(here: Visitor) -> None:
    page, name = here.page, "هاتف منى" if here.language == "ar" else "Mona's telephone"
    signed_in(here).open("/my/account/factors/")
    here.sees_no_barrier()
    page.click("a[href$='/factors/passkey/']")
    here.sees_no_barrier()
    page.fill("#id_label", name)
    page.click("main form .button")
    expect(page.locator("[role=status]")).to_be_visible()
    expect(page.locator(".factor bdi").first).to_have_text(name)
    here.sees_no_barrier()

    page.click("nav.mine form button")  # sign out
    by_button = here.width == "phone"
    if by_button:
        page.add_init_script(OFFERS_NOTHING)
    here.open("/my/sign-in/")
    if by_button:
        here.sees_no_barrier()
        page.click("form[data-passkey] .button")
    page.wait_for_url("**/my/")  # else the browser offers the passkey by itself, and the finger is there already

    here.open("/my/prove/?next=/my/account/factors/recovery-codes/")
    here.sees_no_barrier()
    page.click("form[data-passkey] .button")
    page.wait_for_url("**/recovery-codes/")
    page.click("main form .button")
    expect(page.locator(".paper li")).to_have_count(10)
    here.sees_no_barrier()

    for other in ("time-code", "password"):
        here.open(f"/my/account/factors/{other}/")
        page.click("main form .button")
        assert page.locator(".errors a").count() == 1
        here.sees_no_barrier()
    here.open("/my/account/factors/")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    here.sees_no_barrier()
    page.click(".factor .danger >> nth=0")
    expect(page.locator("[role=status]")).to_be_visible()
    expect(page.locator(".factor .danger")).to_have_count(1)


def test_a_device_that_says_no_is_told_in_words_and_without_harm(here: Visitor) -> None:
    page = here.page
    signed_in(here).open("/my/account/factors/passkey/")
    page.evaluate(REFUSES)
    page.fill("#id_label", "x")
    page.click("main form .button")
    expect(page.locator("main .trouble")).not_to_be_empty()
    here.sees_no_barrier()
    page.context.clear_cookies(name="sessionid")
    here.open("/my/sign-in/other/")
    here.sees_no_barrier()
    page.click("main form .button")
    assert page.locator(".errors a").count() == 2
    here.sees_no_barrier()
