"""What a person sees and decides: the page of consent, what stands in the ledger, withdrawing, leaving."""

import time
from typing import Any

import pytest
import time_machine
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.channels.conftest import citizen_signed_in
from tests.nation import Nation
from tests.standards.openid.party import ISSUER, Party, arrives, goes, party, signs_in
from wasl.core import conf
from wasl.core.errors import Refusal
from wasl.identity.models import Citizen
from wasl.identity.openid import granting, leaving
from wasl.identity.openid.api import deliver, ensure_demo_parties, party_named, suspend
from wasl.identity.openid.fetching import Told
from wasl.identity.openid.models import Farewell, Grant
from wasl.identity.sessions.api import end_all
from wasl.trust.api import Assurance, looks_at
from wasl.trust.log.api import entries

SCOPE = "openid profile phone"


@pytest.fixture
def rp(provider: Nation) -> Party:
    return party(required=("name",), sandbox=True, backchannel_logout_uri="https://rp.example/logout")


@pytest.fixture
def browser(provider: Nation) -> Client:
    return citizen_signed_in(provider.handle)


def page(browser: Client, rp: Party, language: str = "en", **asked: str | None) -> str:
    waits = goes(browser, rp.asks(scope=SCOPE, **asked))
    return browser.get(f"{waits['Location']}?lang={language}").content.decode()


def test_the_page_says_who_asks_what_for_and_which_facts(rp: Party, browser: Client) -> None:
    told = page(browser, rp)
    for words in ("A test agency", "made-up people only", "Signing in to an agency", "Law 151 of 2020", "365 days"):
        assert words in told
    assert 'value="gender"' in told
    assert 'value="name"' not in told, "what is needed is no choice"
    assert "checked" not in told, "nothing is chosen for the person"


def test_the_page_says_so_in_arabic(rp: Party, browser: Client) -> None:
    told = page(browser, rp, "ar")
    for words in ('dir="rtl"', "جهة للاختبار", "من يطلب", "تاريخ الميلاد", "٣٦٥"):
        assert words in told


def test_only_what_was_chosen_is_read(rp: Party, browser: Client) -> None:
    tokens = signs_in(rp, browser, scope=SCOPE, share=("birthdate",))
    assert set(rp.looks(tokens["access_token"]).json()) == {"sub", "name", "birthdate"}


def test_what_was_not_asked_for_cannot_be_chosen_by_hand(rp: Party, browser: Client) -> None:
    tokens = signs_in(rp, browser, scope="openid profile", share=("national_number", "phone_number", "rubbish"))
    assert set(rp.looks(tokens["access_token"]).json()) == {"sub", "name"}


def test_nobody_is_asked_twice_for_the_same(rp: Party, browser: Client) -> None:
    signs_in(rp, browser, scope=SCOPE, share=("birthdate",))
    again = goes(browser, rp.asks(scope=SCOPE))
    assert again.status_code == 303
    code = rp.believes_answer(again["Location"])["code"]
    token = rp.redeems(code).json()["access_token"]
    assert set(rp.looks(token).json()) == {"sub", "name", "birthdate"}


def test_more_is_asked_for_anew(rp: Party, browser: Client) -> None:
    signs_in(rp, browser, scope="openid profile")
    assert goes(browser, rp.asks(scope="openid profile address")).status_code == 302


def test_prompt_consent_asks_once_more(rp: Party, browser: Client) -> None:
    signs_in(rp, browser)
    assert goes(browser, rp.asks(prompt="consent")).status_code == 302


def test_prompt_none_without_consent_says_so(rp: Party, browser: Client) -> None:
    told = rp.believes_answer(goes(browser, rp.asks(scope=SCOPE, prompt="none"))["Location"])
    assert told["error"] == "consent_required"


def test_every_reading_stands_in_the_ledger_and_on_the_persons_page(
    rp: Party, browser: Client, provider: Nation
) -> None:
    tokens = signs_in(rp, browser, scope=SCOPE)
    rp.looks(tokens["access_token"])
    look = next(one for one in looks_at(provider.handle) if one.actor == "party:rp-one")
    assert (look.role, look.channel, look.purpose, look.office) == ("party", "openid", "agency-sign-in", "mcit")
    assert (look.assurance, look.outcome) == ("substantial", "shown")
    assert look.consents
    assert f"/my/looks/{look.seq}/" in browser.get("/my/looks/").content.decode()


