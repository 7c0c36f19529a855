"""What an attacker sends, or an honest program by mistake: refused, without hurting the honest."""

import base64
import json
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.channels.conftest import citizen_signed_in
from tests.nation import Nation
from tests.standards.openid.party import (
    CALLBACK,
    GRANTS,
    Party,
    arrives,
    goes,
    party,
    public,
    signs_in,
)
from wasl.core.errors import Refusal
from wasl.identity.openid import fetching, party_keys
from wasl.identity.openid.api import (
    AuthMethod,
    new_secret,
    reinstate,
    ring,
    rotate,
    suspend,
    tidy,
    withdraw,
)
from wasl.identity.openid.fetching import Told
from wasl.identity.openid.models import Asked, Grant, Spent
from wasl.persons.models import Person


@pytest.fixture
def rp(provider: Nation) -> Party:
    return party()


@pytest.fixture
def browser(provider: Nation) -> Client:
    return citizen_signed_in(provider.handle)


def error(answer: Any) -> str:
    return str(json.loads(answer.content)["error"])


# --- answers that are replayed or mixed up ----------------------------------------------------------------------------


def test_a_code_of_one_relying_party_is_nothing_to_another(rp: Party, browser: Client) -> None:
    code = rp.believes_answer(arrives(browser, goes(browser, rp.asks())))["code"]
    other = party("other")
    other.verifier = rp.verifier
    assert error(other.redeems(code)) == "invalid_grant"
    assert rp.redeems(code).status_code == 200, "the honest one is not hurt"


def test_an_answer_with_another_issuer_is_not_believed(rp: Party, browser: Client) -> None:
    url = arrives(browser, goes(browser, rp.asks()))
    with pytest.raises(AssertionError):
        rp.believes_answer(url.replace("localhost%3A8000", "elsewhere.example"))


def test_an_answer_to_another_request_is_not_believed(rp: Party, browser: Client) -> None:
    url = arrives(browser, goes(browser, rp.asks()))
    rp.asks()
    with pytest.raises(AssertionError):
        rp.believes_answer(url)


def test_a_code_of_another_session_does_not_fit_the_verifier(rp: Party, browser: Client) -> None:
    code = rp.believes_answer(arrives(browser, goes(browser, rp.asks())))["code"]
    rp.asks()  # the victim's own request, into which the code is injected
    assert error(rp.redeems(code)) == "invalid_grant"


def test_a_verifier_without_a_challenge_is_refused(provider: Nation, browser: Client) -> None:
    rp = party("plain", needs_pkce=False)
    asked = rp.asks(code_challenge=None, code_challenge_method=None)
    code = rp.believes_answer(arrives(browser, goes(browser, asked)))["code"]
    assert error(rp.redeems(code)) == "invalid_grant"


def test_a_request_is_answered_only_in_the_browser_in_which_it_began(rp: Party, browser: Client) -> None:
    waits = goes(Client(), rp.asks())
    assert browser.get(waits["Location"]).status_code == 400
    assert browser.post(waits["Location"], {"answer": "yes"}).status_code == 400
    assert not Grant.objects.exists()


def test_agreeing_twice_gives_one_code(rp: Party, browser: Client) -> None:
    waits = goes(browser, rp.asks())
    assert browser.post(waits["Location"], {"answer": "yes"}).status_code == 200
    assert browser.post(waits["Location"], {"answer": "yes"}).status_code == 400
    assert Grant.objects.count() == 1


def test_the_page_of_consent_takes_no_forged_form(rp: Party, provider: Nation) -> None:
    browser = citizen_signed_in(provider.handle)
    browser.handler.enforce_csrf_checks = True
    waits = goes(browser, rp.asks())
    assert browser.post(waits["Location"], {"answer": "yes"}).status_code == 403


# --- open redirects ---------------------------------------------------------------------------------------------------

