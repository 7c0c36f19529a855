"""The plan "OpenID Connect Basic OP" of the OpenID Foundation, said again in our own words: one test for each module.

The module that a test stands for is the first line of its docstring; docs/conformance.md lists them all.
"""

import json
import re
import time

import pytest
import time_machine
from authlib.oidc.discovery import OpenIDProviderMetadata
from django.test import Client
from joserfc import jws

from tests.channels.conftest import citizen_signed_in
from tests.nation import Nation
from tests.standards.openid.party import (
    CALLBACK,
    EVERYTHING,
    ISSUER,
    Party,
    arrives,
    b64,
    goes,
    party,
    signs_in,
)
from wasl.identity.openid.api import AuthMethod
from wasl.persons.models import Person

FACTS = ("name", "given_name", "family_name", "birthdate", "gender", "email", "phone_number", "address")


@pytest.fixture
def rp(provider: Nation) -> Party:
    """Certification's plain client: a secret in the header, no PKCE unless a module sends it."""
    return party(auth_method=AuthMethod.SECRET_BASIC, needs_pkce=False, id_token_alg="RS256")


@pytest.fixture
def browser(provider: Nation) -> Client:
    return citizen_signed_in(provider.handle)


def plain(rp: Party, **changes: str | None) -> dict[str, str]:
    return rp.asks(**({"code_challenge": None, "code_challenge_method": None} | changes))


def whole(rp: Party, browser: Client, share: tuple[str, ...] = (), **changes: str | None) -> dict[str, str]:
    told = rp.believes_answer(arrives(browser, goes(browser, plain(rp, **changes)), share=share))
    answer = rp.redeems(told["code"], code_verifier=None)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def refused_page(rp: Party, browser: Client, asked: dict[str, str]) -> str:
    """Shown to the person, sent nowhere."""
    answer = goes(browser, asked)
    assert answer.status_code == 400
    assert "Location" not in answer
    return answer.content.decode()


def failed(rp: Party, browser: Client, asked: dict[str, str]) -> str:
    answer = goes(browser, asked)
    assert answer.status_code == 303, answer.content.decode()
    return rp.believes_answer(answer["Location"])["error"]


def test_a_sign_in_by_code_gives_tokens_that_hold(rp: Party, browser: Client) -> None:
    """oidcc-server"""
    tokens = whole(rp, browser)
    claims = rp.believes(tokens["id_token"], access=tokens["access_token"])
    assert claims["sub"] == rp.looks(tokens["access_token"]).json()["sub"]
    assert tokens["token_type"] == "Bearer"


def test_a_request_without_response_type_is_refused(rp: Party, browser: Client) -> None:
    """oidcc-response-type-missing"""
    assert failed(rp, browser, plain(rp, response_type=None)) == "invalid_request"


def test_an_id_token_is_signed_with_the_registered_algorithm_and_names_its_key(rp: Party, browser: Client) -> None:
    """oidcc-idtoken-signature"""
    token = whole(rp, browser)["id_token"]
    head = jws.extract_compact(token.encode()).headers()
    assert head["alg"] == "RS256"
    rp.believes(token)


def test_an_id_token_is_never_unsigned(rp: Party, browser: Client) -> None:
    """oidcc-idtoken-unsigned"""
    offered = rp.browserless.get("/.well-known/openid-configuration").json()
    assert "none" not in offered["id_token_signing_alg_values_supported"]
    assert whole(rp, browser)["id_token"].rsplit(".", 1)[1]


def test_userinfo_answers_a_get(rp: Party, browser: Client) -> None:
    """oidcc-userinfo-get"""
    told = rp.looks(whole(rp, browser)["access_token"])
    assert told.status_code == 200
    assert set(told.json()) == {"sub"}


def test_userinfo_answers_a_post_with_the_token_in_the_header(rp: Party, browser: Client) -> None:
    """oidcc-userinfo-post-header"""
    assert rp.looks(whole(rp, browser)["access_token"], method="POST").status_code == 200


def test_userinfo_answers_a_post_with_the_token_in_the_body(rp: Party, browser: Client) -> None:
    """oidcc-userinfo-post-body"""
    body = f"access_token={whole(rp, browser)['access_token']}"
    told = rp.browserless.post("/openid/userinfo", body, content_type="application/x-www-form-urlencoded")
    assert told.status_code == 200
    assert told.json()["sub"]


