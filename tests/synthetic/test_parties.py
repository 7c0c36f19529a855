"""The demo's agency and bank as programs of others: whom they believe, what they refuse, what their pages say."""

import ast
import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from tests.conftest import ROOT
from wasl.synthetic.parties.app import App
from wasl.synthetic.parties.believing import LEVELS, LOGOUT_EVENT
from wasl.synthetic.parties.keys import kept_keys
from wasl.synthetic.parties.party import AGENCY, BANK, Party
from wasl.synthetic.parties.provider import Provider
from wasl.synthetic.parties.signing import half_hashed, hashed

PARTIES = ROOT / "src/wasl/synthetic/parties"
ISSUER = "https://wasl.example"
HERE = "http://127.0.0.1:8011"
KEY = ECKey.generate_key("P-256", auto_kid=True)


@dataclass
class MadeUpProvider:
    """Answers as the real one does, unless told to lie."""

    id_token: dict[str, Any] = field(default_factory=dict)  # claims in place of the right ones
    head: dict[str, Any] = field(default_factory=dict)
    key: ECKey | OctKey = field(default_factory=lambda: KEY)
    token_type: str = "DPoP"
    facts: list[tuple[int, dict[str, Any]]] = field(default_factory=list)  # answers of userinfo, in turn
    is_down: bool = False
    wants_nonce: bool = False
    pushed: dict[str, str] = field(default_factory=dict)
    seen: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("down")
        self.seen.append(request)
        name = request.url.path.rpartition("/")[2].replace("-", "_")
        if self.wants_nonce and "DPoP" in request.headers and "nonce" not in claims_of(request.headers["DPoP"]):
            return httpx.Response(400, json={"error": "use_dpop_nonce"}, headers={"DPoP-Nonce": "n1"})
        answer: httpx.Response = getattr(self, f"answer_{name}")(request)
        return answer

    def answer_openid_configuration(self, _: httpx.Request) -> httpx.Response:
        named = {"authorization": "authorize", "pushed_authorization_request": "par", "end_session": "end_session"}
        paths = {**named, "token": "token", "userinfo": "userinfo"}
        ends = {f"{name}_endpoint": f"{ISSUER}/{path}" for name, path in paths.items()}
        return httpx.Response(200, json={"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks", **ends})

    def answer_jwks(self, _: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=KeySet([KEY]).as_dict(private=False))

    def answer_par(self, request: httpx.Request) -> httpx.Response:
        self.pushed = dict(parse_qsl(request.content.decode()))
        return httpx.Response(201, json={"request_uri": "urn:one", "expires_in": 90})

    def answer_token(self, _: httpx.Request) -> httpx.Response:
        told = {"access_token": "opens", "refresh_token": "again", "token_type": self.token_type}
        return httpx.Response(200, json={**told, "id_token": self.made_id_token()})

    def answer_userinfo(self, _: httpx.Request) -> httpx.Response:
        status, told = self.facts.pop(0) if self.facts else (200, {"sub": "s1", "name": "Mona <b>"})
        return httpx.Response(status, json=told)

    def made_id_token(self) -> str:
        now = int(time.time())
        right = {"iss": ISSUER, "aud": "demo-agency", "sub": "s1", "sid": "here", "iat": now, "exp": now + 300}
        right |= {"nonce": self.pushed["nonce"], "acr": LEVELS[1], "amr": ["sms"], "auth_time": now}
        told = {**right, "at_hash": half_hashed("opens"), **self.id_token}
        claims = {name: value for name, value in told.items() if value is not None}
        head = {"alg": "ES256", "typ": "JWT", "kid": KEY.kid, **self.head}
        return jwt.encode(head, claims, self.key, algorithms=[head["alg"]])


