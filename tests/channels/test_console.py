"""An office registers the programs that people sign in to: for trying out at once, for real with a second person."""

import json

import pytest
from django.test import Client
from joserfc.jwk import ECKey, KeySet

from tests.identity.staffing.conftest import Office, member, office
from tests.staff import at_work
from tests.trust.conftest import ledger
from wasl.channels.console.telling import read, standing, written
from wasl.country.api import pack, relying
from wasl.identity.api import Role, Staff
from wasl.identity.openid.api import Registration, Status, ensure_demo_parties, parties, party_named, register
from wasl.identity.staffing.api import Approval

__all__ = ["ledger", "office"]

KEY = ECKey.generate_key("P-256", auto_kid=True)
JWKS = json.dumps(KeySet([KEY]).as_dict(private=False))
BACK = "https://permits.example/back"
SAID = {
    "kind": "real",
    "name_ar": "التصاريح",
    "name_en": "Permits",
    "redirect_uris": BACK,
    "jwks": JWKS,
    "jwks_uri": "",
    "profile": "fapi2",
    "agreement": "agency-sign-in",
    "scopes": ["profile", "email"],
    "assurance": "substantial",
    "post_logout_uris": "https://permits.example/",
    "backchannel_logout_uri": "https://permits.example/logout",
    "reason": "people ask for permits there",
}


@pytest.fixture(autouse=True)
def own_log(ledger: None) -> None:
    """What is done here is on record."""


def browser(account: Staff, language: str = "en") -> Client:
    client = Client()
    client.cookies["django_language"] = language
    return at_work(account, client)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.content.decode()


def approved(by: Staff, row: Approval) -> int:
    decided = {"act": "approve", "note": "I know them", "seen": row.digest}
    return browser(by).post(f"/approvals/{row.pk}/decide/", decided).status_code


def registered(**more: object) -> str:
    told = {"client_id": "mcit-one", "name": pack().agencies["mcit"], "office": "mcit", "redirect_uris": (BACK,)}
    return register(Registration(**{**told, "jwks": JWKS, "sector_uri": BACK, **more}))[0].client_id  # type: ignore[arg-type]


def test_an_office_without_programs_is_told_where_to_begin(office: Office) -> None:
    assert "Your office has none yet" in page(browser(office.head), "/console/")
    assert "لا برامج لجهتك بعد" in page(browser(office.head, "ar"), "/console/")


def test_a_program_for_real_waits_for_a_second_person(office: Office) -> None:
    answer = browser(office.head).post("/console/new/", SAID)
    row = Approval.objects.get()
    assert answer["Location"] == f"/approvals/{row.pk}/"
    assert parties() == []
    assert "Waiting for a second person" in page(browser(office.other_head), "/console/")
    assert "permits.example/back" in page(browser(office.other_head), f"/approvals/{row.pk}/")
    assert approved(office.other_head, row) == 302
    one = party_named(row.subject)
    assert one.redirect_uris == [BACK]
    assert one.scopes == ["openid", "profile", "email"]
    assert one.purpose == "agency-sign-in"
    assert one.needs_par
    assert not one.sandbox


def test_who_asked_never_approves(office: Office) -> None:
    browser(office.head).post("/console/new/", SAID)
    assert approved(office.head, Approval.objects.get()) in (403, 409)
    assert parties() == []


def test_a_head_of_another_office_does_not_approve(office: Office) -> None:
    browser(office.head).post("/console/new/", SAID)
    assert approved(office.stranger, Approval.objects.get()) == 404
    assert parties() == []


