"""The provider, as a party sees it: what it publishes, asking it, redeeming its codes, reading facts, leaving it."""

import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from wasl.synthetic.parties import signing
from wasl.synthetic.parties.believing import Expected, Who, believed, farewell
from wasl.synthetic.parties.errors import NotBelieved, ProviderDown, Refused
from wasl.synthetic.parties.keys import Keys

FRESH = 300.0
AGAIN = 10.0
"""Seconds before its keys are asked for again, whatever tokens name."""


@dataclass(frozen=True)
class Question:
    """What a person is sent to the provider with; kept until they are back."""

    scope: str
    redirect_uri: str
    level: str
    language: str
    fresh: int | None = None
    essential: bool = False  # nothing less than the level will do
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))


@dataclass(frozen=True)
class Tokens:
    """What opens the facts."""

    access: str
    refresh: str


@dataclass
class Provider:
    issuer: str
    client_id: str
    keys: Keys
    client: httpx.Client
    _known: dict[str, tuple[float, dict[str, Any]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def address(self, name: str) -> str:
        """Of an endpoint, as the provider publishes it. Raises ProviderDown, NotBelieved."""
        told = self._fetched(f"{self.issuer}/.well-known/openid-configuration", FRESH)
        if told.get("issuer") != self.issuer:
            raise NotBelieved("the provider calls itself otherwise")
        if not isinstance(told.get(name), str):
            raise ProviderDown(f"{name} is not published")
        return str(told[name])

    def question_pushed(self, question: Question) -> str:
        """Where the person's browser goes; what is asked went there by itself (RFC 9126)."""
        pushed = self._posted("pushed_authorization_request_endpoint", self._asked(question))
        query = urlencode({"client_id": self.client_id, "request_uri": pushed.get("request_uri", "")})
        return f"{self.address('authorization_endpoint')}?{query}"

    def redeemed(self, code: str, question: Question) -> tuple[Who, Tokens]:
        """Raises Refused, NotBelieved, ProviderDown."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": question.redirect_uri}
        told = self._posted("token_endpoint", {**form, "code_verifier": question.verifier}, proven=True)
        tokens = self._tokens(told)
        expected = Expected(self.issuer, self.client_id, question.nonce, question.level, question.fresh)
        id_token = str(told.get("id_token", ""))
        return believed(id_token, self._keys(), expected, tokens.access), tokens

    def refreshed(self, tokens: Tokens) -> Tokens:
        form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh}
        return self._tokens(self._posted("token_endpoint", form, proven=True))

    def facts(self, tokens: Tokens, subject: str) -> dict[str, Any]:
        """What the person shares now, read anew. Raises Refused, NotBelieved, ProviderDown."""
        address = self.address("userinfo_endpoint")
        answer = self._with_nonce("GET", address, token=tokens.access)
        told = _told(answer)
        if told.get("sub") != subject:
            raise NotBelieved("the facts are somebody else's")
        return told

    def leaving(self, id_token: str, back: str) -> str:
        """Where the browser goes to sign out there too (RP-Initiated Logout)."""
        told = {"id_token_hint": id_token, "client_id": self.client_id, "post_logout_redirect_uri": back}
        return f"{self.address('end_session_endpoint')}?{urlencode(told)}"

    def farewell(self, token: str) -> tuple[str, str, str]:
        """sub, sid, jti of a logout token. Raises NotBelieved, ProviderDown."""
        try:
            return farewell(token, self._keys(), self.issuer, self.client_id)
        except NotBelieved:
            return farewell(token, self._keys(AGAIN), self.issuer, self.client_id)

    def _asked(self, question: Question) -> dict[str, str]:
        acr: dict[str, Any] = {"value": question.level, "essential": True}
        told = {
            "response_type": "code",
            "scope": question.scope,
            "redirect_uri": question.redirect_uri,
            "state": question.state,
            "nonce": question.nonce,
            "code_challenge": signing.hashed(question.verifier),
            "code_challenge_method": "S256",
            "dpop_jkt": self.keys.possesses.thumbprint(),
            "ui_locales": question.language,
        }
        told |= {"claims": json.dumps({"id_token": {"acr": acr}})} if question.essential else {}
        return told | ({"max_age": str(question.fresh)} if question.fresh is not None else {})

    def _posted(self, endpoint: str, form: dict[str, str], *, proven: bool = False) -> dict[str, Any]:
        return _told(self._with_nonce("POST", self.address(endpoint), form=form, proven=proven))

    def _with_nonce(
        self, method: str, address: str, *, form: dict[str, str] | None = None, token: str = "", proven: bool = True
    ) -> httpx.Response:
        """Where the provider asks for its nonce in the proof, once more with it (RFC 9449, 8)."""
        answer = self._sent(method, address, form, token, "", proven)
        nonce = answer.headers.get("DPoP-Nonce", "")
        return self._sent(method, address, form, token, nonce, proven) if nonce and answer.is_error else answer

    def _sent(
        self, method: str, address: str, form: dict[str, str] | None, token: str, nonce: str, proven: bool
    ) -> httpx.Response:
        headers = {"Accept": "application/json"}
        if proven:
            headers["DPoP"] = signing.proof(self.keys.possesses, method, address, token=token, nonce=nonce)
        if token:
            headers["Authorization"] = f"DPoP {token}"
        proof_of_self = signing.assertion(self.keys, self.client_id, self.issuer) if form is not None else None
        data = {**form, **(proof_of_self or {})} if form is not None else None
        try:
            return self.client.request(method, address, data=data, headers=headers)
        except httpx.HTTPError as error:
            raise ProviderDown(f"{address}: {type(error).__name__}") from error

    def _keys(self, holds: float = FRESH) -> KeySet:
        try:
            return KeySet.import_key_set(self._fetched(self.address("jwks_uri"), holds))  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError) as error:
            raise ProviderDown("its keys cannot be read") from error

    def _fetched(self, address: str, holds: float) -> dict[str, Any]:
        with self._lock:
            at, told = self._known.get(address, (-FRESH, {}))
            if time.monotonic() - at > holds or not told:
                try:
                    told = _told(self.client.get(address))
                except httpx.HTTPError as error:
                    raise ProviderDown(f"{address}: {type(error).__name__}") from error
                self._known[address] = (time.monotonic(), told)
            return told

    @staticmethod
    def _tokens(told: dict[str, Any]) -> Tokens:
        if str(told.get("token_type", "")).lower() != "dpop" or not told.get("access_token"):
            raise NotBelieved("the token is not bound to our key")
        return Tokens(str(told["access_token"]), str(told.get("refresh_token", "")))


def _told(answer: httpx.Response) -> dict[str, Any]:
    """The answer's JSON object. Raises Refused for the protocol's own words, ProviderDown for anything else."""
    try:
        told = answer.json()
    except ValueError as error:
        raise ProviderDown(f"status {answer.status_code} without JSON") from error
    if not isinstance(told, dict):
        raise ProviderDown("an answer that is no object")
    if answer.is_error:
        raise Refused(str(told.get("error", answer.status_code)), str(told.get("error_description", "")))
    return told