@dataclass
class Browser:
    """Somebody at the party's pages."""

    app: App
    provider: MadeUpProvider
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        transport = httpx.WSGITransport(app=self.app)  # type: ignore[arg-type]
        self.client = httpx.Client(transport=transport, base_url=HERE, headers={"Origin": HERE})

    def starts(self, page: str = "") -> str:
        """Presses the button; the state that went to the provider."""
        answer = self.client.post("/sign-in", data={"page": page})
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"{ISSUER}/authorize?")
        return self.provider.pushed["state"]

    def comes_back(self, state: str, **more: str) -> httpx.Response:
        told = {"code": "c", "state": state, "iss": ISSUER, **more}
        return self.client.get("/callback", params={name: value for name, value in told.items() if value})

    def signs_in(self) -> httpx.Response:
        self.comes_back(self.starts())
        return self.client.get("/known?language=en")


def claims_of(token: str) -> dict[str, Any]:
    return dict(jwt.decode(token, lambda guest: ECKey.import_key(guest.headers()["jwk"])).claims)


def at(party: Party, home: Path, provider: MadeUpProvider) -> Browser:
    keys = kept_keys(home / f"{party.client_id}.json")
    client = httpx.Client(transport=httpx.MockTransport(provider))
    return Browser(App(party, HERE, Provider(ISSUER, party.client_id, keys, client)), provider)


@pytest.fixture
def provider() -> MadeUpProvider:
    return MadeUpProvider()


@pytest.fixture
def agency(tmp_path: Path, provider: MadeUpProvider) -> Browser:
    return at(AGENCY, tmp_path, provider)


@pytest.mark.parametrize("path", sorted(PARTIES.rglob("*.py")), ids=lambda path: path.name)
def test_a_party_knows_nothing_of_the_platforms_insides(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    assert {one for one in named if one.startswith("wasl") and not one.startswith("wasl.synthetic.parties")} == set()


def test_keys_are_made_once_and_their_private_half_stays(tmp_path: Path) -> None:
    first, again = kept_keys(tmp_path / "p/keys.json"), kept_keys(tmp_path / "p/keys.json")
    assert first.published == again.published
    assert '"d"' not in first.published
    assert (tmp_path / "p/keys.json").stat().st_mode & 0o077 == 0


def test_what_is_asked_is_pushed_bound_and_signed(agency: Browser, provider: MadeUpProvider) -> None:
    agency.starts()
    asked = provider.pushed
    assert asked["code_challenge_method"] == "S256"
    assert asked["dpop_jkt"] == agency.app.provider.keys.possesses.thumbprint()
    told = jwt.decode(asked["client_assertion"], agency.app.provider.keys.proves).claims
    assert (told["iss"], told["sub"], told["aud"]) == ("demo-agency", "demo-agency", ISSUER)
    assert "code_verifier" not in asked
    agency.comes_back(asked["state"])
    redeemed = next(one for one in provider.seen if one.url.path == "/token")
    assert hashed(dict(parse_qsl(redeemed.content.decode()))["code_verifier"]) == asked["code_challenge"]


def test_the_page_says_what_was_learned_and_why(agency: Browser) -> None:
    page = agency.signs_in()
    assert "Mona &lt;b&gt;" in page.text
    assert "it stands in your application" in page.text
    assert "s1" in page.text
    assert '<html lang="en" dir="ltr">' in page.text
    assert "ما عرفناه عنك" in agency.client.get("/known?language=ar").text


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://other.example"},
        {"aud": "demo-bank"},
        {"aud": ["demo-agency", "demo-bank"]},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"iat": int(time.time()) + 86_400},  # made when the file is read; the test may come much later
        {"acr": LEVELS[0]},
        {"acr": None},
        {"at_hash": half_hashed("another")},
        {"sub": ""},
    ],
    ids="-".join,
)
def test_an_id_token_that_is_not_the_answer_is_not_believed(
    lie: dict[str, Any], agency: Browser, provider: MadeUpProvider
) -> None:
    provider.id_token = lie
    answer = agency.comes_back(agency.starts())
    assert answer.status_code == 400
    assert agency.client.get("/known").headers["location"] == "/"


