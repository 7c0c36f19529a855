"""The provider's own keys: made at first use, kept sealed in the store, published as a JWK set, turned over.

Each kind has one key that signs, one that will (published before it signs, so that no relying party meets it unknown),
and former ones whose tokens still run. Parsed once per process and read anew every half minute.
"""

import hashlib
import hmac
import json
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any

from django.db import IntegrityError, transaction
from joserfc.jwk import ECKey, OctKey, RSAKey, import_key

from wasl.identity.openid.models import KeyState, SigningKey
from wasl.identity.openid.sealing import seal, unseal

KINDS = {"EC": ("ES256",), "RSA": ("PS256", "RS256")}
"""What each kind of key signs with."""
RSA_BITS = 3072
"""Of keys made from now on: 128 bits of security. One that stands already signs until it is turned over."""
NAMES = "names"
SIGNING_ALGS = tuple(alg for algs in KINDS.values() for alg in algs)
AGE = 30.0
"""Seconds after which a process looks whether another one has turned the keys over."""
KEPT = timedelta(days=2)
"""How long a former key is published: longer than any token that it signed."""

SignKey = ECKey | RSAKey


@dataclass(frozen=True)
class Ring:
    """All keys, parsed."""

    current: dict[str, SignKey]  # by kind
    public: dict[str, SignKey]  # by kid
    jwks: bytes  # as it is published
    secret: bytes  # of pairwise names

    def signer(self, alg: str) -> SignKey:
        return self.current[next(kind for kind, algs in KINDS.items() if alg in algs)]


_LOCK = Lock()
_STANDING: list[tuple[float, Ring]] = []


def ring() -> Ring:
    """The keys as they stand. Raises Refusal where they cannot be unsealed."""
    if _STANDING and time.monotonic() - _STANDING[0][0] < AGE:
        return _STANDING[0][1]
    with _LOCK:
        _STANDING[:] = [(time.monotonic(), _read())]
        return _STANDING[0][1]


def forget() -> None:
    """Read them anew at the next use."""
    _STANDING.clear()
    _opened.cache_clear()


def rotate(now: datetime | None = None) -> list[str]:
    """The next key of each kind signs from now on, and a new next one is published; the ids of those that sign."""
    now = now or datetime.now(UTC)
    ring()
    with transaction.atomic():
        SigningKey.objects.filter(state=KeyState.FORMER, changed__lt=now - KEPT).delete()
        for kind in KINDS:
            keys = SigningKey.objects.select_for_update().filter(kind=kind)
            keys.filter(state=KeyState.CURRENT).update(state=KeyState.FORMER, changed=now)
            keys.filter(state=KeyState.NEXT).update(state=KeyState.CURRENT, changed=now)
            _make(kind, KeyState.NEXT, now)
    forget()
    return [str(key.kid) for key in ring().current.values()]


def withdraw(kid: str) -> bool:
    """Take a former key out at once: tokens that it signed are refused from now on. Whether there was one."""
    gone = SigningKey.objects.filter(kid=kid, state=KeyState.FORMER).delete()[0]
    forget()
    return bool(gone)


def listed() -> list[SigningKey]:
    ring()
    return list(SigningKey.objects.exclude(kind=NAMES).order_by("kind", "-created"))


def named(*parts: str) -> str:
    """A name that nobody can make or undo without the provider's secret; always the same for the same parts."""
    mark = hmac.new(ring().secret, "\x1f".join(parts).encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(mark).rstrip(b"=").decode()


def _read() -> Ring:
    rows = list(SigningKey.objects.order_by("created"))
    if missing := [
        (kind, state) for kind, state in _WANTED if not any((r.kind, r.state) == (kind, state) for r in rows)
    ]:
        _make_all(missing)
        rows = list(SigningKey.objects.order_by("created"))
    pairs = {row.kid: row for row in rows if row.kind != NAMES}
    published = {"keys": [json.loads(row.public) for row in pairs.values()]}
    return Ring(
        current={row.kind: _private(row) for row in pairs.values() if row.state == KeyState.CURRENT},
        public={kid: _parsed(row.public) for kid, row in pairs.items()},
        jwks=json.dumps(published, separators=(",", ":")).encode(),
        secret=next(unseal(row.sealed) for row in rows if row.kind == NAMES),
    )


_WANTED = (
    (NAMES, KeyState.CURRENT),
    *((kind, state) for kind in KINDS for state in (KeyState.CURRENT, KeyState.NEXT)),
)


def _make_all(missing: list[tuple[str, KeyState]]) -> None:
    """The first of several processes wins; the others read its keys."""
    for kind, state in missing:
        try:
            with transaction.atomic():
                _make(kind, state, datetime.now(UTC))
        except IntegrityError:
            continue


def _make(kind: str, state: KeyState, now: datetime) -> None:
    if kind == NAMES:
        row = SigningKey(kid=secrets.token_hex(8), public="", sealed=seal(secrets.token_bytes(32)))
    else:
        row = _pair(ECKey.generate_key("P-256") if kind == "EC" else RSAKey.generate_key(RSA_BITS))
    row.kind, row.state, row.created, row.changed = kind, state, now, now
    row.save(force_insert=True)


def _pair(key: SignKey) -> SigningKey:
    kid = key.thumbprint()
    public = {**key.as_dict(private=False), "kid": kid, "use": "sig"}
    return SigningKey(kid=kid, public=json.dumps(public), sealed=seal(key.as_pem(private=True)))


def _private(row: SigningKey) -> SignKey:
    return _opened(row.kind, row.kid, row.sealed)


@lru_cache(8)
def _opened(kind: str, kid: str, sealed: str) -> SignKey:
    """Remembered: checking a private RSA key takes as long as a whole sign-in."""
    return _signing((ECKey if kind == "EC" else RSAKey).import_key(unseal(sealed), {"kid": kid, "use": "sig"}))


@lru_cache(32)
def _parsed(public: str) -> SignKey:
    return _signing(import_key(json.loads(public)))


def _signing(key: ECKey | RSAKey | OctKey | Any) -> SignKey:
    if not isinstance(key, ECKey | RSAKey):
        raise TypeError(f"a signing key is EC or RSA, not {key.key_type}")
    return key
