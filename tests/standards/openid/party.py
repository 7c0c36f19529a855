"""A relying party written for the tests, on joserfc alone: it believes nothing that it has not checked."""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpResponse
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from wasl.core.text import Text
from wasl.identity.openid.api import AuthMethod, Profile, Registration, RelyingParty, register

ISSUER = "http://localhost:8000"
CALLBACK = "https://rp.example/callback"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EVERYTHING = ("openid", "profile", "email", "phone", "address", "offline_access")
GRANTS = ("authorization_code", "refresh_token", "client_credentials")


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Dpop:
    """A key that the relying party proves to hold."""

    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))

    @property
    def jkt(self) -> str:
        return self.key.thumbprint()

    def proof(self, method: str, url: str, token: str | None = None, **changes: Any) -> str:
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.key.as_dict(private=False)}
        header |= changes.pop("header", {})
        claims = {"jti": secrets.token_urlsafe(8), "htm": method, "htu": url, "iat": int(time.time())}
        claims |= {"ath": b64(hashlib.sha256(token.encode()).digest())} if token else {}
        claims |= changes
        key = changes.pop("signer", self.key)
        claims.pop("signer", None)
        kept = {name: value for name, value in claims.items() if value is not None}
        header = {name: value for name, value in header.items() if value is not None}
        return jwt.encode(header, kept, key, algorithms=["ES256"], default_type=None)


