"""What a relying party asks for: parameters of a request, read once into a Wish, refused in the protocol's words.

Code flow only, PKCE with S256 only, answers in the query only. Parameters that nobody knows are ignored; one that is
given twice is refused. Request objects are refused as not supported (OpenID Core 6, 3.1.2.6).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from wasl.core.errors import Refusal
from wasl.identity.openid import claims
from wasl.identity.openid.errors import ProtocolError, invalid_request
from wasl.identity.openid.hints import subject_in
from wasl.identity.openid.models import RelyingParty
from wasl.trust.api import Assurance

ACR = "urn:wasl:acr:"
PROMPTS = {"none", "login", "consent", "select_account"}
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
LONGEST = 4000
"""Characters of one parameter."""

Params = Mapping[str, str]


@dataclass(frozen=True)
class Wish:
    """A request that can be met, if the person wants it."""

    client_id: str
    redirect_uri: str
    scope: tuple[str, ...]
    state: str = ""
    nonce: str = ""
    challenge: str = ""
    jkt: str = ""  # thumbprint of the DPoP key that alone may redeem the code
    prompt: tuple[str, ...] = ()
    max_age: int | None = None
    level: str = Assurance.LOW  # the least that will do
    level_essential: bool = False
    claims: tuple[str, ...] = ()  # facts that are asked for
    essential: tuple[str, ...] = ()
    subject: str = ""  # who it must be, by a hint or by claim
    locales: tuple[str, ...] = ()

    @property
    def forever(self) -> bool:
        """Refresh tokens are to outlive the session."""
        return claims.OFFLINE in self.scope

    def kept(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def of(cls, kept: str) -> "Wish":
        told: dict[str, Any] = json.loads(kept)
        listed: dict[str, Any] = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
        return cls(**(told | listed))


def place_of(party: RelyingParty, params: Params) -> str:
    """Where the answer goes: exactly an address that was registered. Raises ProtocolError, to be shown, never sent."""
    asked = params.get("redirect_uri", "")
    if asked not in party.redirect_uris:
        raise invalid_request("redirect_uri is not one that this client has registered, letter by letter")
    return str(asked)


def wish_of(party: RelyingParty, params: Params, place: str) -> Wish:
    """Raises ProtocolError, which may be sent to the place."""
    _check_shape(party, params)
    scope = tuple(one for one in params.get("scope", "").split() if one in party.scopes)
    if claims.OPENID not in scope:
        raise ProtocolError("invalid_scope", "scope must hold openid")
    facts, essential, identity = _claims(params)
    wanted = set(claims.of_scopes(scope)) | facts
    may = set(claims.of_scopes(party.scopes))
    level, level_essential = _level(party, params, identity)
    return Wish(
        client_id=party.client_id,
        redirect_uri=place,
        scope=scope,
        state=params.get("state", ""),
        nonce=params.get("nonce", ""),
        challenge=_challenge(party, params),
        jkt=params.get("dpop_jkt", ""),
        prompt=_prompt(params),
        max_age=_max_age(params),
        level=level,
        level_essential=level_essential,
        claims=tuple(claims.known(wanted & may)),
        essential=tuple(claims.known((set(party.required) & wanted | essential) & may)),
        subject=_subject(party, params, identity),
        locales=tuple(params.get("ui_locales", "").split()[:10]),
    )


def _check_shape(party: RelyingParty, params: Params) -> None:
    if long := [name for name, value in params.items() if len(value) > LONGEST or "\x00" in value]:
        raise invalid_request(f"{long[0]:.40} is too long or holds NUL")
    if "request" in params:
        raise ProtocolError("request_not_supported", "push the parameters instead (RFC 9126)")
    if "registration" in params:
        raise ProtocolError("registration_not_supported", "relying parties are registered by people")
    if not params.get("response_type"):
        raise invalid_request("response_type is missing")
    if params["response_type"] != "code" or "authorization_code" not in party.grant_types:
        raise ProtocolError("unsupported_response_type", "response_type must be code")
    if params.get("response_mode", "query") != "query":
        raise invalid_request("response_mode must be query")


def _challenge(party: RelyingParty, params: Params) -> str:
    given = params.get("code_challenge", "")
    if not given and not party.needs_pkce:
        return ""
    if params.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(given):
        raise invalid_request("code_challenge with code_challenge_method S256 is needed (RFC 7636)")
    return given


def _prompt(params: Params) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(one for one in params.get("prompt", "").split() if one in PROMPTS))
    if "none" in asked and len(asked) > 1:
        raise invalid_request("prompt none stands alone")
    return asked


def _max_age(params: Params) -> int | None:
    given = params.get("max_age")
    if given is None:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) < 10):
        raise invalid_request("max_age is a number of seconds")
    return int(given)


def _claims(params: Params) -> tuple[set[str], set[str], dict[str, Any]]:
    """Facts asked for at userinfo, the essential ones of them, and what is asked of the ID token."""
    try:
        asked = json.loads(params.get("claims") or "{}")
    except (ValueError, RecursionError) as error:
        raise invalid_request("claims is not JSON") from error
    userinfo, identity = _part(asked, "userinfo"), _part(asked, "id_token")
    essential = {name for name, want in userinfo.items() if want.get("essential") is True}
    return set(userinfo), essential, identity


def _part(asked: object, part: str) -> dict[str, dict[str, Any]]:
    """Of the claims parameter (OpenID Core 5.5): null stands for a claim that is wished for without condition."""
    found = (asked.get(part) or {}) if isinstance(asked, dict) else None
    if not isinstance(found, dict) or not all(want is None or isinstance(want, dict) for want in found.values()):
        raise invalid_request("claims holds userinfo and id_token, each an object of objects")
    return {name: want or {} for name, want in found.items()}


def _level(party: RelyingParty, params: Params, identity: dict[str, Any]) -> tuple[str, bool]:
    """The least level that will do, and whether nothing less does."""
    claim = identity.get("acr", {})
    values = claim.get("values", [])
    named = [one for one in (*(values if isinstance(values, list) else []), claim.get("value")) if one]
    essential = claim.get("essential") is True
    known = _levels(named or params.get("acr_values", "").split())
    if essential and named and not known:
        raise ProtocolError("unmet_authentication_requirements", f"known levels: {', '.join(acrs())}")
    asked = min(known, key=lambda one: one.rank) if known else Assurance.LOW
    least = max(asked, party.level, key=lambda one: one.rank)
    return least, essential or least == party.level


def _levels(names: list[Any]) -> list[Assurance]:
    return [level for level in Assurance if f"{ACR}{level}" in names]


def acrs() -> list[str]:
    return [f"{ACR}{level}" for level in Assurance]


def _subject(party: RelyingParty, params: Params, identity: dict[str, Any]) -> str:
    value = identity.get("sub", {}).get("value")
    if isinstance(value, str) and value:
        return value
    hint = params.get("id_token_hint")
    if not hint:
        return ""
    try:
        return subject_in(hint, party)
    except Refusal as refused:
        raise invalid_request("id_token_hint is not an ID token that was issued to this client here") from refused