def test_a_code_flow_request_needs_no_nonce(rp: Party, browser: Client) -> None:
    """oidcc-ensure-request-without-nonce-succeeds-for-code-flow"""
    tokens = whole(rp, browser, nonce=None)
    assert "nonce" not in rp.believes(tokens["id_token"], nonce=False)


def shared(rp: Party, browser: Client, scope: str) -> dict[str, object]:
    tokens = whole(rp, browser, share=FACTS, scope=scope)
    told = rp.looks(tokens["access_token"])
    assert told.status_code == 200, told.content
    return dict(told.json())


def test_the_scope_profile_gives_the_claims_of_profile(rp: Party, browser: Client, provider: Nation) -> None:
    """oidcc-scope-profile"""
    told = shared(rp, browser, "openid profile")
    assert set(told) == {"sub", "name", "given_name", "family_name", "birthdate", "gender"}
    assert told["name"] == provider.full_name
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(told["birthdate"]))
    assert told["gender"] in ("male", "female")


def test_the_scope_email_gives_the_mailbox_or_nothing(rp: Party, browser: Client) -> None:
    """oidcc-scope-email"""
    assert set(shared(rp, browser, "openid email")) <= {"sub", "email"}


def test_the_scope_address_gives_an_object(rp: Party, browser: Client) -> None:
    """oidcc-scope-address"""
    told = shared(rp, browser, "openid address")
    assert isinstance(told["address"], dict)
    assert told["address"]["formatted"]


def test_the_scope_phone_gives_an_international_number(rp: Party, browser: Client) -> None:
    """oidcc-scope-phone"""
    assert re.fullmatch(r"\+\d{8,15}", str(shared(rp, browser, "openid phone")["phone_number"]))


def test_all_scopes_together_give_all_their_claims(rp: Party, browser: Client) -> None:
    """oidcc-scope-all"""
    assert {"sub", "name", "address", "phone_number"} <= set(shared(rp, browser, "openid profile email address phone"))


def test_the_order_of_scopes_does_not_matter(rp: Party, browser: Client) -> None:
    """oidcc-ensure-other-scope-order-succeeds"""
    assert "phone_number" in shared(rp, browser, "phone openid")


def test_display_page_is_accepted(rp: Party, browser: Client) -> None:
    """oidcc-display-page"""
    rp.believes(whole(rp, browser, display="page")["id_token"])


def test_display_popup_is_accepted(rp: Party, browser: Client) -> None:
    """oidcc-display-popup"""
    rp.believes(whole(rp, browser, display="popup")["id_token"])


def test_prompt_login_has_the_person_sign_in_again(rp: Party, browser: Client, provider: Nation) -> None:
    """oidcc-prompt-login"""
    first = rp.believes(whole(rp, browser)["id_token"])
    waits = goes(browser, plain(rp, prompt="login"))
    assert waits.status_code == 302
    assert browser.get(waits["Location"]).status_code == 302  # to sign in, or to prove oneself
    with time_machine.travel(time.time() + 5):
        anew = citizen_signed_in(provider.handle)
        anew.cookies.update({name: morsel for name, morsel in browser.cookies.items() if "waiting" in name})
        told = rp.believes_answer(arrives(anew, waits))
        second = rp.believes(rp.redeems(told["code"], code_verifier=None).json()["id_token"])
    assert second["auth_time"] > first["auth_time"]
    assert second["sub"] == first["sub"]


def test_prompt_none_without_a_session_is_answered_with_login_required(rp: Party) -> None:
    """oidcc-prompt-none-not-logged-in"""
    assert failed(rp, Client(), plain(rp, prompt="none")) == "login_required"


def test_prompt_none_with_a_session_asks_nothing(rp: Party, browser: Client) -> None:
    """oidcc-prompt-none-logged-in"""
    first = rp.believes(whole(rp, browser)["id_token"])
    silent = goes(browser, plain(rp, prompt="none"))
    assert silent.status_code == 303
    told = rp.believes_answer(silent["Location"])
    second = rp.believes(rp.redeems(told["code"], code_verifier=None).json()["id_token"])
    assert (second["sub"], second["auth_time"]) == (first["sub"], first["auth_time"])


def test_max_age_1_has_the_person_sign_in_again(rp: Party, browser: Client) -> None:
    """oidcc-max-age-1"""
    whole(rp, browser)
    with time_machine.travel(time.time() + 2):
        waits = goes(browser, plain(rp, max_age="1"))
        assert waits.status_code == 302
        assert "/my/share/" in waits["Location"]
        assert browser.get(waits["Location"]).status_code == 302
        assert failed(rp, browser, plain(rp, max_age="1", prompt="none")) == "login_required"