@dataclass
class Party:
    """One registered relying party and the browser and programs that speak for it."""

    row: RelyingParty
    key: ECKey
    secret: str | None = None
    dpop: Dpop | None = None
    browserless: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))
    verifier: str = ""
    nonce: str = ""
    state: str = ""

    @property
    def client_id(self) -> str:
        return str(self.row.client_id)

    # --- what it sends ------------------------------------------------------------------------------------------------

    def asks(self, **changes: str | None) -> dict[str, str]:
        """An authorization request; None leaves a parameter out."""
        self.verifier, self.nonce, self.state = (secrets.token_urlsafe(40) for _ in range(3))
        asked: dict[str, str | None] = {
            "client_id": self.client_id,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "openid",
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": b64(hashlib.sha256(self.verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        asked |= changes
        return {name: value for name, value in asked.items() if value is not None}

    def proven(self, **claims: Any) -> dict[str, str]:
        """What goes with every call so that the provider knows who calls."""
        if self.row.auth_method == AuthMethod.SECRET_POST:
            return {"client_id": self.client_id, "client_secret": self.secret or ""}
        if self.row.auth_method != AuthMethod.PRIVATE_KEY_JWT:
            return {} if self.secret else {"client_id": self.client_id}
        return {"client_assertion_type": ASSERTION, "client_assertion": self.assertion(**claims)}

    def assertion(self, *, alg: str = "ES256", key: Any = None, kid: str | None = "rp", **claims: Any) -> str:
        now = int(time.time())
        told = {"iss": self.client_id, "sub": self.client_id, "aud": ISSUER, "iat": now, "exp": now + 60}
        told |= {"jti": secrets.token_urlsafe(12)} | claims
        header = {"alg": alg} | ({"kid": kid} if kid else {})
        kept = {name: value for name, value in told.items() if value is not None}
        return jwt.encode(header, kept, key or self.key, algorithms=[alg])

    def calls(self, endpoint: str, form: dict[str, str], *, proof: str | None = None, **claims: Any) -> HttpResponse:
        headers = {}
        if self.row.auth_method == AuthMethod.SECRET_BASIC:
            pair = f"{self.client_id}:{self.secret}".encode()
            headers["authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        proof = proof or (self.dpop.proof("POST", f"{ISSUER}/openid/{endpoint}") if self.dpop else None)
        headers |= {"dpop": proof} if proof else {}
        body = urlencode({**self.proven(**claims), **form})
        kind = "application/x-www-form-urlencoded"
        return self.browserless.post(f"/openid/{endpoint}", body, content_type=kind, headers=headers)

    def pushes(self, asked: dict[str, str], **claims: Any) -> HttpResponse:
        return self.calls("par", asked, **claims)

    def redeems(self, code: str, *, proof: str | None = None, **changes: str | None) -> HttpResponse:
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": self.verifier,
        }
        form |= changes
        return self.calls("token", {k: v for k, v in form.items() if v is not None}, proof=proof)

    def refreshes(self, token: str, **changes: str) -> HttpResponse:
        return self.calls("token", {"grant_type": "refresh_token", "refresh_token": token, **changes})

    def looks(self, token: str, *, method: str = "GET", proof: str | None = None, scheme: str = "") -> HttpResponse:
        url = f"{ISSUER}/openid/userinfo"
        proof = proof or (self.dpop.proof(method, url, token) if self.dpop else None)
        headers = {"authorization": f"{scheme or ('DPoP' if self.dpop else 'Bearer')} {token}"}
        headers |= {"dpop": proof} if proof else {}
        return self.browserless.generic(method, "/openid/userinfo", headers=headers)

    # --- what it believes ---------------------------------------------------------------------------------------------

    def believes(self, id_token: str, *, access: str = "", nonce: bool = True) -> dict[str, Any]:
        """OpenID Core 3.1.3.7."""
        keys = KeySet.import_key_set(self.browserless.get("/openid/jwks").json())
        token = jwt.decode(id_token, keys, algorithms=[self.row.id_token_alg])
        claims = dict(token.claims)
        assert token.header["kid"] in [key.kid for key in keys.keys]
        assert claims["iss"] == ISSUER
        assert claims["aud"] == self.client_id
        assert claims["iat"] <= time.time() < claims["exp"]
        if nonce:
            assert claims["nonce"] == self.nonce
        if access:
            assert claims["at_hash"] == b64(hashlib.sha256(access.encode()).digest()[:16])
        return claims

    def believes_answer(self, url: str) -> dict[str, str]:
        """State and issuer (RFC 9207) are checked before anything is done with an answer."""
        assert url.startswith(CALLBACK), url
        told = dict(parse_qsl(urlsplit(url).query))
        assert told.get("state", "") == self.state
        assert told["iss"] == ISSUER
        return told


def public(key: ECKey | RSAKey, kid: str = "rp") -> dict[str, Any]:
    return {**key.as_dict(private=False), "kid": kid, "use": "sig"}


def party(client_id: str = "rp-one", **changes: Any) -> Party:
    """A relying party of the basic profile unless told otherwise, whose facts are for signing in to an agency."""
    key = ECKey.generate_key("P-256")
    method = changes.get("auth_method", AuthMethod.PRIVATE_KEY_JWT)
    told: dict[str, Any] = {
        "client_id": client_id,
        "name": Text(ar="جهة للاختبار", en="A test agency"),
        "office": "mcit",
        "redirect_uris": (CALLBACK,),
        "profile": Profile.BASIC,
        "jwks": json.dumps({"keys": [public(key)]}) if method == AuthMethod.PRIVATE_KEY_JWT else "",
        "post_logout_uris": ("https://rp.example/left",),
        "grant_types": GRANTS if method != AuthMethod.NONE else GRANTS[:2],
        "scopes": EVERYTHING,
        "purpose": "agency-sign-in",
        "agreement": "agency-sign-in",
    }
    row, secret = register(Registration(**(told | changes)))
    return Party(row, key, secret)


def fapi(client_id: str = "bank", **changes: Any) -> Party:
    made = party(client_id, profile=Profile.FAPI2, scopes=EVERYTHING, **changes)
    made.dpop = Dpop()
    return made


# --- the person's browser ---------------------------------------------------------------------------------------------


def goes(browser: Client, asked: dict[str, str]) -> HttpResponse:
    return browser.get("/openid/authorize", asked)


def arrives(browser: Client, answer: HttpResponse, *, share: tuple[str, ...] = (), say: str = "yes") -> str:
    """Follow an answer of the authorization endpoint through the page of consent, back to the relying party."""
    if answer.status_code == 303:
        return answer["Location"]
    assert answer.status_code == 302, answer.content.decode()
    page = browser.get(answer["Location"])
    if page.get("Refresh"):
        return page["Refresh"].removeprefix("0; url=")
    assert page.status_code == 200, page
    done = browser.post(answer["Location"], {"answer": say, "fact": list(share)})
    assert done.get("Refresh"), done.content.decode()
    return done["Refresh"].removeprefix("0; url=")


def signs_in(rp: Party, browser: Client, *, share: tuple[str, ...] = (), **asked: str | None) -> dict[str, Any]:
    """A whole sign-in; what the token endpoint answered."""
    request = rp.asks(**asked)
    if rp.row.needs_par:
        pushed = rp.pushes(request).json()
        request = {"client_id": rp.client_id, "request_uri": pushed["request_uri"]}
    told = rp.believes_answer(arrives(browser, goes(browser, request), share=share))
    answer = rp.redeems(told["code"])
    assert answer.status_code == 200, answer.content
    return dict(answer.json())
