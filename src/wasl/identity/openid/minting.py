"""Tokens are made here: access tokens (RFC 9068), ID tokens (OpenID Core), refresh tokens, logout tokens."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt

from wasl.core.conf import settings
from wasl.identity.openid.asking import ACR
from wasl.identity.openid.keys import SIGNING_ALGS, named, ring
from wasl.identity.openid.models import Grant, RelyingParty

ACCESS_HOLDS = 300
ID_HOLDS = 300
LOGOUT_HOLDS = 120
ACCESS_ALG = "ES256"
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def access_token(party: RelyingParty, grant: Grant | None, scope: str, *, jkt: str, now: datetime) -> str:
    """Without a grant it is the relying party's own. Its id begins with the grant's: that is how it is revoked."""
    started = int(now.timestamp())
    claims: dict[str, Any] = {
        "iss": settings().public_address,
        "aud": settings().public_address,
        "sub": grant.subject if grant else party.client_id,
        "client_id": party.client_id,
        "scope": scope,
        "iat": started,
        "exp": started + ACCESS_HOLDS,
        "jti": f"{grant.id if grant else ''}.{secrets.token_urlsafe(12)}",
    }
    if grant:
        claims |= {"acr": f"{ACR}{grant.acr}", "auth_time": int(grant.auth_time.timestamp())}
    if jkt:
        claims["cnf"] = {"jkt": jkt}
    return signed("at+jwt", claims, ACCESS_ALG)


def id_token(party: RelyingParty, grant: Grant, access: str, *, nonce: str, now: datetime) -> str:
    """Says who signed in, how surely and when; no facts about them: those are read at userinfo, on record."""
    started = int(now.timestamp())
    claims = {
        "iss": settings().public_address,
        "aud": party.client_id,
        "sub": grant.subject,
        "iat": started,
        "exp": started + ID_HOLDS,
        "auth_time": int(grant.auth_time.timestamp()),
        "acr": f"{ACR}{grant.acr}",
        "amr": grant.amr.split(),
        "sid": grant.sid,
        "at_hash": half_hash(access),
    }
    return signed("JWT", claims | ({"nonce": nonce} if nonce else {}), party.id_token_alg)


def logout_token(party: RelyingParty, subject: str, sid: str, now: datetime) -> str:
    """OpenID Connect Back-Channel Logout, 2.4."""
    started = int(now.timestamp())
    claims = {
        "iss": settings().public_address,
        "aud": party.client_id,
        "sub": subject,
        "sid": sid,
        "iat": started,
        "exp": started + LOGOUT_HOLDS,
        "jti": secrets.token_urlsafe(16),
        "events": {LOGOUT_EVENT: {}},
    }
    return signed("logout+jwt", claims, party.id_token_alg)


def signed(typ: str, claims: dict[str, Any], alg: str) -> str:
    key = ring().signer(alg)
    return jwt.encode({"alg": alg, "typ": typ, "kid": str(key.kid)}, claims, key, algorithms=SIGNING_ALGS)


@dataclass(frozen=True)
class Refresh:
    """A refresh token, read: whose, and the how-many-th. It is made anew from these, and kept nowhere."""

    grant: str
    generation: int

    def token(self) -> str:
        return f"{self.grant}.{self.generation}.{named('refresh', self.grant, str(self.generation))}"

    @classmethod
    def of(cls, token: str) -> "Refresh | None":
        """None for what was not made here."""
        grant, _, rest = token.partition(".")
        number = rest.partition(".")[0]
        if not (number.isascii() and number.isdecimal() and len(number) < 9):
            return None
        found = cls(grant, int(number))
        return found if secrets.compare_digest(found.token().encode(), token.encode()) else None


def half_hash(token: str) -> str:
    """`at_hash` of a token, for algorithms with SHA-256."""
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16]).rstrip(b"=").decode()