ELSEWHERE = [
    "https://evil.example/",
    "https://rp.example/callback/../evil",
    "https://rp.example@evil.example/callback",
    "https://rp.example/callback#x",
    "HTTPS://RP.example/callback",
    "https://rp.example:443/callback",
    "javascript:alert(1)",
    "//rp.example/callback",
    "",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_sent_to_an_address_that_is_not_registered(rp: Party, browser: Client, address: str) -> None:
    for asked in (rp.asks(redirect_uri=address), rp.asks(redirect_uri=address, response_type="token", prompt="none")):
        answer = goes(browser, asked)
        assert (answer.status_code, answer.get("Location")) == (400, None)


@pytest.mark.parametrize("address", ["https://evil.example/", "https://rp.example/left?x=1"])
def test_signing_out_leads_nowhere_that_is_not_registered(rp: Party, browser: Client, address: str) -> None:
    tokens = signs_in(rp, browser)
    answer = browser.get(
        "/openid/end_session", {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": address}
    )
    assert answer["Location"] == "/"


# --- tokens that are not ours -----------------------------------------------------------------------------------------


def claims_of(token: str) -> dict[str, Any]:
    return dict(json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "==")))


def test_a_token_signed_by_somebody_else_is_refused(rp: Party, browser: Client) -> None:
    claims = claims_of(signs_in(rp, browser)["access_token"])
    stranger = ECKey.generate_key("P-256")
    kid = next(key.kid for kid, key in ring().public.items() if key.key_type == "EC")
    for named in (kid, "unknown", None):
        head = {"alg": "ES256", "typ": "at+jwt"} | ({"kid": named} if named else {})
        assert error(rp.looks(jwt.encode(head, claims, stranger, algorithms=["ES256"]))) == "invalid_token"


def test_an_unsigned_token_is_refused(rp: Party, browser: Client) -> None:
    body = signs_in(rp, browser)["access_token"].split(".")[1]
    for alg in ("none", "None", "NONE"):
        head = base64.urlsafe_b64encode(json.dumps({"alg": alg, "typ": "at+jwt"}).encode()).rstrip(b"=").decode()
        assert error(rp.looks(f"{head}.{body}.")) == "invalid_token"


def test_an_id_token_opens_nothing(rp: Party, browser: Client) -> None:
    assert error(rp.looks(signs_in(rp, browser)["id_token"])) == "invalid_token"


def test_an_access_token_is_no_hint_of_who_it_must_be(rp: Party, browser: Client) -> None:
    token = signs_in(rp, browser)["access_token"]
    told = rp.believes_answer(goes(browser, rp.asks(id_token_hint=token, prompt="none"))["Location"])
    assert told["error"] == "invalid_request"


def test_a_token_of_another_issuer_is_refused(rp: Party, browser: Client) -> None:
    claims = claims_of(signs_in(rp, browser)["access_token"]) | {"iss": "https://elsewhere.example"}
    key = ring().signer("ES256")
    forged = jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": key.kid}, claims, key, algorithms=["ES256"])
    assert error(rp.looks(forged)) == "invalid_token"


def test_a_relying_partys_own_token_speaks_of_nobody(rp: Party) -> None:
    token = rp.calls("token", {"grant_type": "client_credentials"}).json()["access_token"]
    assert error(rp.looks(token)) == "invalid_token"


@pytest.mark.parametrize("token", ["x", "a.b.c", "\u0661", "." * 50, "eyJhbGciOiJFUzI1NiJ9..", "x" * 5000])
def test_rubbish_is_refused_in_order(rp: Party, token: str) -> None:
    body = f"access_token={token}".encode()
    answer = Client().post("/openid/userinfo", body, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, error(answer)) == (401, "invalid_token")
    for form in (
        {"grant_type": "refresh_token", "refresh_token": token},
        {"grant_type": "authorization_code", "code": token},
    ):
        assert error(rp.calls("token", form)) == "invalid_grant"


# --- parameters -------------------------------------------------------------------------------------------------------


def test_a_parameter_that_is_sent_twice_is_refused(rp: Party, browser: Client) -> None:
    query = "&".join(f"{name}={value}" for name, value in rp.asks().items())
    answer = browser.get(f"/openid/authorize?{query}&redirect_uri=https://evil.example/")
    assert answer.status_code == 400
    form = "grant_type=client_credentials&grant_type=authorization_code"
    told = Client().post("/openid/token", form, content_type="application/x-www-form-urlencoded")
    assert error(told) == "invalid_request"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"claims": "{"}, "invalid_request"),
        ({"claims": "[]"}, "invalid_request"),
        ({"claims": '{"userinfo": 3}'}, "invalid_request"),
        ({"claims": '{"id_token": {"acr": [1]}}'}, "invalid_request"),
        ({"claims": "[" * 3000}, "invalid_request"),
        ({"id_token_hint": "rubbish"}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"response_type": "code token"}, "unsupported_response_type"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"nonce": "n" * 4001}, "invalid_request"),
        ({"nonce": "a\x00b"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
    ],
)
def test_a_request_with_a_fault_is_sent_back_with_its_code(
    rp: Party, browser: Client, changes: dict[str, str | None], code: str
) -> None:
    assert rp.believes_answer(goes(browser, rp.asks(**changes))["Location"])["error"] == code


