"""A party's own keys: made at its first start, kept for its owner only, never sent anywhere but their public half."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import ECKey


@dataclass(frozen=True)
class Keys:
    """`proves` signs who we are; `possesses` signs that a token is shown by whom it was made for (DPoP)."""

    proves: ECKey
    possesses: ECKey

    @property
    def published(self) -> str:
        """As a JWK set."""
        public = {**self.proves.as_dict(private=False), "use": "sig", "alg": "ES256"}
        return json.dumps({"keys": [public]})


def kept_keys(path: Path) -> Keys:
    if not path.exists():
        _make(path)
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Keys(ECKey.import_key(kept["proves"]), ECKey.import_key(kept["possesses"]))


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    made = {name: ECKey.generate_key("P-256", auto_kid=True).as_dict(private=True) for name in ("proves", "possesses")}
    fresh.write_text(json.dumps(made), encoding="utf-8")
    fresh.replace(path)
