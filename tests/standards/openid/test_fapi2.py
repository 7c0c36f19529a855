"""The plan "FAPI 2.0 Security Profile" (private_key_jwt, DPoP, PAR) of the OpenID Foundation, in our own words.

One test for each module; its name is the first line of the docstring. docs/conformance.md lists them all.
"""

import base64
import hmac
import json
import secrets
import time
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

from tests.channels.conftest import citizen_signed_in
from tests.nation import Nation
from tests.standards.openid.party import ISSUER, Dpop, Party, arrives, b64, fapi, goes, public, signs_in
from wasl.core import conf
from wasl.identity.openid import dpop, knowing
from wasl.identity.openid.api import new_keys
from wasl.trust.api import Assurance

TOKEN = f"{ISSUER}/openid/token"
USERINFO = f"{ISSUER}/openid/userinfo"


@pytest.fixture
def rp(provider: Nation) -> Party:
    return fapi()


@pytest.fixture
def browser(provider: Nation) -> Client:
    return citizen_signed_in(provider.handle)


def pushed(rp: Party, **changes: str | None) -> dict[str, str]:
    answer = rp.pushes(rp.asks(**changes))
    assert answer.status_code == 201, answer.content
    return {"client_id": rp.client_id, "request_uri": answer.json()["request_uri"]}


def code(rp: Party, browser: Client, **changes: str | None) -> str:
    return rp.believes_answer(arrives(browser, goes(browser, pushed(rp, **changes))))["code"]