@pytest.mark.parametrize("client_id", ["", "nobody", "a\x00b", "x" * 500, "💥"])
def test_a_client_that_nobody_knows_is_refused(provider: Nation, browser: Client, client_id: str) -> None:
    assert goes(browser, {"client_id": client_id, "redirect_uri": CALLBACK}).status_code == 400
    answer = Client().post("/openid/token", {"client_id": client_id})
    assert answer.status_code == 400, "a form of another kind"


def test_two_ways_of_proving_oneself_are_one_too_many(provider: Nation) -> None:
    rp = party("basic", auth_method=AuthMethod.SECRET_BASIC)
    answer = rp.calls("token", {"grant_type": "client_credentials", "client_secret": rp.secret or ""})
    assert error(answer) == "invalid_request"


def test_a_wrong_secret_and_an_unknown_client_are_answered_alike(provider: Nation) -> None:
    rp = party("basic", auth_method=AuthMethod.SECRET_POST)
    kind = "application/x-www-form-urlencoded"
    told = [
        Client().post(
            "/openid/token", f"grant_type=client_credentials&client_id={who}&client_secret=w", content_type=kind
        )
        for who in (rp.client_id, "nobody")
    ]
    assert [answer.status_code for answer in told] == [401, 401]
    assert told[0].content == told[1].content


def test_a_method_that_was_not_registered_does_not_work(rp: Party) -> None:
    kind = "application/x-www-form-urlencoded"
    answer = Client().post("/openid/token", f"client_id={rp.client_id}&client_secret=", content_type=kind)
    assert (answer.status_code, error(answer)) == (401, "invalid_client")


def test_more_than_was_granted_is_not_refreshed(rp: Party, browser: Client) -> None:
    token = signs_in(rp, browser)["refresh_token"]
    assert error(rp.refreshes(token, scope="openid profile")) == "invalid_scope"


def test_what_was_not_registered_is_not_granted(provider: Nation, browser: Client) -> None:
    rp = party("narrow", grant_types=GRANTS[:1], scopes=("openid",), purpose="", agreement="")
    assert error(rp.calls("token", {"grant_type": "client_credentials"})) == "unauthorized_client"
    assert error(rp.calls("token", {"grant_type": "password"})) == "unsupported_grant_type"
    tokens = signs_in(rp, browser, scope="openid profile email", claims='{"userinfo": {"name": {"essential": true}}}')
    assert "refresh_token" not in tokens
    assert set(rp.looks(tokens["access_token"]).json()) == {"sub"}


# --- refreshing at the same time ----------------------------------------------------------------------------------


