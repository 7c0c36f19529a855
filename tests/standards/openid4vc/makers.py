"""A maker of wallets whom the platform trusts in a test, and what it signs."""

import json
import secrets
import time
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

from tests.identity.wallet.holder import new_key, public, signed
from wasl.identity.wallet.api import issuer


class Maker:
    def __init__(self) -> None:
        self.key = new_key()

    def trusted_in(self, folder: Path) -> Path:
        file = folder / "trust.json"
        file.write_text(json.dumps({"wallets": {"keys": [public(self.key)]}}))
        return file

    def attests_wallet(self, wallet: ECKey, key: ECKey | None = None, **claims: Any) -> str:
        said = {"sub": "wallet.example", "exp": int(time.time()) + 600, "cnf": {"jwk": public(wallet)}} | claims
        told = {name: value for name, value in said.items() if value is not None}
        return signed(key or self.key, {"typ": "oauth-client-attestation+jwt"}, told)

    def attests_key(self, held: ECKey, key: ECKey | None = None) -> str:
        said = {"iat": int(time.time()), "exp": int(time.time()) + 600, "attested_keys": [public(held)]}
        return signed(key or self.key, {"typ": "key-attestation+jwt"}, said)


def wallet_proof(wallet: ECKey, **claims: Any) -> str:
    said = {"aud": issuer(), "iat": int(time.time()), "jti": secrets.token_urlsafe(8)}
    return signed(wallet, {"typ": "oauth-client-attestation-pop+jwt"}, said | claims)


def headers(attestation: str, proof: str) -> dict[str, str]:
    return {"OAuth-Client-Attestation": attestation, "OAuth-Client-Attestation-PoP": proof}
