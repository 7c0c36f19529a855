"""What a person's own pages say of programs: who looked, by name; what may be shared, of those alone whom they met."""

import json

import pytest
from django.test import Client

from tests.channels.conftest import citizen_signed_in
from tests.nation import Nation
from tests.standards.openid.party import Party, goes, party, signs_in
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.models import Citizen
from wasl.identity.openid.api import ensure_demo_parties
from wasl.identity.openid.models import RelyingParty
from wasl.trust.api import Assurance, looks_at
from wasl.trust.consent.api import records_of

SCOPE = "openid profile phone"
HIGH = json.dumps({"id_token": {"acr": {"essential": True, "values": ["urn:wasl:acr:high"]}}})


@pytest.fixture
def rp(provider: Nation) -> Party:
    return party(required=("name",))


@pytest.fixture
def browser(provider: Nation) -> Client:
    return citizen_signed_in(provider.handle)


def seen(browser: Client, address: str) -> str:
    browser.cookies["django_language"] = "en"
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def reads(rp: Party, browser: Client, provider: Nation) -> int:
    """The number of the look."""
    rp.looks(signs_in(rp, browser, scope=SCOPE)["access_token"])
    return next(one.seq for one in looks_at(provider.handle) if one.actor == f"party:{rp.client_id}")


def test_a_look_names_the_program_beside_its_office(rp: Party, browser: Client, provider: Nation) -> None:
    look = reads(rp, browser, provider)
    for address in ("/my/", "/my/looks/", f"/my/looks/{look}/"):
        told = seen(browser, address)
        assert "A test agency" in told
        assert pack().agencies["mcit"].en in told
        assert "Licensed by" not in told


def test_a_look_of_a_company_says_that_the_office_only_licensed_it(browser: Client, provider: Nation) -> None:
    rp = party(required=("name",), company=Text(ar="شركة", en="A company"))
    assert "Licensed by" in seen(browser, f"/my/looks/{reads(rp, browser, provider)}/")


def test_a_program_that_is_gone_keeps_its_name_in_the_list(rp: Party, browser: Client, provider: Nation) -> None:
    look = reads(rp, browser, provider)
    name = RelyingParty.objects.get(pk=rp.client_id).name.ar
    RelyingParty.objects.filter(pk=rp.client_id).delete()
    assert name in seen(browser, f"/my/looks/{look}/")


def test_a_look_that_rests_on_consent_is_not_marked_as_without_a_case(
    rp: Party, browser: Client, provider: Nation
) -> None:
    reads(rp, browser, provider)
    told = seen(browser, "/my/looks/")
    assert "with your consent" in told
    assert "without a case" not in told


def test_what_programs_ask_for_is_offered_only_to_who_has_met_one(rp: Party, browser: Client, provider: Nation) -> None:
    ensure_demo_parties()
    agency, bank = (pack().agreements[slug].title.en for slug in ("agency-sign-in", "bank-account-opening"))
    before = seen(browser, "/my/consents/")
    assert pack().agreements["service-delivery"].title.en in before
    assert (agency in before, bank in before) == (False, False)
    signs_in(rp, browser, scope=SCOPE)
    browser.post("/my/consents/withdraw/", {"record": records_of(provider.handle)[0].record})
    after = seen(browser, "/my/consents/")
    assert 'value="agency-sign-in"' in after, "who withdrew may change their mind"
    assert bank not in after


def test_who_is_connected_without_sharing_is_offered_it(rp: Party, browser: Client) -> None:
    signs_in(rp, browser)
    assert 'value="agency-sign-in"' in seen(browser, "/my/consents/")


def test_who_needs_a_bound_passkey_is_told_how_and_led_back(rp: Party, browser: Client) -> None:
    waits = goes(browser, rp.asks(claims=HIGH))["Location"]
    told = seen(browser, waits)
    assert "How to have a passkey bound" in told
    assert "/my/prove/" not in told, "no passkey of theirs would do yet"
    assert f'href="{waits}"' in seen(browser, "/my/account/raise/?waiting")
    assert f'href="{waits}"' not in seen(browser, "/my/account/raise/"), "it may be over by now"


def test_who_holds_more_than_they_showed_is_asked_to_show_it(rp: Party, provider: Nation) -> None:
    weakly = citizen_signed_in(provider.handle)
    Citizen.objects.filter(person=provider.handle).update(assurance=Assurance.HIGH)
    assert "/my/prove/" in seen(weakly, goes(weakly, rp.asks(claims=HIGH))["Location"])