def error(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["error"]


def proof(rp: Party, method: str, url: str, token: str | None = None, **changes: Any) -> str:
    assert rp.dpop
    return rp.dpop.proof(method, url, token, **changes)


# --- the way that works ---------------------------------------------------------------------------------------------


def test_a_sign_in_by_the_profile_gives_tokens_that_hold(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-happy-flow"""
    tokens = signs_in(rp, browser)
    claims = rp.believes(tokens["id_token"], access=tokens["access_token"])
    assert tokens["token_type"] == "DPoP"
    assert rp.looks(tokens["access_token"]).json()["sub"] == claims["sub"]


def test_the_provider_describes_the_profile(provider: Nation) -> None:
    """fapi2-security-profile-final-discovery-end-point-verification"""
    said = Client().get("/.well-known/oauth-authorization-server").json()
    assert said["pushed_authorization_request_endpoint"] == f"{ISSUER}/openid/par"
    assert said["authorization_response_iss_parameter_supported"] is True
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["response_types_supported"] == ["code"]
    assert "private_key_jwt" in said["token_endpoint_auth_methods_supported"]
    assert {"ES256", "PS256"} <= set(said["dpop_signing_alg_values_supported"])


def test_a_person_who_declines_is_sent_back_with_access_denied(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-user-rejects-authentication"""
    url = arrives(browser, goes(browser, pushed(rp)), say="no")
    assert rp.believes_answer(url)["error"] == "access_denied"


def test_every_answer_names_the_issuer(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-test-iss-in-authorization-response"""
    assert rp.believes_answer(arrives(browser, goes(browser, pushed(rp))))["iss"] == ISSUER
    silent = goes(Client(), pushed(rp, prompt="none"))
    assert rp.believes_answer(silent["Location"])["iss"] == ISSUER


def test_a_request_without_state_is_answered_without_state(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-ensure-authorization-request-without-state-success"""
    asked = pushed(rp, state=None)
    rp.state = ""
    assert "state" not in rp.believes_answer(arrives(browser, goes(browser, asked)))


def test_a_request_without_nonce_succeeds(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-ensure-authorization-request-without-nonce-success"""
    tokens = signs_in(rp, browser, nonce=None)
    assert "nonce" not in rp.believes(tokens["id_token"], nonce=False)


def test_a_long_state_comes_back_whole(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-ensure-authorization-request-with-long-state"""
    long = "s" * 1000
    asked = pushed(rp, state=long)
    rp.state = long
    rp.believes_answer(arrives(browser, goes(browser, asked)))


def test_a_long_nonce_comes_back_whole(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-ensure-authorization-request-with-long-nonce"""
    long = "n" * 384
    tokens = signs_in(rp, browser, nonce=long)
    rp.nonce = long
    rp.believes(tokens["id_token"])


def test_a_refresh_token_works_and_is_not_turned_over(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-refresh-token"""
    tokens = signs_in(rp, browser)
    anew = rp.refreshes(tokens["refresh_token"]).json()
    assert anew["refresh_token"] == tokens["refresh_token"]
    assert rp.looks(anew["access_token"]).status_code == 200
    other = fapi("other")
    assert error(other.refreshes(tokens["refresh_token"])) == (400, "invalid_grant")


def test_each_sign_in_has_tokens_of_its_own(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-ensure-different-tokens"""
    first, second = signs_in(rp, browser), signs_in(rp, browser)
    for name in ("access_token", "refresh_token", "id_token"):
        assert first[name] != second[name]


# --- pushed requests ------------------------------------------------------------------------------------------------


def test_a_request_that_was_not_pushed_is_refused(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-ensure-unsigned-authorization-request-without-using-par-fails"""
    assert rp.believes_answer(goes(browser, rp.asks())["Location"])["error"] == "invalid_request"


def test_a_request_uri_that_was_answered_is_over(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-par-attempt-reuse-request_uri"""
    asked = pushed(rp)
    arrives(browser, goes(browser, asked))
    assert goes(browser, asked).status_code == 400


def test_a_request_uri_is_over_after_its_time(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-par-attempt-to-use-expired-request_uri"""
    answer = rp.pushes(rp.asks()).json()
    assert 5 <= answer["expires_in"] < 600
    with time_machine.travel(time.time() + answer["expires_in"] + 1):
        assert goes(browser, {"client_id": rp.client_id, "request_uri": answer["request_uri"]}).status_code == 400


def test_a_request_uri_is_its_clients_alone(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-par-attempt-to-use-request_uri-for-different-client"""
    assert goes(browser, pushed(rp) | {"client_id": fapi("other").client_id}).status_code == 400


def test_a_request_uri_cannot_be_pushed(rp: Party) -> None:
    """fapi2-security-profile-final-par-authorization-request-containing-request_uri-form-param"""
    answer = rp.pushes(rp.asks(request_uri="urn:ietf:params:oauth:request_uri:x"))
    assert error(answer) == (400, "invalid_request")


def test_a_pushed_request_without_client_authentication_is_refused(rp: Party) -> None:
    """fapi2-security-profile-final-par-without-client-authentication"""
    body = "&".join(f"{name}={value}" for name, value in rp.asks().items())
    answer = Client().post("/openid/par", body, content_type="application/x-www-form-urlencoded")
    assert error(answer) == (401, "invalid_client")


def test_a_pushed_request_for_an_unregistered_address_is_refused(rp: Party) -> None:
    """fapi2-security-profile-final-ensure-request-object-with-invalid-redirect-uri-fails"""
    assert error(rp.pushes(rp.asks(redirect_uri="https://evil.example/")))[0] == 400


def test_pushing_answers_no_get(provider: Nation) -> None:
    """fapi2-security-profile-final-par-endpoint-only-post"""
    assert Client().get("/openid/par").status_code == 405


def test_pkce_is_required(rp: Party) -> None:
    """fapi2-security-profile-final-par-ensure-pkce-required"""
    assert error(rp.pushes(rp.asks(code_challenge=None, code_challenge_method=None))) == (400, "invalid_request")


def test_plain_pkce_is_refused(rp: Party) -> None:
    """fapi2-security-profile-final-par-plain-pkce-rejected"""
    assert error(rp.pushes(rp.asks(code_challenge_method="plain"))) == (400, "invalid_request")
    assert error(rp.pushes(rp.asks(code_challenge_method=None))) == (400, "invalid_request")


def test_a_wrong_verifier_is_refused(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-par-ensure-incorrect-pkce-code-verifier-rejected"""
    got = code(rp, browser)
    assert error(rp.redeems(got, code_verifier=secrets.token_urlsafe(40))) == (400, "invalid_grant")
    assert error(rp.redeems(got, code_verifier=None)) == (400, "invalid_grant")


@pytest.mark.parametrize("kind", ["token", "id_token", "code id_token", "code token"])
def test_only_the_code_flow_is_served(rp: Party, kind: str) -> None:
    """fapi2-security-profile-final-ensure-response-type-code"""
    assert error(rp.pushes(rp.asks(response_type=kind))) == (400, "unsupported_response_type")


def test_other_parameters_beside_a_request_uri_change_nothing(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-ensure-authorization-request-parameters-only-from-par"""
    asked = pushed(rp) | {"redirect_uri": "https://evil.example/", "state": "other", "scope": "openid profile"}
    rp.believes_answer(arrives(browser, goes(browser, asked)))


# --- codes ------------------------------------------------------------------------------------------------------------


def test_a_code_is_its_clients_alone(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-ensure-authorization-code-is-bound-to-client"""
    got, other = code(rp, browser), fapi("other")
    other.verifier = rp.verifier
    assert error(other.redeems(got)) == (400, "invalid_grant")
    assert rp.redeems(got).status_code == 200


def test_a_code_is_over_after_a_minute(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-attempt-to-use-expired-authorization-code"""
    got = code(rp, browser)
    with time_machine.travel(time.time() + 61):
        assert error(rp.redeems(got)) == (400, "invalid_grant")


def test_a_code_that_was_used_is_over_and_its_tokens_with_it(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-attempt-reuse-authorization-code-after-one-second"""
    got = code(rp, browser)
    tokens = rp.redeems(got).json()
    with time_machine.travel(time.time() + 1):
        assert error(rp.redeems(got)) == (400, "invalid_grant")
        assert error(rp.looks(tokens["access_token"])) == (401, "invalid_token")


# --- who calls --------------------------------------------------------------------------------------------------------


def test_an_expired_assertion_is_refused(rp: Party) -> None:
    """fapi2-security-profile-final-ensure-client-assertion-with-exp-is-5-minutes-in-past-fails"""
    assert error(rp.pushes(rp.asks(), exp=int(time.time()) - 300)) == (401, "invalid_client")


def test_an_assertion_for_another_audience_is_refused(rp: Party) -> None:
    """fapi2-security-profile-final-ensure-client-assertion-with-wrong-aud-fails"""
    assert error(rp.pushes(rp.asks(), aud="https://elsewhere.example")) == (401, "invalid_client")


def test_an_assertion_for_the_token_endpoint_is_refused(rp: Party) -> None:
    """fapi2-security-profile-final-ensure-client-assertion-with-token-endpoint-aud-fails"""
    assert error(rp.pushes(rp.asks(), aud=TOKEN)) == (401, "invalid_client")


def test_an_assertion_whose_audience_is_a_list_is_refused(rp: Party) -> None:
    """fapi2-security-profile-final-ensure-client-assertion-with-array-aud-fails"""
    assert error(rp.pushes(rp.asks(), aud=[ISSUER])) == (401, "invalid_client")


def test_an_assertion_without_sub_is_refused(rp: Party) -> None:
    """fapi2-security-profile-final-ensure-client-assertion-with-no-sub-fails"""
    assert error(rp.pushes(rp.asks(), sub=None)) == (401, "invalid_client")
    assert error(rp.pushes(rp.asks(), iss="somebody")) == (401, "invalid_client")


def test_an_assertion_signed_with_rs256_is_refused(provider: Nation) -> None:
    """fapi2-security-profile-final-ensure-signed-client-assertion-with-RS256-fails"""
    key = RSAKey.generate_key(3072)
    rp = fapi(jwks=json.dumps({"keys": [public(key)]}))
    signed = {"client_assertion_type": knowing.ASSERTION, "client_assertion": rp.assertion(alg="RS256", key=key)}
    assert error(fapi_call(rp, signed)) == (401, "invalid_client")
    signed["client_assertion"] = rp.assertion(alg="PS256", key=key)
    assert fapi_call(rp, signed).status_code == 201


def fapi_call(rp: Party, proven: dict[str, str]) -> HttpResponse:
    body = "&".join(f"{name}={value}" for name, value in (rp.asks() | proven).items())
    return Client().post("/openid/par", body, content_type="application/x-www-form-urlencoded")


def test_an_assertion_issued_8_seconds_ahead_is_accepted(rp: Party) -> None:
    """fapi2-security-profile-final-ensure-client-assertion-with-iat-8-seconds-in-future-success"""
    ahead = int(time.time()) + 8
    assert rp.pushes(rp.asks(), iat=ahead, nbf=ahead).status_code == 201


def test_an_assertion_issued_60_seconds_ahead_is_refused(rp: Party) -> None:
    """fapi2-security-profile-final-ensure-client-assertion-with-iat-60-seconds-in-future-fails"""
    ahead = int(time.time()) + 61
    assert error(rp.pushes(rp.asks(), iat=ahead)) == (401, "invalid_client")
    assert error(rp.pushes(rp.asks(), nbf=ahead)) == (401, "invalid_client")


def test_an_assertion_works_once(rp: Party) -> None:
    """fapi2-security-profile-final-ensure-client-assertion-jti-reuse-fails"""
    assert rp.pushes(rp.asks(), jti="same").status_code == 201
    assert error(rp.pushes(rp.asks(), jti="same")) == (401, "invalid_client")
    assert error(rp.calls("token", {"grant_type": "client_credentials"}, jti="same")) == (401, "invalid_client")


def test_an_assertion_with_another_key_is_refused(rp: Party) -> None:
    """fapi2-security-profile-final-ensure-client-assertion-with-wrong-key-fails"""
    stranger = ECKey.generate_key("P-256")
    signed = {"client_assertion_type": knowing.ASSERTION, "client_assertion": rp.assertion(key=stranger)}
    assert error(fapi_call(rp, signed)) == (401, "invalid_client")


def test_an_unsigned_assertion_is_refused(rp: Party) -> None:
    """fapi2-security-profile-final-ensure-client-assertion-alg-none-fails"""
    _, body, _ = rp.assertion().split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","kid":"rp"}').rstrip(b"=").decode()
    signed = {"client_assertion_type": knowing.ASSERTION, "client_assertion": f"{none}.{body}."}
    assert error(fapi_call(rp, signed)) == (401, "invalid_client")


def test_a_public_key_is_no_secret_to_sign_with(rp: Party) -> None:
    """fapi2-security-profile-final-ensure-client-assertion-hmac-with-public-key-fails"""
    _, body, _ = rp.assertion().split(".")
    head = b64(b'{"alg":"HS256","kid":"rp"}')
    mark = hmac.digest(rp.key.as_pem(private=False), f"{head}.{body}".encode(), "sha256")
    forged = f"{head}.{body}.{b64(mark)}"
    signed = {"client_assertion_type": knowing.ASSERTION, "client_assertion": forged}
    assert error(fapi_call(rp, signed)) == (401, "invalid_client")


def test_the_token_endpoint_asks_who_calls(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-ensure-token-endpoint-fails-without-client-assertion"""
    got = code(rp, browser)
    body = f"grant_type=authorization_code&code={got}&client_id={rp.client_id}&code_verifier={rp.verifier}"
    answer = Client().post("/openid/token", body, content_type="application/x-www-form-urlencoded")
    assert error(answer) == (401, "invalid_client")


def test_a_key_that_was_replaced_signs_nothing_more(rp: Party) -> None:
    """fapi2-security-profile-final-ensure-replaced-client-key-fails"""
    fresh = ECKey.generate_key("P-256")
    new_keys(rp.client_id, json.dumps({"keys": [public(fresh, "fresh")]}))
    assert error(rp.pushes(rp.asks())) == (401, "invalid_client")


# --- proof of possession ------------------------------------------------------------------------------------------


def test_a_token_request_without_proof_is_refused(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-ensure-token-endpoint-fails-without-dpop"""
    got = code(rp, browser)
    rp.dpop = None
    assert error(rp.redeems(got)) == (400, "invalid_dpop_proof")


NEGATIVE: dict[str, dict[str, Any]] = {
    "typ": {"header": {"typ": "JWT"}},
    "no jwk": {"header": {"jwk": None}},
    "htm": {"htm": "GET"},
    "no htm": {"htm": None},
    "htu": {"htu": "https://elsewhere.example/token"},
    "no htu": {"htu": None},
    "no iat": {"iat": None},
    "no jti": {"jti": None},
    "another key": {"signer": ECKey.generate_key("P-256")},
}


@pytest.mark.parametrize("what", NEGATIVE)
def test_a_proof_with_a_fault_is_refused_for_tokens(rp: Party, what: str) -> None:
    """fapi2-security-profile-final-dpop-negative-tests (token endpoint)"""
    wrong = proof(rp, "POST", TOKEN, **NEGATIVE[what])
    answer = rp.calls("token", {"grant_type": "client_credentials"}, proof=wrong)
    assert error(answer) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize("what", [*NEGATIVE, "ath", "no ath"])
def test_a_proof_with_a_fault_is_refused_for_facts(rp: Party, browser: Client, what: str) -> None:
    """fapi2-security-profile-final-dpop-negative-tests (resource endpoint)"""
    token = signs_in(rp, browser)["access_token"]
    fault = {"htm": {"htm": "POST"}, "ath": {"ath": "x"}, "no ath": {"ath": None}}.get(what) or NEGATIVE[what]
    assert rp.looks(token, proof=proof(rp, "GET", USERINFO, token, **fault)).status_code == 401


def test_a_proof_with_a_private_key_inside_is_refused(rp: Party) -> None:
    """fapi2-security-profile-final-dpop-private-key-in-jwk-fails"""
    assert rp.dpop
    wrong = proof(rp, "POST", TOKEN, header={"jwk": rp.dpop.key.as_dict(private=True)})
    assert error(rp.calls("token", {"grant_type": "client_credentials"}, proof=wrong)) == (400, "invalid_dpop_proof")


def test_a_proof_signed_with_a_shared_secret_is_refused(rp: Party) -> None:
    """fapi2-security-profile-final-dpop-symmetric-key-fails"""
    key = OctKey.generate_key(256)
    head = {"typ": "dpop+jwt", "alg": "HS256", "jwk": key.as_dict(private=True)}
    claims = {"jti": "1", "htm": "POST", "htu": TOKEN, "iat": int(time.time())}
    wrong = jws.serialize_compact(head, json.dumps(claims), key, algorithms=["HS256"])
    assert error(rp.calls("token", {"grant_type": "client_credentials"}, proof=wrong)) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize("off", [-10, 9])
def test_a_proof_10_seconds_off_is_accepted(rp: Party, off: int) -> None:
    """fapi2-security-profile-final-dpop-iat-10-seconds-success"""
    shown = proof(rp, "POST", TOKEN, iat=int(time.time()) + off)
    assert rp.calls("token", {"grant_type": "client_credentials"}, proof=shown).status_code == 200


@pytest.mark.parametrize("off", [-120, 61])
def test_a_proof_that_is_not_from_now_is_refused(rp: Party, off: int) -> None:
    """fapi2-security-profile-final-dpop-iat-out-of-window-fails"""
    shown = proof(rp, "POST", TOKEN, iat=int(time.time()) + off)
    assert error(rp.calls("token", {"grant_type": "client_credentials"}, proof=shown)) == (400, "invalid_dpop_proof")


def test_a_proof_works_once(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-dpop-jti-reuse-fails"""
    shown = proof(rp, "POST", TOKEN)
    form = {"grant_type": "client_credentials"}
    assert rp.calls("token", form, proof=shown).status_code == 200
    assert error(rp.calls("token", form, proof=shown)) == (400, "invalid_dpop_proof")
    token = signs_in(rp, browser)["access_token"]
    shown = proof(rp, "GET", USERINFO, token)
    assert rp.looks(token, proof=shown).status_code == 200
    assert error(rp.looks(token, proof=shown)) == (401, "invalid_dpop_proof")


def test_a_token_is_bound_to_the_key_that_it_was_made_for(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-ensure-access-token-is-bound-to-dpop-key"""
    token = signs_in(rp, browser)["access_token"]
    thief = Dpop()
    assert error(rp.looks(token, proof=thief.proof("GET", USERINFO, token))) == (401, "invalid_token")


def test_a_bound_token_is_no_bearer_token(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-ensure-dpop-token-as-bearer-fails"""
    assert error(rp.looks(signs_in(rp, browser)["access_token"], scheme="Bearer")) == (401, "invalid_token")


def test_a_code_may_be_bound_to_a_key_beforehand(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-dpop-auth-code-binding"""
    assert rp.dpop
    got = code(rp, browser, dpop_jkt=rp.dpop.jkt)
    assert error(rp.redeems(got, proof=Dpop().proof("POST", TOKEN))) == (400, "invalid_grant")
    assert rp.redeems(got).status_code == 200


def test_a_nonce_is_asked_for_where_it_is_set(rp: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    """fapi2-security-profile-final-dpop-nonce"""
    asks = conf.settings().model_copy(update={"dpop_nonce": True})
    monkeypatch.setattr(dpop, "settings", lambda: asks)
    form = {"grant_type": "client_credentials"}
    answer = rp.calls("token", form, proof=proof(rp, "POST", TOKEN))
    assert error(answer) == (400, "use_dpop_nonce")
    given = answer["DPoP-Nonce"]
    assert rp.calls("token", form, proof=proof(rp, "POST", TOKEN, nonce=given)).status_code == 200
    with time_machine.travel(time.time() + 301):
        assert error(rp.calls("token", form, proof=proof(rp, "POST", TOKEN, nonce=given))) == (400, "use_dpop_nonce")
    assert error(rp.calls("token", form, proof=proof(rp, "POST", TOKEN, nonce="1.2.3"))) == (400, "use_dpop_nonce")


# --- facts ------------------------------------------------------------------------------------------------------------


def test_no_token_in_an_address(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-access-token-in-query-fails"""
    token = signs_in(rp, browser)["access_token"]
    assert Client().get("/openid/userinfo", {"access_token": token}).status_code == 401


def test_a_token_that_was_changed_is_refused(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-ensure-tampered-access-token-fails"""
    head, body, signature = signs_in(rp, browser)["access_token"].split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["sub"] = "somebody"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    assert error(rp.looks(f"{head}.{forged}.{signature}")) == (401, "invalid_token")


def test_an_access_token_has_an_end(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-ensure-expired-access-token-fails"""
    tokens = signs_in(rp, browser)
    with time_machine.travel(time.time() + tokens["expires_in"] + 1):
        assert error(rp.looks(tokens["access_token"])) == (401, "invalid_token")


def test_a_level_that_is_essential_and_missing_leads_to_the_page_that_raises_it(rp: Party, browser: Client) -> None:
    """fapi2-security-profile-final-acr-essential"""
    wanted = json.dumps({"id_token": {"acr": {"essential": True, "values": ["urn:wasl:acr:high"]}}})
    waits = goes(browser, pushed(rp, claims=wanted))
    page = browser.get(waits["Location"])
    assert page.status_code == 200
    assert "fact" not in page.content.decode()
    silent = goes(browser, pushed(rp, claims=wanted, prompt="none"))
    assert rp.believes_answer(silent["Location"])["error"] == "interaction_required"


def test_a_level_that_is_there_is_told(provider: Nation) -> None:
    """fapi2-security-profile-final-acr-met"""
    rp, surely = fapi(), citizen_signed_in(provider.handle, Assurance.HIGH, ("swk", "user"))
    wanted = json.dumps({"id_token": {"acr": {"essential": True, "values": ["urn:wasl:acr:high"]}}})
    claims = rp.believes(signs_in(rp, surely, claims=wanted)["id_token"])
    assert claims["acr"] == "urn:wasl:acr:high"
    assert claims["amr"] == ["swk", "user"]