def test_max_age_10000_is_met_by_a_fresh_session(rp: Party, browser: Client) -> None:
    """oidcc-max-age-10000"""
    first = rp.believes(whole(rp, browser)["id_token"])
    second = rp.believes(whole(rp, browser, max_age="10000")["id_token"])
    assert first["auth_time"] == second["auth_time"]


def test_unknown_parameters_are_ignored(rp: Party, browser: Client) -> None:
    """oidcc-ensure-request-with-unknown-parameter-succeeds"""
    rp.believes(whole(rp, browser, extra="foobar")["id_token"])


def test_an_id_token_hint_names_who_it_must_be(rp: Party, browser: Client, provider: Nation) -> None:
    """oidcc-id-token-hint"""
    hint = whole(rp, browser)["id_token"]
    silent = goes(browser, plain(rp, prompt="none", id_token_hint=hint))
    assert "code" in rp.believes_answer(silent["Location"])
    other = Person.objects.exclude(handle=provider.handle).filter(in_spine=True)[0].handle
    assert failed(rp, citizen_signed_in(other), plain(rp, prompt="none", id_token_hint=hint)) == "login_required"


def test_a_login_hint_is_accepted(rp: Party, browser: Client) -> None:
    """oidcc-login-hint"""
    rp.believes(whole(rp, browser, login_hint="somebody@example.org")["id_token"])


def test_ui_locales_choose_the_language_of_the_page(rp: Party, browser: Client) -> None:
    """oidcc-ui-locales"""
    waits = goes(browser, plain(rp, ui_locales="se en-GB"))
    assert 'lang="en"' in browser.get(waits["Location"]).content.decode()
    rp.believes_answer(arrives(browser, waits))


def test_claims_locales_are_accepted(rp: Party, browser: Client) -> None:
    """oidcc-claims-locales"""
    rp.believes(whole(rp, browser, claims_locales="se")["id_token"])


def test_acr_values_are_answered_by_the_level_that_there_was(rp: Party, browser: Client) -> None:
    """oidcc-ensure-request-with-acr-values-succeeds"""
    offered = rp.browserless.get("/.well-known/openid-configuration").json()["acr_values_supported"]
    assert rp.believes(whole(rp, browser, acr_values=" ".join(offered))["id_token"])["acr"] in offered


