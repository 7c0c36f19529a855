"""Assertions, proofs and hints are JSON that others write: whatever stands in them, it is answered, never with 5xx."""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from tests.nation import Nation
from tests.standards.openid.party import CALLBACK, ISSUER, Dpop, Party, party, public
from tests.standards.sending import few
from wasl.core import conf
from wasl.identity.openid import dpop
from wasl.identity.openid.api import AuthMethod, RelyingParty

FORM = "application/x-www-form-urlencoded"
DEEP = b'{"iss":"rp-one","a":' + b"[" * 3000 + b"]" * 3000 + b"}"

texts = st.text(st.characters(exclude_categories=()), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts | st.just("\ud800") | st.just("\x00"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=4,
)
heads = st.dictionaries(st.sampled_from(["alg", "kid", "typ", "jwk", "x5c", "crit", "b64"]), values, max_size=3)
claims = st.dictionaries(
    st.sampled_from(["iss", "sub", "aud", "exp", "iat", "nbf", "jti", "htm", "htu", "ath", "nonce"]), values, max_size=4
)


@pytest.fixture
def rp(provider: Nation) -> Party:
    return party()


def b64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def unsigned(head: Any, body: bytes) -> str:
    return b".".join([b64(json.dumps(head).encode()), b64(body), b64(b"x" * 64)]).decode()


def signed(head: Any, body: bytes, key: ECKey) -> str:
    """By hand: libraries refuse to write what others may send."""
    said = b64(json.dumps(head).encode()) + b"." + b64(body)
    r, s = decode_dss_signature(key.private_key.sign(said, ec.ECDSA(hashes.SHA256())))
    return b".".join([said, b64(r.to_bytes(32) + s.to_bytes(32))]).decode()


def answered(form: dict[str, str], *, endpoint: str = "token", proof: str = "") -> dict[str, Any]:
    headers = {"dpop": proof} if proof else {}
    answer = Client().post(f"/openid/{endpoint}", urlencode(form), content_type=FORM, headers=headers)
    assert answer.status_code in (200, 400, 401), answer.content
    return dict(answer.json())


def by_assertion(rp: Party, assertion: str) -> dict[str, str]:
    return {**rp.proven(), "client_assertion": assertion, "grant_type": "client_credentials"}


@few(30)
@given(head=heads, told=claims)
@example(head={"alg": "\ud800"}, told={})
@example(head={"crit": None}, told={})
@example(head={"crit": [[]]}, told={})
@example(head={}, told={"iss": "\ud800"})
@example(head={}, told={"iss": "\x00"})
@example(head={"alg": "ES256\r\nX: y"}, told={})
def test_an_assertion_that_nobody_signed(rp: Party, head: dict[str, Any], told: dict[str, Any]) -> None:
    said = {"alg": "ES256", "kid": "rp"} | head
    body = {"iss": rp.client_id, "sub": rp.client_id, "aud": ISSUER} | told
    assert answered(by_assertion(rp, unsigned(said, json.dumps(body).encode())))["error"] == "invalid_client"


@few(30)
@given(head=heads, told=claims)
@example(head={}, told={"jti": "\ud800"})
@example(head={}, told={"exp": float("nan")})
@example(head={}, told={"exp": 1e400})
def test_an_assertion_that_its_party_signed(rp: Party, head: dict[str, Any], told: dict[str, Any]) -> None:
    now = int(time.time())
    body = {"iss": rp.client_id, "sub": rp.client_id, "aud": ISSUER, "iat": now, "exp": now + 60, "jti": "j"} | told
    said = {"kid": "rp"} | head | {"alg": "ES256"}
    answered(by_assertion(rp, signed(said, json.dumps(body).encode(), rp.key)))


@pytest.mark.parametrize("endpoint", ["par", "token", "revoke", "introspect"])
def test_what_is_nested_too_deeply_is_refused(rp: Party, endpoint: str) -> None:
    head = {"alg": "ES256", "kid": "rp"}
    for assertion in (unsigned(head, DEEP), signed(head, DEEP, rp.key)):
        assert answered(by_assertion(rp, assertion), endpoint=endpoint)["error"] == "invalid_client"


@pytest.fixture(params=[False, True], ids=["plain", "with nonce"])
def nonces(request: pytest.FixtureRequest) -> Iterator[None]:
    asked = conf.settings().model_copy(update={"dpop_nonce": request.param})
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(dpop, "settings", lambda: asked)
        yield


@few(30)
@given(head=heads, told=claims)
@example(head={"alg": "\ud800"}, told={})
@example(head={}, told={"nonce": "\ud800"})
@example(head={}, told={"nonce": "1.2.\ud800"})
@example(head={}, told={"htu": "http://[x"})
@example(head={}, told={"jti": "\ud800"})
def test_a_proof_of_possession(provider: Nation, nonces: None, head: dict[str, Any], told: dict[str, Any]) -> None:
    rp = _without_secret()
    key = Dpop()
    said = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.key.as_dict(private=False)} | head
    body = {"jti": "j", "htm": "POST", "htu": f"{ISSUER}/openid/token", "iat": int(time.time())} | told
    form = {"client_id": rp.client_id, "grant_type": "authorization_code", "code": "x", "redirect_uri": CALLBACK}
    written = json.dumps(body).encode()
    assert answered(form, proof=signed(said, written, key.key))["error"] in (
        "invalid_dpop_proof",
        "use_dpop_nonce",
        "invalid_grant",
    )


def test_a_proof_that_is_nested_too_deeply_is_refused(provider: Nation) -> None:
    rp, key = _without_secret(), Dpop()
    head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": public(key.key)}
    form = {"client_id": rp.client_id, "grant_type": "authorization_code", "code": "x"}
    assert answered(form, proof=signed(head, DEEP, key.key))["error"] == "invalid_dpop_proof"


def _without_secret() -> Party:
    """One that is known by its name alone: everybody can speak for it."""
    found = RelyingParty.objects.filter(pk="open").first()
    return Party(found, ECKey.generate_key("P-256")) if found else party("open", auth_method=AuthMethod.NONE)


@pytest.mark.parametrize("rest", ["", "\x00", "%ff", "x" * 5000, "\u0661", "\u202e"])
def test_a_pushed_request_that_never_was(rp: Party, rest: str) -> None:
    asked = {"client_id": rp.client_id, "request_uri": f"urn:ietf:params:oauth:request_uri:{rest}"}
    assert Client().get("/openid/authorize", asked).status_code == 400


@pytest.mark.parametrize("name", ["client_id", "id_token_hint", "post_logout_redirect_uri", "state"])
@pytest.mark.parametrize("value", ["\x00", "%ff", "x" * 5000, "a.b.c", "\u202e"])
def test_an_odd_wish_to_leave(provider: Nation, name: str, value: str) -> None:
    assert Client().get("/openid/end_session", {name: value}).status_code == 302
