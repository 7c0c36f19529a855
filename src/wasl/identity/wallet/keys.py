"""Keys that sign credentials and requests. They stand in the store, their private halves sealed; rotation adds one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.db import transaction
from joserfc.jwk import ECKey

from wasl.core.log import event
from wasl.identity.wallet.addresses import host
from wasl.identity.wallet.models import Key, Use
from wasl.identity.wallet.vault import seal, unseal

ALGORITHM = "ES256"
CERTIFICATE_DAYS = 730
_SEALED_FOR = "key"


@dataclass(frozen=True)
class SigningKey:
    """One of our keys, private half and all."""

    kid: str
    key: ECKey
    certificate: bytes  # DER


def signing_key(use: Use = Use.ISSUE) -> SigningKey:
    """The newest that is not retired; made at first use."""
    row = Key.objects.filter(use=use, retired=None).order_by("-created").first() or _make(use)
    return _opened(row.kid, bytes(row.sealed), bytes(row.certificate))


def public_keys() -> list[dict[str, Any]]:
    """All that ever signed credentials, newest first: what a retired one signed still checks."""
    signing_key()
    rows = Key.objects.filter(use=Use.ISSUE).order_by("-created")
    return [{**row.public, "kid": row.kid, "alg": ALGORITHM, "use": "sig"} for row in rows]


def rotate(use: Use = Use.ISSUE) -> str:
    """A new key from now on; the former are retired. Answers its kid."""
    with transaction.atomic():
        Key.objects.filter(use=use, retired=None).update(retired=datetime.now(UTC))
        made = _make(use)
    event("wallet.key_rotated", use=str(use), kid=made.kid)
    return made.kid


def _make(use: Use) -> Key:
    key = ECKey.generate_key("P-256")
    return Key.objects.create(
        kid=key.thumbprint(),
        use=use,
        public=key.as_dict(private=False),
        sealed=seal(_SEALED_FOR, key.as_pem(private=True)),
        certificate=_certificate(key),
        created=datetime.now(UTC),
    )


@lru_cache(8)
def _opened(kid: str, sealed: bytes, certificate: bytes) -> SigningKey:
    return SigningKey(kid, ECKey.import_key(unseal(_SEALED_FOR, sealed)), certificate)


def _certificate(key: ECKey) -> bytes:
    """Self-signed: a wallet that wants a known authority needs the deployment to bring one."""
    private, now = key.private_key, datetime.now(UTC)
    assert isinstance(private, EllipticCurvePrivateKey)  # noqa: S101
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host()[:64])])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
    made = made.not_valid_after(now + timedelta(days=CERTIFICATE_DAYS))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host())]), critical=False)
    return made.sign(private, SHA256()).public_bytes(Encoding.DER)