def test_an_id_token_signed_by_anybody_else_is_not_believed(agency: Browser, provider: MadeUpProvider) -> None:
    provider.key = ECKey.generate_key("P-256")
    assert agency.comes_back(agency.starts()).status_code == 400


def test_an_id_token_signed_with_the_public_key_as_secret_is_not_believed(
    agency: Browser, provider: MadeUpProvider
) -> None:
    provider.key, provider.head = OctKey.import_key(json.dumps(KEY.as_dict(private=False))), {"alg": "HS256"}
    assert agency.comes_back(agency.starts()).status_code == 400


def test_a_logout_token_is_no_id_token(agency: Browser, provider: MadeUpProvider) -> None:
    provider.head = {"typ": "logout+jwt"}
    assert agency.comes_back(agency.starts()).status_code == 400


def test_a_token_that_is_not_bound_to_our_key_is_not_used(agency: Browser, provider: MadeUpProvider) -> None:
    provider.token_type = "Bearer"
    assert agency.comes_back(agency.starts()).status_code == 400


def test_facts_about_somebody_else_are_not_used(agency: Browser, provider: MadeUpProvider) -> None:
    provider.facts = [(200, {"sub": "s2", "name": "Omar"})]
    assert agency.comes_back(agency.starts()).status_code == 400


def test_an_answer_that_another_browser_asked_for_is_dropped(agency: Browser, provider: MadeUpProvider) -> None:
    victim = Browser(agency.app, provider)
    state, asked = agency.starts(), provider.pushed
    victim.starts()
    assert victim.comes_back(state).status_code == 400
    provider.pushed = asked
    assert agency.comes_back(state).status_code == 303
    assert agency.comes_back(state).status_code == 400


@pytest.mark.parametrize("issuer", ["", "https://other.example"])
def test_an_answer_of_another_provider_is_dropped(issuer: str, agency: Browser, provider: MadeUpProvider) -> None:
    assert agency.comes_back(agency.starts(), iss=issuer).status_code == 400
    assert not [one for one in provider.seen if one.url.path == "/token"]


def test_whoever_does_not_share_is_told_so_without_blame(agency: Browser) -> None:
    page = agency.comes_back(agency.starts(), code="", error="access_denied")
    assert page.status_code == 200
    assert "لم تشارك شيئًا" in page.text


def test_a_provider_that_is_down_is_said_to_be(agency: Browser, provider: MadeUpProvider) -> None:
    provider.is_down = True
    answer = agency.client.post("/sign-in", params={"language": "en"})
    assert answer.status_code == 503
    assert "Wasl does not answer now" in answer.text


def test_a_proof_is_repeated_with_the_providers_nonce(agency: Browser, provider: MadeUpProvider) -> None:
    provider.wants_nonce = True
    assert "Mona" in agency.signs_in().text


def test_a_form_of_another_site_does_nothing(agency: Browser, provider: MadeUpProvider) -> None:
    for origin in ("https://evil.example", "null", ""):
        assert agency.client.post("/sign-in", headers={"Origin": origin}).status_code == 403
    assert provider.seen == []


def test_an_access_token_that_is_over_is_renewed(agency: Browser, provider: MadeUpProvider) -> None:
    agency.signs_in()
    provider.facts = [(401, {"error": "invalid_token"}), (200, {"sub": "s1", "name": "Mona again"})]
    assert agency.client.post("/read").headers["location"] == "/known"
    assert "Mona again" in agency.client.get("/known").text


def test_after_withdrawal_nothing_is_read_and_nothing_kept(agency: Browser, provider: MadeUpProvider) -> None:
    agency.signs_in()
    provider.facts = [(403, {"error": "insufficient_scope"})]
    assert "We may no longer read your data" in agency.client.post("/read").text
    assert agency.client.get("/known").headers["location"] == "/"


