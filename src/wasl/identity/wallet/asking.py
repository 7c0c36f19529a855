"""Asking wallets for a presentation (OpenID4VP 1.0): a signed request that names one kind, the claims wanted, and us.

The request can be fetched again while it waits; answered, it is gone. Our name is the hash of our certificate, so that
a request under another key is somebody else's.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import ECKey

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.identity.wallet import addresses
from wasl.identity.wallet.credentials import TYPE
from wasl.identity.wallet.encryption import CONTENT, public_part
from wasl.identity.wallet.keys import ALGORITHM, signing_key
from wasl.identity.wallet.models import Asking, Use
from wasl.identity.wallet.offers import kind_named
from wasl.identity.wallet.vault import keyed, seal, unseal

HOLDS = timedelta(minutes=10)
QUERY = "credential"
"""Name of the one credential in the query."""
REQUEST_TYPE = "oauth-authz-req+jwt"
_SEALED_FOR = "answer-key"


@dataclass(frozen=True)
class Asked:
    """A request that waits; `link` opens a wallet, as a link or as a QR code."""

    reference: str
    link: str
    expires: datetime


def ask(
    kind: str, claims: list[tuple[str, ...]], session: str, *, same_device: bool = False, encrypted: bool = True
) -> Asked:
    """`session` is a secret of the browser that asks: only with it can the answer be read.

    Raises Unknown for a kind, Refusal for a claim that there is not.
    """
    wanted = kind_named(kind)
    if not claims or set(claims) - {claim.path for claim in wanted.claims}:
        raise Refusal(
            Text(ar="اختر بيانًا واحدًا على الأقل من بيانات الوثيقة", en="Choose at least one value of the credential"),
            mend=Text(ar="اختر من القائمة", en="Choose from the list"),
        )
    now, reference = datetime.now(UTC), secrets.token_urlsafe(32)
    Asking.objects.filter(expires__lt=now - timedelta(days=1)).delete()
    Asking.objects.create(
        reference=reference,
        session=keyed("session", session),
        kind=wanted.id,
        claims=[list(path) for path in claims],
        nonce=secrets.token_urlsafe(32),
        state=secrets.token_urlsafe(32),
        sealed_key=seal(_SEALED_FOR, ECKey.generate_key("P-256").as_pem(private=True)),
        encrypted=encrypted,
        same_device=same_device,
        created=now,
        expires=now + HOLDS,
    )
    return Asked(reference, link_to(reference), now + HOLDS)


def link_to(reference: str) -> str:
    where = f"{addresses.issuer()}/asked/{reference}"
    query = {"client_id": client_id(), "request_uri": where, "request_uri_method": "post"}
    return f"openid4vp://?{urlencode(query)}"


def client_id() -> str:
    """`x509_hash`: the SHA-256 of our certificate (OpenID4VP section 5.9.3)."""
    digest = hashlib.sha256(signing_key(Use.ASK).certificate).digest()
    return f"x509_hash:{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def waiting(reference: str) -> Asking | None:
    return Asking.objects.filter(reference=reference, answered=None, expires__gt=datetime.now(UTC)).first()


def request_object(row: Asking, wallet_nonce: str | None = None) -> str:
    """What the wallet reads, signed. `wallet_nonce` comes back to it, so that it knows it to be fresh."""
    claims = {
        "response_type": "vp_token",
        "response_mode": "direct_post.jwt" if row.encrypted else "direct_post",
        "client_id": client_id(),
        "response_uri": f"{addresses.issuer()}/asked/{row.reference}/answer",
        "nonce": row.nonce,
        "state": row.state,
        "aud": "https://self-issued.me/v2",
        "iat": int(datetime.now(UTC).timestamp()),
        "exp": int(row.expires.timestamp()),
        "dcql_query": query(row),
        "client_metadata": _metadata(row),
        **({"wallet_nonce": wallet_nonce} if wallet_nonce else {}),
    }
    key = signing_key(Use.ASK)
    header = {"alg": ALGORITHM, "typ": REQUEST_TYPE, "x5c": [base64.b64encode(key.certificate).decode()]}
    return jwt.encode(header, claims, key.key, algorithms=[ALGORITHM])


def query(row: Asking) -> dict[str, Any]:
    """DCQL (OpenID4VP section 6)."""
    wanted = {"vct_values": [addresses.vct(row.kind)]}
    claims = [{"path": path} for path in row.claims]
    return {"credentials": [{"id": QUERY, "format": TYPE, "meta": wanted, "claims": claims}]}


def answer_key(row: Asking) -> ECKey:
    return ECKey.import_key(unseal(_SEALED_FOR, bytes(row.sealed_key)))


def _metadata(row: Asking) -> dict[str, Any]:
    formats = {TYPE: {"sd-jwt_alg_values": [ALGORITHM], "kb-jwt_alg_values": [ALGORITHM]}}
    told: dict[str, Any] = {"vp_formats_supported": formats, "client_name": settings().public_address}
    if row.encrypted:
        told["jwks"] = {"keys": [public_part(answer_key(row))]}
        told["encrypted_response_enc_values_supported"] = list(CONTENT)
    return told