def test_refreshing_twice_at_the_same_time_logs_nobody_out(rp: Party, browser: Client) -> None:
    token = signs_in(rp, browser)["refresh_token"]
    ready = threading.Barrier(4)

    def refresh() -> tuple[int, str]:
        try:
            ready.wait(10)
            answer = rp.refreshes(token)
            return answer.status_code, answer.json().get("refresh_token", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        told = [one.result() for one in [pool.submit(refresh) for _ in range(4)]]
    assert [status for status, _ in told] == [200] * 4
    assert len({successor for _, successor in told}) == 1, "all have the same successor"
    assert rp.refreshes(told[0][1]).status_code == 200


def test_a_lost_answer_is_made_up_for_by_asking_again(rp: Party, browser: Client) -> None:
    token = signs_in(rp, browser)["refresh_token"]
    lost = rp.refreshes(token).json()["refresh_token"]
    with time_machine.travel(time.time() + 60):
        assert rp.refreshes(token).json()["refresh_token"] == lost


def test_a_refresh_token_that_was_replaced_long_ago_revokes_all(rp: Party, browser: Client) -> None:
    stolen = signs_in(rp, browser)["refresh_token"]
    fresh = rp.refreshes(stolen).json()
    newest = rp.refreshes(fresh["refresh_token"]).json()
    assert error(rp.refreshes(stolen)) == "invalid_grant"
    assert error(rp.refreshes(newest["refresh_token"])) == "invalid_grant"
    assert error(rp.looks(newest["access_token"])) == "invalid_token"


def test_the_former_refresh_token_is_dead_after_two_minutes(rp: Party, browser: Client) -> None:
    token = signs_in(rp, browser)["refresh_token"]
    rp.refreshes(token)
    with time_machine.travel(time.time() + 121):
        assert error(rp.refreshes(token)) == "invalid_grant"


def test_a_guessed_refresh_token_is_refused_and_hurts_nobody(rp: Party, browser: Client) -> None:
    token = signs_in(rp, browser)["refresh_token"]
    grant = token.split(".")[0]
    for guess in (
        f"{grant}.1.{secrets.token_urlsafe(32)}",
        f"{grant}.99999999999.x",
        f"{grant}.٣.x",
        grant,
        f"{grant}.-1.x",
    ):
        assert error(rp.refreshes(guess)) == "invalid_grant"
    assert rp.refreshes(token).status_code == 200


# --- stale keys -------------------------------------------------------------------------------------------------------


def test_a_relying_party_may_change_its_keys_at_its_own_address(
    provider: Nation, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    published: dict[str, Any] = {}
    asked: list[str] = []

    def fetch(address: str, *, form: dict[str, str] | None = None) -> Told:
        asked.append(address)
        return Told(200, json.dumps(published).encode())

    monkeypatch.setattr(party_keys, "fetch", fetch)
    monkeypatch.setattr(party_keys, "AGAIN", 0.0)
    rp = party("fetched", jwks="", jwks_uri="https://rp.example/jwks")
    published["keys"] = [public(rp.key, "rp")]
    signs_in(rp, browser)
    signs_in(rp, browser)
    assert len(asked) == 1, "kept between calls"
    stale, rp.key = rp.key, ECKey.generate_key("P-256")
    published["keys"] = [public(rp.key, "new")]
    answer = rp.calls("token", {"grant_type": "client_credentials"}, kid="new")
    assert answer.status_code == 200, answer.content
    assert error(rp.calls("token", {"grant_type": "client_credentials"}, kid="rp", key=stale)) == "invalid_client"


def test_an_address_that_does_not_answer_leaves_the_keys_as_they_were(
    provider: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    rp = party("fetched", jwks="", jwks_uri="https://rp.example/jwks")
    told = [Told(200, json.dumps({"keys": [public(rp.key)]}).encode()), Told(500, b"")]
    monkeypatch.setattr(party_keys, "fetch", lambda address: told.pop(0))
    monkeypatch.setattr(party_keys, "FRESH", 0.0)
    for _ in range(2):
        assert rp.calls("token", {"grant_type": "client_credentials"}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "http://rp.example/jwks",
        "https://169.254.169.254/latest",
        "https://10.0.0.1/",
        "file:///etc/passwd",
        "https://[fd00::1]/",
    ],
)
def test_nobody_makes_the_provider_look_inside(address: str) -> None:
    with pytest.raises(Refusal):
        fetching.fetch(address)


# --- the provider's own keys --------------------------------------------------------------------------------------


def test_keys_are_turned_over_without_breaking_what_runs(rp: Party, browser: Client) -> None:
    before = signs_in(rp, browser)
    published = {key["kid"] for key in Client().get("/openid/jwks").json()["keys"]}
    rotate()
    after = signs_in(rp, browser)
    rp.believes(after["id_token"])
    head = [json.loads(base64.urlsafe_b64decode(one["id_token"].split(".")[0] + "==")) for one in (before, after)]
    assert head[0]["kid"] != head[1]["kid"]
    assert head[1]["kid"] in published, "relying parties knew the key before it signed"
    assert rp.looks(before["access_token"]).status_code == 200
    assert withdraw(head[0]["kid"])
    assert error(rp.looks(before["access_token"])) == "invalid_token"


def test_published_keys_hold_nothing_private(provider: Nation) -> None:
    told = Client().get("/openid/jwks")
    assert told["Content-Type"] == "application/jwk-set+json"
    assert all(not {"d", "p", "q"} & set(key) for key in told.json()["keys"])
    assert {key["kty"] for key in told.json()["keys"]} == {"EC", "RSA"}


# --- names ------------------------------------------------------------------------------------------------------------


def test_names_of_a_person_cannot_be_joined_and_stay(provider: Nation, browser: Client) -> None:
    one, two = party("one"), party("two", redirect_uris=("https://two.example/callback",))
    same = party("same")
    subjects = {}
    for rp in (one, same):
        subjects[rp.client_id] = rp.believes(signs_in(rp, browser)["id_token"])["sub"]
    code = goes(browser, two.asks(redirect_uri="https://two.example/callback"))
    url = arrives(browser, code)
    token = two.redeems(url.split("code=")[1].split("&")[0], redirect_uri="https://two.example/callback").json()
    subjects["two"] = two.believes(token["id_token"])["sub"]
    assert subjects["one"] == subjects["same"], "one host, one name"
    assert subjects["one"] != subjects["two"]
    assert provider.number not in json.dumps(claims_of(token["access_token"]))
    assert provider.handle not in json.dumps([claims_of(token["access_token"]), claims_of(token["id_token"])])


def test_no_number_and_no_handle_stands_in_any_address(rp: Party, browser: Client, provider: Nation) -> None:
    waits = goes(browser, rp.asks(login_hint="x"))
    url = arrives(browser, waits)
    for address in (waits["Location"], url):
        assert provider.handle not in address
        assert provider.number not in address


def test_another_persons_hint_does_not_open_this_persons_session(rp: Party, browser: Client, provider: Nation) -> None:
    hint = signs_in(rp, browser)["id_token"]
    other = Person.objects.exclude(handle=provider.handle).filter(in_spine=True)[0].handle
    stranger = citizen_signed_in(other)
    waits = goes(stranger, rp.asks(id_token_hint=hint))
    assert stranger.get(waits["Location"])["Location"] == "/my/sign-in/"


# --- suspension, secrets, tidying -------------------------------------------------------------------------------------


def test_a_suspended_relying_party_gets_nothing(rp: Party, browser: Client) -> None:
    tokens = signs_in(rp, browser)
    suspend(rp.client_id)
    assert error(rp.looks(tokens["access_token"])) == "invalid_token"
    assert error(rp.refreshes(tokens["refresh_token"])) == "invalid_client"
    assert goes(browser, rp.asks()).status_code == 400
    reinstate(rp.client_id)
    assert rp.looks(tokens["access_token"]).status_code == 200


def test_a_new_secret_ends_the_old_one(provider: Nation) -> None:
    rp = party("basic", auth_method=AuthMethod.SECRET_BASIC)
    old, rp.secret = rp.secret, new_secret("basic")
    assert rp.calls("token", {"grant_type": "client_credentials"}).status_code == 200
    rp.secret = old
    assert error(rp.calls("token", {"grant_type": "client_credentials"})) == "invalid_client"


def test_what_is_over_is_dropped_and_what_runs_stays(rp: Party, browser: Client) -> None:
    tokens = signs_in(rp, browser)
    goes(Client(), rp.asks())
    assert (Asked.objects.count(), Spent.objects.exists()) == (1, True)
    with time_machine.travel(time.time() + 3700):
        tidy()
    assert (Asked.objects.count(), Spent.objects.count()) == (0, 0)
    assert rp.looks(tokens["access_token"]).status_code == 200
    with time_machine.travel(time.time() + 30 * 86400):
        tidy()
    assert not Grant.objects.exists()


# --- revoking and asking ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_a_revoked_token_opens_nothing(rp: Party, browser: Client, which: str) -> None:
    tokens = signs_in(rp, browser)
    assert rp.calls("introspect", {"token": tokens[which]}).json()["active"] is True
    assert rp.calls("revoke", {"token": tokens[which]}).status_code == 200
    assert rp.calls("introspect", {"token": tokens[which]}).json() == {"active": False}
    assert error(rp.looks(tokens["access_token"])) == "invalid_token"
    assert error(rp.refreshes(tokens["refresh_token"])) == "invalid_grant"


def test_nobody_revokes_or_asks_about_anothers_token(rp: Party, browser: Client) -> None:
    tokens, other = signs_in(rp, browser), party("other")
    for which in ("access_token", "refresh_token"):
        assert other.calls("introspect", {"token": tokens[which]}).json() == {"active": False}
        assert other.calls("revoke", {"token": tokens[which]}).status_code == 200
    assert rp.looks(tokens["access_token"]).status_code == 200


def test_a_relying_partys_own_token_can_be_revoked(rp: Party) -> None:
    token = rp.calls("token", {"grant_type": "client_credentials"}).json()["access_token"]
    assert rp.calls("introspect", {"token": token}).json()["client_id"] == rp.client_id
    rp.calls("revoke", {"token": token})
    assert rp.calls("introspect", {"token": token}).json() == {"active": False}
