"""Checking a credential that somebody shows: signature and issuer, disclosures, time, status, and whose key holds it.

The same rules on paper (no holder's proof), and in a presentation, where nonce and audience must be ours.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from joserfc.jwk import ECKey
from jwcrypto.jwk import JWK  # type: ignore[import-untyped]
from sd_jwt.verifier import SDJWTVerifier

from wasl.identity.wallet import addresses
from wasl.identity.wallet.credentials import TYPE
from wasl.identity.wallet.kinds import Kind, kinds
from wasl.identity.wallet.models import Issued, Standing, StatusList
from wasl.identity.wallet.tokens import SKEW, Unsound, checked, demand, header_of, made_lately, still_holds
from wasl.identity.wallet.trust_list import key_of, public_key

MOST = 60_000
OLDEST_PROOF = timedelta(minutes=5)
OURS = frozenset({"iss", "iat", "exp", "nbf", "vct", "vct#integrity", "status", "cnf", "_sd_alg"})


class Problem(StrEnum):
    """Why a credential does not hold."""

    UNREADABLE = "unreadable"
    UNKNOWN_ISSUER = "unknown-issuer"
    UNKNOWN_KIND = "unknown-kind"
    SIGNATURE = "signature"
    DISCLOSURES = "disclosures"
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    NO_STATUS = "no-status"  # the list cannot be had, or has no such entry
    HOLDER = "holder"  # not shown by whom it was given to, or not to us, now


@dataclass(frozen=True)
class Checked:
    """What was disclosed, if it holds; nothing of it otherwise."""

    problem: Problem | None
    issuer: str = ""
    kind: Kind | None = None
    vct: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    expires: datetime | None = None
    holder_proved: bool = False
    why: str = ""  # in English, for engineers

    @property
    def ok(self) -> bool:
        return self.problem is None

    def told(self) -> list[tuple[str, Any]]:
        """Disclosed values by path, as `address.locality`."""
        return list(_flat(self.claims)) if self.ok else []


@dataclass(frozen=True)
class Shown:
    """To whom a presentation must have been made."""

    audience: str
    nonce: str


class _Fails(Exception):  # noqa: N818  says what is wrong with what somebody shows
    def __init__(self, problem: Problem, why: str) -> None:
        super().__init__(why)
        self.problem = problem


def check_credential(text: str, shown_to: Shown | None = None, *, now: datetime | None = None) -> Checked:
    """A credential as text: out of a QR code, a file or a presentation. Never raises for what somebody wrote."""
    try:
        return _checked(text.strip(), shown_to, now or datetime.now(UTC))
    except _Fails as failed:
        return Checked(failed.problem, why=str(failed))


def _checked(text: str, shown_to: Shown | None, now: datetime) -> Checked:
    parts = text.split("~")
    if len(text) > MOST or len(parts) < 2:
        raise _Fails(Problem.UNREADABLE, "not an SD-JWT")
    claims = _issuer_signed(parts[0])
    kind = _kind(claims)
    _in_time(claims, now)
    disclosed = _disclosed(text, parts, claims)
    _standing(claims)
    if shown_to is not None:
        _held(parts, claims, shown_to, now)
    return Checked(
        None,
        issuer=claims["iss"],
        kind=kind,
        vct=claims["vct"],
        claims={name: value for name, value in disclosed.items() if name not in OURS},
        expires=datetime.fromtimestamp(claims["exp"], UTC),
        holder_proved=shown_to is not None,
    )


def _issuer_signed(token: str) -> dict[str, Any]:
    try:
        header = header_of(token)
        issuer = _body(token).get("iss")
        kid = header.get("kid")
        key = key_of(issuer, kid if isinstance(kid, str) else None) if isinstance(issuer, str) else None
    except Unsound as error:
        raise _Fails(Problem.UNREADABLE, str(error)) from error
    if key is None:
        raise _Fails(Problem.UNKNOWN_ISSUER, "its issuer, or the issuer's key, is not on the trust list")
    try:
        return checked(token, TYPE, key).claims
    except Unsound as error:
        raise _Fails(Problem.SIGNATURE, str(error)) from error


def _body(token: str) -> dict[str, Any]:
    """Before it is believed: to find out whose key to check with. Raises Unsound."""
    try:
        part = token.split(".")[1]
        read = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, IndexError, RecursionError) as error:
        raise Unsound("its claims cannot be read") from error
    if not isinstance(read, dict):
        raise Unsound("its claims are no object")
    return read


def _kind(claims: dict[str, Any]) -> Kind | None:
    """Of ours, one that we issue; of others, whatever they call it."""
    vct = claims.get("vct")
    found = next((kind for kind in kinds().values() if addresses.vct(kind.id) == vct), None)
    if not isinstance(vct, str) or (claims["iss"] == addresses.issuer() and found is None):
        raise _Fails(Problem.UNKNOWN_KIND, "vct is none that this issuer issues")
    return found


def _in_time(claims: dict[str, Any], now: datetime) -> None:
    made = claims.get("iat")
    if isinstance(made, int | float) and made > (now + SKEW).timestamp():
        raise _Fails(Problem.NOT_YET, "iat is ahead of our clock")
    begins = claims.get("nbf")
    if isinstance(begins, int | float) and begins > (now + SKEW).timestamp():
        raise _Fails(Problem.NOT_YET, "it does not hold yet")
    try:
        still_holds({"exp": claims.get("exp")}, now)
    except Unsound as error:
        raise _Fails(Problem.EXPIRED, str(error)) from error


def _disclosed(text: str, parts: list[str], claims: dict[str, Any]) -> dict[str, Any]:
    """The library unpacks; that every disclosure belongs to this credential it leaves to us (RFC 9901, section 7.1)."""
    key = trusted_jwk(claims["iss"], header_of(parts[0]).get("kid"))
    try:
        found = SDJWTVerifier(text, lambda *_: key).get_verified_payload()
        known = _digests([claims, *(_value_of(one) for one in parts[1:-1])])
        foreign = [one for one in parts[1:-1] if _digest(one) not in known]
    except Exception as error:
        raise _Fails(Problem.DISCLOSURES, f"{type(error).__name__}: {error}") from error
    if foreign or OURS & {_name_of(one) for one in parts[1:-1]}:
        raise _Fails(Problem.DISCLOSURES, "a disclosure is not of this credential")
    return dict(found)


def trusted_jwk(issuer: str, kid: str | None) -> JWK:
    key = key_of(issuer, kid)
    assert key is not None  # noqa: S101  found a moment ago
    return JWK.from_pem(key.as_pem(private=False))


def _digest(disclosure: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(disclosure.encode("ascii")).digest()).decode().rstrip("=")


def _opened(disclosure: str) -> list[Any]:
    return list(json.loads(base64.urlsafe_b64decode(disclosure + "=" * (-len(disclosure) % 4))))


def _value_of(disclosure: str) -> Any:
    return _opened(disclosure)[-1]


def _name_of(disclosure: str) -> str:
    found = _opened(disclosure)
    return str(found[1]) if len(found) == 3 else ""


def _digests(found: Any) -> set[str]:
    if isinstance(found, list):
        return set().union(*(_digests(one) for one in found))
    if not isinstance(found, dict):
        return set()
    own = {one for name in ("_sd", "...") for one in _listed(found.get(name)) if isinstance(one, str)}
    return own.union(*(_digests(one) for one in found.values()))


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def _standing(claims: dict[str, Any]) -> None:
    """Ours are looked up where they stand. Others' lists are not fetched: their issuer would learn who is checked."""
    named = claims.get("status")
    if named is None or claims["iss"] != addresses.issuer():
        return
    entry = named.get("status_list", {}) if isinstance(named, dict) else {}
    number, index = str(entry.get("uri", "")).rpartition("/")[2], entry.get("idx")
    if not number.isdecimal() or not isinstance(index, int) or entry.get("uri") != addresses.status_list(int(number)):
        raise _Fails(Problem.NO_STATUS, "status names no list of ours")
    found = StatusList.objects.filter(pk=number).first()
    if found is None or not 0 <= index < found.size:
        raise _Fails(Problem.NO_STATUS, "the list has no such entry")
    standing = Issued.objects.filter(list=found, index=index).values_list("standing", flat=True).first()
    if standing == Standing.REVOKED:
        raise _Fails(Problem.REVOKED, "it was revoked")
    if standing == Standing.SUSPENDED:
        raise _Fails(Problem.SUSPENDED, "it is suspended")


def _held(parts: list[str], claims: dict[str, Any], shown_to: Shown, now: datetime) -> None:
    """The key binding JWT: by the holder's key, to us, for this request, now, over exactly what was disclosed."""
    key = _holder_key(claims)
    presented = "~".join(parts[:-1]) + "~"
    try:
        proof = checked(parts[-1], "kb+jwt", key).claims
        made_lately(proof, OLDEST_PROOF, now)
        wanted = {"aud": shown_to.audience, "nonce": shown_to.nonce, "sd_hash": _digest(presented)}
        for name, value in wanted.items():
            demand(proof.get(name) == value, f"{name} is not what was asked for")
    except (Unsound, UnicodeEncodeError) as error:
        raise _Fails(Problem.HOLDER, f"key binding: {error}") from error


def _holder_key(claims: dict[str, Any]) -> ECKey:
    named = claims.get("cnf")
    key = public_key(named.get("jwk")) if isinstance(named, dict) else None
    if key is None:
        raise _Fails(Problem.HOLDER, "it is bound to no key")
    return key


def _flat(claims: dict[str, Any], before: str = "") -> Any:
    for name, value in claims.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value