def test_a_code_works_once(rp: Party, browser: Client) -> None:
    """oidcc-codereuse"""
    code = rp.believes_answer(arrives(browser, goes(browser, plain(rp))))["code"]
    assert rp.redeems(code, code_verifier=None).status_code == 200
    again = rp.redeems(code, code_verifier=None)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_code_that_comes_back_after_30_seconds_revokes_the_tokens(rp: Party, browser: Client) -> None:
    """oidcc-codereuse-30seconds"""
    code = rp.believes_answer(arrives(browser, goes(browser, plain(rp))))["code"]
    tokens = rp.redeems(code, code_verifier=None).json()
    assert rp.looks(tokens["access_token"]).status_code == 200
    with time_machine.travel(time.time() + 30):
        assert rp.redeems(code, code_verifier=None).json()["error"] == "invalid_grant"
        assert rp.looks(tokens["access_token"]).status_code == 401
        assert rp.refreshes(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_an_address_that_is_not_registered_is_never_redirected_to(rp: Party, browser: Client) -> None:
    """oidcc-ensure-registered-redirect-uri"""
    for elsewhere in (
        f"{CALLBACK}/",
        f"{CALLBACK}?a=1",
        "https://rp.example.evil/callback",
        "https://rp.example/Callback",
    ):
        assert "redirect_uri" in refused_page(rp, browser, plain(rp, redirect_uri=elsewhere))


def test_a_request_without_redirect_uri_is_shown_to_the_person(rp: Party, browser: Client) -> None:
    """oidcc-redirect-uri-missing"""
    assert "redirect_uri" in refused_page(rp, browser, plain(rp, redirect_uri=None))


def test_the_authorization_endpoint_answers_a_post(rp: Party, browser: Client) -> None:
    """oidcc-ensure-post-request-succeeds"""
    waits = Client(enforce_csrf_checks=True).post("/openid/authorize", plain(rp))  # the form of another site
    assert waits.status_code == 400  # multipart: not the protocol's
    body = "&".join(f"{name}={value}" for name, value in plain(rp).items())
    answer = browser.post("/openid/authorize", body, content_type="application/x-www-form-urlencoded")
    assert "code" in rp.believes_answer(arrives(browser, answer))


def test_a_secret_may_be_sent_in_the_body(provider: Nation, browser: Client) -> None:
    """oidcc-server-client-secret-post"""
    rp = party("poster", auth_method=AuthMethod.SECRET_POST, needs_pkce=False)
    rp.believes(whole(rp, browser)["id_token"])


def test_an_unsigned_request_object_by_reference_is_refused_as_not_supported(rp: Party, browser: Client) -> None:
    """oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported"""
    asked = plain(rp, request_uri="https://rp.example/request.jwt")
    assert failed(rp, browser, asked) == "request_uri_not_supported"
    assert rp.browserless.get("/.well-known/openid-configuration").json()["request_uri_parameter_supported"] is False


def test_an_unsigned_request_object_is_refused_as_not_supported(rp: Party, browser: Client) -> None:
    """oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported"""
    unsigned = f"{b64(json.dumps({'alg': 'none'}).encode())}.{b64(b'{}')}."
    assert failed(rp, browser, plain(rp, request=unsigned)) == "request_not_supported"


def test_a_request_object_cannot_change_the_redirect_address(rp: Party, browser: Client) -> None:
    """oidcc-ensure-request-object-with-redirect-uri"""
    inner = b64(json.dumps({"redirect_uri": "https://evil.example/"}).encode())
    unsigned = f"{b64(json.dumps({'alg': 'none'}).encode())}.{inner}."
    assert failed(rp, browser, plain(rp, request=unsigned)) == "request_not_supported"


def test_an_essential_claim_is_asked_for_by_the_claims_parameter(rp: Party, browser: Client, provider: Nation) -> None:
    """oidcc-claims-essential"""
    wanted = json.dumps({"userinfo": {"name": {"essential": True}}})
    tokens = whole(rp, browser, claims=wanted)  # nothing ticked: what is needed is not a choice
    assert rp.looks(tokens["access_token"]).json()["name"] == provider.full_name


def test_a_refresh_token_gives_new_tokens_about_the_same_person(rp: Party, browser: Client) -> None:
    """oidcc-refresh-token"""
    tokens = whole(rp, browser, scope="openid offline_access", prompt="consent")
    first = rp.believes(tokens["id_token"])
    anew = rp.refreshes(tokens["refresh_token"]).json()
    second = rp.believes(anew["id_token"], access=anew["access_token"], nonce=False)
    assert [second[name] for name in ("iss", "sub", "aud", "auth_time")] == [
        first[name] for name in ("iss", "sub", "aud", "auth_time")
    ]
    assert rp.looks(anew["access_token"]).json()["sub"] == first["sub"]


def test_a_refresh_token_of_another_client_is_refused(rp: Party, browser: Client) -> None:
    """oidcc-refresh-token-rp-key-rotation"""
    tokens = whole(rp, browser)
    other = party("other", auth_method=AuthMethod.SECRET_BASIC)
    assert other.refreshes(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert rp.refreshes(tokens["refresh_token"]).status_code == 200


def test_pkce_is_honoured(rp: Party, browser: Client) -> None:
    """oidcc-ensure-request-with-valid-pkce-succeeds"""
    told = rp.believes_answer(arrives(browser, goes(browser, rp.asks())))
    assert rp.redeems(told["code"], code_verifier="x" * 43).json()["error"] == "invalid_grant"
    assert rp.redeems(told["code"]).status_code == 200


def test_what_the_provider_says_of_itself_is_valid(provider: Nation) -> None:
    """oidcc-discovery-endpoint-verification"""
    told = Client().get("/.well-known/openid-configuration")
    said = OpenIDProviderMetadata(told.json())
    assert told["Content-Type"] == "application/json"
    assert said["issuer"] == ISSUER
    secured = {name: v.replace("http://", "https://") if isinstance(v, str) else v for name, v in said.items()}
    OpenIDProviderMetadata(secured).validate()
    assert set(EVERYTHING) <= set(said["scopes_supported"])


def test_a_whole_sign_in_takes_a_signed_assertion_too(provider: Nation, browser: Client) -> None:
    """oidcc-server (private_key_jwt)"""
    rp = party("signer")
    tokens = signs_in(rp, browser)
    rp.believes(tokens["id_token"], access=tokens["access_token"])
