"""The wallet's side of a presentation: reads the request as a wallet does, and posts an answer."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from django.test import Client
from joserfc import jwe, jwt
from joserfc.jwk import ECKey

from tests.identity.wallet.holder import ANY_HEADER, Holder, body
from wasl.core.conf import settings
from wasl.identity.wallet.api import Asked, ask

SESSION = "what the asking browser alone knows"
KIND = "driving-licence"
CLAIM = ("document_number",)


@dataclass
class Request:
    """What a wallet has read and checked."""

    claims: dict[str, Any]
    client: Client

    @property
    def encrypted(self) -> bool:
        return bool(self.claims["response_mode"] == "direct_post.jwt")

    def answered_with(self, presentation: Any, **changed: Any) -> Any:
        told = {"vp_token": {"credential": [presentation]}, "state": self.claims["state"]} | changed
        path = self.claims["response_uri"].removeprefix(settings().public_address)
        return self.client.post(path, self._form(told))

    def _form(self, told: dict[str, Any]) -> dict[str, str]:
        if not self.encrypted:
            return {"state": told["state"], "vp_token": json.dumps(told["vp_token"])}
        [jwk] = self.claims["client_metadata"]["jwks"]["keys"]
        header = {"alg": jwk["alg"], "enc": "A256GCM", "kid": jwk["kid"]}
        sent = jwe.encrypt_compact(header, json.dumps(told), ECKey.import_key(jwk), algorithms=["ECDH-ES", "A256GCM"])
        return {"response": sent}

    def shown_by(self, holder: Holder, credential: str, *names: str, **changed: Any) -> str:
        audience, nonce = str(self.claims["client_id"]), str(self.claims["nonce"])
        return holder.shows(credential, list(names) or [CLAIM[0]], **{"nonce": nonce, "audience": audience, **changed})


def asked(*, claims: list[tuple[str, ...]] | None = None, **how: Any) -> Asked:
    return ask(KIND, claims or [CLAIM], SESSION, **how)


def read(link: str, wallet_nonce: str | None = None) -> Request:
    """Fetch the request and believe it only as far as it is signed by whom it names."""
    query = parse_qs(urlsplit(link).query)
    path = query["request_uri"][0].removeprefix(settings().public_address)
    client = Client(enforce_csrf_checks=True)
    answer = client.post(path, {"wallet_nonce": wallet_nonce}) if wallet_nonce else client.get(path)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/oauth-authz-req+jwt"
    token = answer.content.decode()
    header = body(token, 0)
    der = base64.b64decode(header["x5c"][0])
    certificate = x509.load_der_x509_certificate(der)
    found = jwt.decode(token, ECKey.import_key(certificate.public_key()), registry=ANY_HEADER)  # type: ignore[arg-type]
    named = base64.urlsafe_b64encode(hashlib.sha256(der).digest()).decode().rstrip("=")
    assert header["typ"] == "oauth-authz-req+jwt"
    assert query["client_id"][0] == found.claims["client_id"] == f"x509_hash:{named}"
    return Request(dict(found.claims), client)
