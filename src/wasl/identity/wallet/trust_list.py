"""Whom we believe besides ourselves: issuers of credentials, and makers of wallets.

WASL_WALLET_TRUST names a JSON file:
`{"issuers": {"https://issuer.example": {"keys": [...]}}, "wallets": {"keys": [...]},
"clients": {"wallet.example": ["https://wallet.example/back"]}}`.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.identity.wallet import addresses
from wasl.identity.wallet.keys import public_keys


class _Keys(BaseModel):
    model_config = ConfigDict(extra="ignore")

    keys: list[dict[str, Any]] = []


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    issuers: dict[str, _Keys] = {}
    wallets: _Keys = Field(default_factory=_Keys)
    clients: dict[str, list[str]] = {}


@dataclass(frozen=True)
class Trusted:
    issuers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    wallets: list[dict[str, Any]] = field(default_factory=list)  # keys of wallet providers
    clients: dict[str, list[str]] = field(default_factory=dict)  # wallets that may ask by code, and where they are


def issuers() -> dict[str, list[dict[str, Any]]]:
    """Public keys by issuer; ourselves first."""
    return {addresses.issuer(): public_keys(), **_configured().issuers}


def wallet_keys() -> KeySet | None:
    """Of makers of wallets; None where none is configured."""
    keys = _configured().wallets
    return KeySet([ECKey.import_key(key) for key in keys]) if keys else None


def clients() -> dict[str, list[str]]:
    """Addresses that a wallet may be sent back to, by client id."""
    return _configured().clients


def key_of(issuer: str, kid: str | None) -> ECKey | None:
    """The key that an issuer names so; its only one where it names none."""
    keys = issuers().get(issuer, [])
    fitting = [key for key in keys if key.get("kid") == kid] if kid else keys[:1] if len(keys) == 1 else []
    return public_key(fitting[0]) if fitting else None


def public_key(jwk: Any) -> ECKey | None:
    """A P-256 key without its private half; None for anything else."""
    if not isinstance(jwk, dict) or jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
        return None
    try:
        return _opened({name: jwk[name] for name in ("kty", "crv", "x", "y")})
    except (JoseError, ValueError, KeyError, TypeError):
        return None


def _opened(jwk: dict[str, Any]) -> ECKey:
    key = ECKey.import_key(jwk)
    key.public_key.public_numbers()  # opened only when it is used: a point off the curve fails here
    return key


def _configured() -> Trusted:
    path = settings().wallet_trust
    return _read(path, path.stat().st_mtime_ns) if path and path.exists() else _missing(path)


def _missing(path: Path | None) -> Trusted:
    if path:
        raise Refusal(f"WASL_WALLET_TRUST: {path} is not there", mend="write the file, or take the setting away")
    return Trusted()


@lru_cache(2)
def _read(path: Path, changed: int) -> Trusted:
    try:
        read = _File.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError) as error:
        raise Refusal(f"WASL_WALLET_TRUST: {path}: {error}", mend="docs/guides/wallet.md shows its form") from error
    return Trusted({name: found.keys for name, found in read.issuers.items()}, read.wallets.keys, read.clients)
