"""Whatever the provider's description allows, and much that it does not, is sent: it is answered as described."""

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.test import Client

from tests.channels.conftest import citizen_signed_in
from tests.nation import Nation
from tests.standards.openid.party import CALLBACK, ISSUER, Party, fapi, party, signs_in
from tests.standards.sending import CHECKS, few, no_other_method_is_answered, operations, plain_case, reading, served
from wasl.core.describing import described
from wasl.identity.openid.api import AuthMethod
from wasl.standards import openid
from wasl.standards.openid import urls, well_known

DESCRIPTION = described(Path(openid.__path__[0]))
FORM = "application/x-www-form-urlencoded"
BROWSERS = ("/openid/authorize", "/openid/end_session")
PROOFS = {
    *("client_id", "client_secret", "client_assertion", "client_assertion_type"),
    *("request", "request_uri", "redirect_uri"),
}
"""Parameters by which a request stands or falls before anything else in it is looked at."""
ENDPOINTS = [f"/openid/{name}" for name in ("par", "token", "revoke", "introspect")]
read = reading(DESCRIPTION)


@dataclass
class Met:
    """What is there to be met: relying parties, a browser in which a person is signed in, and their tokens."""

    rp: Party
    browser: Client
    tokens: dict[str, Any]

    def sent_along(self, path: str, method: str) -> dict[str, Any]:
        """What says who asks: a browser's session, or what a program authenticates with."""
        if path not in BROWSERS:
            return {"headers": self._headers(path, method)}
        return {"cookies": {settings.SESSION_COOKIE_NAME: self.browser.cookies[settings.SESSION_COOKIE_NAME].value}}

    def _headers(self, path: str, method: str) -> dict[str, str]:
        told: dict[str, str] = {}
        if path == "/openid/userinfo":
            scheme = "DPoP" if self.rp.dpop else "Bearer"
            told["Authorization"] = f"{scheme} {self.tokens['access_token']}"
        elif self.rp.row.auth_method == AuthMethod.SECRET_BASIC:
            pair = f"{self.rp.client_id}:{self.rp.secret}".encode()
            told["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        if self.rp.dpop:
            shown = self.tokens["access_token"] if path == "/openid/userinfo" else None
            told["DPoP"] = self.rp.dpop.proof(method.upper(), ISSUER + path, shown)
        return told

    def form_for(self, path: str) -> dict[str, str]:
        """What makes an empty request one that is granted."""
        if path in ("/openid/authorize", "/openid/par"):
            pushed = {} if path == "/openid/authorize" else self.rp.proven()
            return {**self.rp.asks(), **pushed, "redirect_uri": CALLBACK}
        if path == "/openid/end_session":
            return {"id_token_hint": self.tokens["id_token"], "post_logout_redirect_uri": "https://rp.example/left"}
        wanted = {"/openid/token": {"grant_type": "refresh_token", "refresh_token": self.tokens["refresh_token"]}}
        return {**self.rp.proven(), **wanted.get(path, {"token": self.tokens["access_token"]})}


@pytest.fixture(params=["secret", "fapi"])
def met(request: pytest.FixtureRequest, provider: Nation) -> Met:
    rp = fapi() if request.param == "fapi" else party("basic", auth_method=AuthMethod.SECRET_BASIC)
    browser = citizen_signed_in(provider.handle)
    return Met(rp, browser, signs_in(rp, browser, scope="openid profile offline_access", share=("name",)))


def lawful(case: Any, met: Met, *, odd: bool) -> Any:
    """The right caller. With odd wishes: what was made up stays, but for what says who calls and where they stand."""
    path = case.operation.path
    if path not in {*ENDPOINTS, *BROWSERS}:
        return case
    right = met.form_for(path)
    if case.operation.method == "get":
        case.query = _joined(case.query, right) if odd else right
    elif not odd:
        case.body, case.media_type = right, FORM
    elif isinstance(case.body, dict):
        case.body = _joined(case.body, right)
    return case


def _joined(made_up: Any, right: dict[str, str]) -> dict[str, Any]:
    kept = {name: value for name, value in made_up.items() if name not in PROOFS}
    always = {name: value for name, value in right.items() if name in PROOFS}
    return {**right, **kept, **always}


@read.parametrize()
@few(12)
def test_anything_at_all_is_answered_as_described(provider: Nation, case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS)


@read.parametrize()
@few(8)
def test_odd_wishes_of_a_lawful_party_are_answered_as_described(met: Met, case: schemathesis.Case) -> None:
    asked = lawful(case, met, odd=True)
    asked.call_and_validate(checks=CHECKS, **met.sent_along(case.operation.path, case.operation.method))


ALL_WELL = {"/openid/par": 201, "/openid/authorize": 303, "/openid/end_session": 303}


def test_the_sending_reaches_real_answers(met: Met) -> None:
    """Guards the two tests above against being turned away everywhere without anybody noticing."""
    last = ("/openid/revoke", "/openid/end_session")  # after them there is nothing to be had
    for operation in sorted(operations(read), key=lambda one: one.path in last):
        case = lawful(plain_case(operation), met, odd=False)
        answer = case.call_and_validate(checks=CHECKS, **met.sent_along(operation.path, operation.method))
        assert answer.status_code == ALL_WELL.get(operation.path, 200), operation.label
        if operation.path == "/openid/authorize":
            told = "error=invalid_request" if met.rp.row.needs_par else "code="  # who must push is sent back
            assert told in answer.headers["location"][0]


def test_every_address_is_described() -> None:
    addresses = served(urls.urlpatterns, "/openid/") | served(well_known.urlpatterns, "/.well-known/")
    assert addresses == set(DESCRIPTION["paths"])


def test_other_methods_are_refused_in_the_words_of_the_protocol(provider: Nation) -> None:
    no_other_method_is_answered(DESCRIPTION)


@pytest.mark.parametrize("path", [*ENDPOINTS, "/openid/userinfo"])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=" + b"x" * 1_100_000, FORM),
        (b"&".join(b"a%d=" % number for number in range(1100)), FORM),
        (b"a=b", f"{FORM}; charset=utf-16"),
        (b"a=%ff%fe&%ed%a0%80=%00", FORM),
        (b'{"a": 1}', "application/json"),
    ],
    ids=["too long", "too many", "another charset", "no text", "no form"],
)
def test_a_form_that_cannot_be_read_is_refused_in_the_words_of_the_protocol(
    provider: Nation, path: str, body: bytes, kind: str
) -> None:
    answer = Client().post(path, body, content_type=kind)
    assert answer.status_code in (400, 401)
    assert answer["Content-Type"] == "application/json"
    assert set(answer.json()) == {"error", "error_description"}