def test_a_program_for_trying_out_works_at_once(office: Office) -> None:
    answer = browser(office.head).post("/console/new/", {**SAID, "kind": "sandbox", "reason": ""})
    one = parties()[0]
    assert answer["Location"] == f"/console/parties/{one.client_id}/"
    assert one.sandbox
    assert one.client_id.startswith("try-mcit-")
    assert not Approval.objects.exists()
    shown = page(browser(office.head), answer["Location"])
    assert one.client_id in shown
    assert "/.well-known/openid-configuration" in shown
    assert "buildAuthorizationUrlWithPAR" in shown


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("redirect_uris", ""),
        ("redirect_uris", "http://permits.example/back"),
        ("redirect_uris", "https://permits.example/back#here"),
        ("redirect_uris", "not an address"),
        ("post_logout_uris", "javascript:alert(1)"),
        ("backchannel_logout_uri", "https://"),
        ("jwks", "{"),
        ("jwks", ""),
        pytest.param("jwks", json.dumps({"keys": [KEY.as_dict(private=True)]}), id="jwks-with-a-private-key"),
        ("jwks_uri", "https://permits.example/jwks"),  # beside the text
        ("agreement", ""),  # yet it asks for facts
        ("profile", "strong"),
        ("scopes", ["everything"]),
        ("reason", " "),
        ("name_ar", ""),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_field(field: str, bad: object, office: Office) -> None:
    answer = browser(office.head).post("/console/new/", {**SAID, field: bad})
    assert answer.status_code == 200
    where = "jwks" if field == "jwks_uri" else field
    assert list(answer.context["form"].errors) == [where]
    assert f'href="#id_{where}"' in answer.content.decode()
    assert f'id="id_{where}"' in answer.content.decode()
    assert not Approval.objects.exists()
    assert parties() == []


def test_a_change_waits_too_and_lapses_when_something_else_changed(office: Office) -> None:
    name = registered()
    changed = {**SAID, "name_en": "Permits anew"}
    assert browser(office.head).post(f"/console/parties/{name}/change/", changed).status_code == 302
    first = Approval.objects.get()
    assert party_named(name).name_en != "Permits anew"
    assert approved(office.other_head, first) == 302
    assert party_named(name).name_en == "Permits anew"
    assert party_named(name).sector == "permits.example"
    browser(office.head).post(f"/console/parties/{name}/change/", SAID)
    party_named(name).save()
    assert approved(office.other_head, Approval.objects.get(state="waiting")) == 409
    assert party_named(name).name_en == "Permits anew"


def test_new_keys_of_a_program_for_trying_out_replace_the_old_at_once(office: Office) -> None:
    name = registered(sandbox=True)
    fresh = json.dumps(KeySet([ECKey.generate_key("P-256", auto_kid=True)]).as_dict(private=False))
    browser(office.head).post(f"/console/parties/{name}/change/", {**SAID, "jwks": fresh, "reason": ""})
    assert party_named(name).jwks == fresh


def test_a_program_is_stopped_and_let_in_again_by_two(office: Office) -> None:
    name = registered()
    for status in (Status.SUSPENDED, Status.ACTIVE):
        browser(office.head).post(f"/console/parties/{name}/standing/", {"reason": "it leaks"})
        assert party_named(name).status != status
        assert approved(office.other_head, Approval.objects.get(state="waiting")) == 302
        assert party_named(name).status == status
    assert page(browser(office.head), f"/console/parties/{name}/").count("approved") == 2


def test_another_offices_program_is_as_if_it_were_not_there(office: Office) -> None:
    name = registered()
    stranger = browser(office.stranger)
    assert name not in page(stranger, "/console/")
    for path in ("", "change/", "standing/", "settings.json"):
        assert stranger.get(f"/console/parties/{name}/{path}").status_code == 404
    assert stranger.post(f"/console/parties/{name}/standing/", {"reason": "x"}).status_code == 404


def test_whoever_runs_the_platform_sees_all(office: Office) -> None:
    name = registered()
    assert name in page(browser(member("runs", Role.OPERATOR, "health")), "/console/")


def test_others_do_not_enter(office: Office) -> None:
    for path in ("", "new/", "parties/x/"):
        assert browser(office.officer).get(f"/console/{path}").status_code == 403
        assert Client().get(f"/console/{path}")["Location"].startswith("/sign-in/")


def test_the_settings_are_taken_along_as_the_protocol_names_them(office: Office) -> None:
    name = registered(agreement="agency-sign-in", purpose="agency-sign-in", scopes=("openid", "email"))
    answer = browser(office.head).get(f"/console/parties/{name}/settings.json")
    told = json.loads(answer.content)
    assert told["client_id"] == name
    assert told["scope"] == "openid email"
    assert told["token_endpoint_auth_method"] == "private_key_jwt"
    assert told["dpop_bound_access_tokens"] is True
    assert "d" not in told["jwks"]["keys"][0]
    assert f'filename="{name}.json"' in answer["Content-Disposition"]


def test_what_a_second_person_approves_is_what_is_registered(office: Office) -> None:
    ensure_demo_parties()
    assert {one.client_id for one in parties()} == set(relying().demo)
    for one in parties():
        assert read(written(standing(one))) == standing(one)
