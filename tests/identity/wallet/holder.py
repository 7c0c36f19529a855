"""A wallet in a few lines, as honest or as crooked as a test wants it."""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from wasl.identity.wallet.api import PRE_AUTHORISED, Offered, code_of, issuer, offer
from wasl.trust.api import Assurance

ES256 = "ES256"
ANY_HEADER = JWSRegistry(algorithms=[ES256], strict_check_header=False)
ANY_HEADER.max_header_length = ANY_HEADER.max_payload_length = 100_000


def new_key() -> ECKey:
    return ECKey.generate_key("P-256")


def public(key: ECKey) -> dict[str, Any]:
    """kty, crv, x, y and nothing else."""
    return {name: value for name, value in key.as_dict(private=False).items() if name != "kid"}


def signed(key: ECKey, header: dict[str, Any], claims: dict[str, Any]) -> str:
    told = {name: value for name, value in {"alg": ES256, **header}.items() if value is not None}
    return jwt.encode(told, claims, key, algorithms=[ES256], registry=ANY_HEADER)


def body(token: str, part: int = 1) -> dict[str, Any]:
    text = token.split(".")[part]
    return dict(json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))


def broken(token: str) -> str:
    """The same words under another signature."""
    head, claims, signature = token.split(".")
    raw = bytearray(base64.urlsafe_b64decode(signature + "=="))
    raw[10] ^= 1
    return f"{head}.{claims}.{base64.urlsafe_b64encode(bytes(raw)).decode().rstrip('=')}"


def digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def disclosures_of(credential: str) -> dict[str, str]:
    """Disclosure by the name of its claim."""
    opened = {}
    for one in credential.split("~")[1:-1]:
        found = json.loads(base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)))
        opened[found[1]] = one
    return opened


@dataclass
class Holder:
    """One person's wallet."""

    person: str
    key: ECKey = field(default_factory=new_key)
    client: Client = field(default_factory=Client)
    token: str = ""

    def offered(self, kind: str, assurance: Assurance = Assurance.SUBSTANTIAL) -> tuple[Offered, str]:
        given = offer(self.person, kind, assurance)
        found = code_of(given.reference)
        assert found
        return given, found[1]

    def asks_token(self, code: str, tx_code: str, **more: Any) -> Any:
        form = {"grant_type": PRE_AUTHORISED, "pre-authorized_code": code, "tx_code": tx_code}
        return self.client.post("/wallet/token", form | more.pop("form", {}), **more)

    def gets_token(self, kind: str, **more: Any) -> dict[str, Any]:
        given, code = self.offered(kind)
        answer = self.asks_token(code, given.tx_code, **more)
        assert answer.status_code == 200, answer.content
        self.token = answer.json()["access_token"]
        return dict(answer.json())

    def nonce(self) -> str:
        return str(self.client.post("/wallet/nonce").json()["c_nonce"])

    def proof(
        self, nonce: str | None = None, key: ECKey | None = None, header: dict[str, Any] | None = None, **claims: Any
    ) -> str:
        key = key or self.key
        said = {"aud": issuer(), "iat": int(time.time()), "nonce": self.nonce() if nonce is None else nonce}
        return signed(key, {"typ": "openid4vci-proof+jwt", "jwk": public(key), **(header or {})}, said | claims)

    def posts(self, path: str, asked: Any, **headers: str) -> Any:
        headers = {"authorization": f"Bearer {self.token}", **headers}
        return self.client.post(path, json.dumps(asked), content_type="application/json", headers=headers)

    def asks(self, kind: str, proofs: Any = None, **more: Any) -> Any:
        proofs = {"jwt": [self.proof()]} if proofs is None else proofs
        return self.posts("/wallet/credential", {"credential_configuration_id": kind, "proofs": proofs, **more})

    def fetches(self, kind: str) -> str:
        self.gets_token(kind)
        answer = self.asks(kind)
        assert answer.status_code == 200, answer.content
        return str(answer.json()["credentials"][0]["credential"])

    def shows(
        self,
        credential: str,
        names: list[str],
        *,
        nonce: str,
        audience: str,
        key: ECKey | None = None,
        **claims: Any,
    ) -> str:
        """A presentation that discloses these claims and no others."""
        own = disclosures_of(credential)
        shown = "~".join([credential.split("~", maxsplit=1)[0], *(own[name] for name in names)]) + "~"
        said = {"iat": int(time.time()), "aud": audience, "nonce": nonce, "sd_hash": digest(shown)}
        return shown + signed(key or self.key, {"typ": "kb+jwt"}, said | claims)


def dpop(key: ECKey, address: str, token: str = "", **claims: Any) -> str:
    said = {"htm": "POST", "htu": address, "iat": int(time.time()), "jti": secrets.token_urlsafe(8)}
    if token:
        said["ath"] = digest(token)
    return signed(key, {"typ": "dpop+jwt", "jwk": public(key)}, said | claims)