def test_a_name_alone_needs_no_reading(rp: Party, browser: Client) -> None:
    before = len(list(entries()))
    tokens = signs_in(rp, browser)
    rp.looks(tokens["access_token"])
    assert not [one for one in list(entries())[before:] if one.actor.startswith("party:")]


def test_withdrawn_consent_closes_the_next_reading(rp: Party, browser: Client) -> None:
    tokens = signs_in(rp, browser, scope=SCOPE)
    told = browser.get("/my/consents/").content.decode()
    record = told.split('name="record" value="')[1].split('"')[0]
    browser.post("/my/consents/withdraw/", {"record": record})
    refused = rp.looks(tokens["access_token"])
    assert (refused.status_code, refused.json()["error"]) == (403, "insufficient_scope")
    assert "insufficient_scope" in refused["WWW-Authenticate"]
    assert goes(browser, rp.asks(scope=SCOPE)).status_code == 302, "and is asked for anew"


def test_a_connection_is_listed_and_ended_with_one_press(rp: Party, browser: Client, provider: Nation) -> None:
    tokens = signs_in(rp, browser, scope=SCOPE, share=("birthdate",))
    told = browser.get("/my/connected/?lang=en").content.decode()
    assert "A test agency" in told
    assert "Date of birth" in told
    answer = browser.post("/my/connected/end/", {"party": rp.client_id}, follow=True)
    assert "A test agency" not in answer.content.decode()
    assert rp.looks(tokens["access_token"]).json()["error"] == "invalid_token"
    assert rp.refreshes(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert goes(browser, rp.asks(scope=SCOPE)).status_code == 302
    assert browser.post("/my/connected/end/", {"party": "nobody"}).status_code == 404


def test_a_weak_session_is_led_to_a_surer_one(rp: Party, provider: Nation) -> None:
    weak = citizen_signed_in(provider.handle, Assurance.LOW)
    waits = goes(weak, rp.asks())
    told = weak.get(f"{waits['Location']}?lang=en").content.decode()
    assert "surer" in told
    assert weak.post(waits["Location"], {"answer": "yes"}).get("Refresh") is None
    assert not Grant.objects.exists()


def test_a_wish_for_more_may_be_gone_on_without(rp: Party, browser: Client) -> None:
    waits = goes(browser, rp.asks(acr_values="urn:wasl:acr:high"))
    assert "Go on without" in browser.get(f"{waits['Location']}?lang=en").content.decode()
    assert browser.post(waits["Location"], {"answer": "less"}).status_code == 302
    told = rp.believes_answer(arrives(browser, waits))
    assert rp.believes(rp.redeems(told["code"]).json()["id_token"])["acr"] == "urn:wasl:acr:substantial"


def test_signing_in_leads_back_to_the_request(rp: Party, provider: Nation) -> None:
    nobody = Client()
    waits = goes(nobody, rp.asks())
    assert nobody.get(waits["Location"])["Location"] == "/my/sign-in/"
    assert nobody.session["citizen-next"] == waits["Location"]


def test_a_request_of_a_client_that_was_suspended_meanwhile_is_over(rp: Party, browser: Client) -> None:
    waits = goes(browser, rp.asks(scope=SCOPE))
    suspend(rp.client_id)
    assert browser.get(waits["Location"]).status_code == 400
    assert browser.post(waits["Location"], {"answer": "yes"}).status_code == 400
    assert not Grant.objects.exists()


def test_a_sandbox_client_sees_nobody_where_people_are_real(
    rp: Party, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = conf.settings().model_copy(update={"demo": False})
    monkeypatch.setattr(granting, "settings", lambda: real)
    assert goes(browser, rp.asks()).status_code == 400


def test_the_demos_relying_parties_are_registered_once(provider: Nation) -> None:
    assert ensure_demo_parties() == ["demo-agency", "demo-bank"]
    assert ensure_demo_parties() == []
    bank = party_named("demo-bank")
    assert (bank.sandbox, bank.needs_par, bank.needs_dpop, bank.office) == (True, True, True, "central-bank")


# --- leaving --------------------------------------------------------------------------------------------------------


def heard(monkeypatch: pytest.MonkeyPatch, *, status: int = 200) -> list[tuple[str, dict[str, str]]]:
    told: list[tuple[str, dict[str, str]]] = []

    def fetch(address: str, *, form: dict[str, str] | None = None) -> Told:
        told.append((address, form or {}))
        return Told(status, b"")

    monkeypatch.setattr(leaving, "fetch", fetch)
    return told


def test_leaving_by_a_relying_party_signs_out_and_comes_back(rp: Party, browser: Client) -> None:
    tokens = signs_in(rp, browser)
    asked = {"id_token_hint": tokens["id_token"], "state": "s1"}
    answer = browser.get("/openid/end_session", asked | {"post_logout_redirect_uri": "https://rp.example/left"})
    assert (answer.status_code, answer["Location"]) == (303, "https://rp.example/left?state=s1")
    assert browser.get("/my/")["Location"] == "/my/sign-in/"
    assert rp.looks(tokens["access_token"]).status_code == 401


def test_leaving_without_a_hint_is_asked_first(rp: Party, browser: Client) -> None:
    signs_in(rp, browser)
    asked = {"client_id": rp.client_id, "post_logout_redirect_uri": "https://rp.example/left"}
    answer = browser.get("/openid/end_session", asked)
    assert answer["Location"] == "/my/leave/"
    assert browser.get("/my/leave/").status_code == 200
    assert browser.get("/my/connected/").status_code == 200, "still here"
    assert browser.post("/my/leave/")["Refresh"] == "0; url=https://rp.example/left"
    assert browser.get("/my/connected/")["Location"] == "/my/sign-in/"


def test_every_relying_party_of_a_session_is_told_that_it_ended(
    rp: Party, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = heard(monkeypatch)
    tokens = signs_in(rp, browser)
    claims = rp.believes(tokens["id_token"])
    browser.post("/my/sign-out/")
    assert deliver() == [(rp.client_id, True)]
    assert deliver() == []
    address, form = told[0]
    assert address == "https://rp.example/logout"
    keys = KeySet.import_key_set(Client().get("/openid/jwks").json())
    token = jwt.decode(form["logout_token"], keys, algorithms=["ES256"])
    said: dict[str, Any] = dict(token.claims)
    assert token.header["typ"] == "logout+jwt"
    assert (said["iss"], said["aud"], said["sub"], said["sid"]) == (
        ISSUER,
        rp.client_id,
        claims["sub"],
        claims["sid"],
    )
    assert said["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert "nonce" not in said


def test_a_relying_party_that_is_down_is_told_later_and_holds_up_nobody(
    rp: Party, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs_in(rp, browser)
    monkeypatch.setattr(leaving, "fetch", _down)
    assert browser.post("/my/sign-out/").status_code == 302
    assert deliver() == [(rp.client_id, False)]
    assert deliver() == [], "not before the pause is over"
    told = heard(monkeypatch)
    with time_machine.travel(time.time() + 15):
        assert deliver() == [(rp.client_id, True)]
    assert len(told) == 1
    assert Farewell.objects.get().tries == 2


def _down(address: str, *, form: dict[str, str] | None = None) -> Told:
    raise Refusal("it does not answer", mend="wait")


def test_what_is_to_outlive_the_session_does(rp: Party, browser: Client) -> None:
    tokens = signs_in(rp, browser, scope="openid offline_access")
    browser.post("/my/sign-out/")
    assert rp.refreshes(tokens["refresh_token"]).status_code == 200


def test_a_session_ended_from_another_device_ends_its_tokens(rp: Party, browser: Client, provider: Nation) -> None:
    tokens = signs_in(rp, browser)
    end_all(Citizen.objects.get(person=provider.handle))
    assert rp.refreshes(tokens["refresh_token"]).json()["error"] == "invalid_grant"