def test_the_surer_page_asks_for_a_surer_sign_in(agency: Browser, provider: MadeUpProvider) -> None:
    agency.signs_in()
    assert "Confirm that it is you" in agency.client.get("/surer").text
    state = agency.starts("surer")
    asked = json.loads(provider.pushed["claims"])["id_token"]["acr"]
    assert asked == {"value": LEVELS[2], "essential": True}
    assert agency.comes_back(state).status_code == 400  # the provider's answer is less sure than that
    provider.id_token = {"acr": LEVELS[2]}
    assert agency.comes_back(agency.starts("surer")).headers["location"] == "/surer"
    assert "It is confirmed that it is you" in agency.client.get("/surer").text


def test_the_bank_wants_its_confirmation_fresh(tmp_path: Path, provider: MadeUpProvider) -> None:
    bank = at(BANK, tmp_path, provider)
    state = bank.starts("surer")
    assert provider.pushed["max_age"] == "300"
    provider.id_token = {"aud": "demo-bank", "acr": LEVELS[2], "auth_time": int(time.time()) - 900}
    assert bank.comes_back(state).status_code == 400


def farewell(**more: Any) -> str:
    now = int(time.time())
    right = {"iss": ISSUER, "aud": "demo-agency", "sub": "s1", "sid": "here", "iat": now, "exp": now + 120}
    told = {**right, "jti": "j1", "events": {LOGOUT_EVENT: {}}, **more}
    claims = {name: value for name, value in told.items() if value is not None}
    return jwt.encode({"alg": "ES256", "typ": "logout+jwt", "kid": KEY.kid}, claims, KEY)


def test_who_signed_out_elsewhere_is_signed_out_here(agency: Browser) -> None:
    agency.signs_in()
    told = agency.client.post("/logout", data={"logout_token": farewell()}, headers={"Host": "party.internal"})
    assert told.status_code == 200
    assert agency.client.get("/known").headers["location"] == "/"
    assert agency.client.post("/logout", data={"logout_token": farewell()}).status_code == 400  # told before


@pytest.mark.parametrize(
    "lie",
    [{"aud": "demo-bank"}, {"iss": "x"}, {"events": {}}, {"nonce": "n"}, {"sub": None, "sid": None}, {"jti": None}],
    ids=str,
)
def test_a_farewell_that_is_none_signs_nobody_out(lie: dict[str, Any], agency: Browser) -> None:
    agency.signs_in()
    assert agency.client.post("/logout", data={"logout_token": farewell(**lie)}).status_code == 400
    assert agency.client.get("/known").status_code == 200


def test_another_session_stays_when_one_ends(agency: Browser) -> None:
    agency.signs_in()
    assert agency.client.post("/logout", data={"logout_token": farewell(sid="elsewhere")}).status_code == 200
    assert agency.client.get("/known").status_code == 200


def test_signing_out_goes_to_the_provider_with_what_proves_it(agency: Browser) -> None:
    agency.signs_in()
    to = agency.client.post("/leave").headers["location"]
    told = dict(parse_qsl(urlsplit(to).query))
    assert to.startswith(f"{ISSUER}/end_session?")
    assert told["post_logout_redirect_uri"] == f"{HERE}/"
    assert told["client_id"] == "demo-agency"
    assert agency.client.get("/known").headers["location"] == "/"


def test_cookies_are_kept_from_scripts_and_other_sites(agency: Browser) -> None:
    answer = agency.client.post("/sign-in")
    assert "HttpOnly; SameSite=Lax" in answer.headers["set-cookie"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_junk_is_answered_with_a_page(agency: Browser) -> None:
    for path in ("/nothing", "/callback", "/callback?state=a&state=b", "/callback?state=%00"):
        answer = agency.client.get(path)
        assert answer.status_code in (400, 404)
        assert re.search(r"<h1>.+</h1>", answer.text)
    assert agency.client.get("/", headers={"Cookie": 'a="b; \x7f'}).status_code == 200
