"""Which relying party calls: by a signed assertion (RFC 7523), by a secret, or by its name alone where it has none."""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote_plus

from django.db import connection

from wasl.core.conf import settings
from wasl.identity.openid.errors import ProtocolError, invalid_client, invalid_request
from wasl.identity.openid.jwts import PARTY_ALGS, BadToken, check_times, header_of, read
from wasl.identity.openid.models import AuthMethod, RelyingParty, Status
from wasl.identity.openid.party_keys import keys_of
from wasl.identity.openid.spent import Once, digest

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST = 3600
"""Seconds that an assertion may hold: so long its identifier is remembered."""


@dataclass(frozen=True)
class Call:
    """What a program sent to one of the endpoints behind which no person stands."""

    form: Mapping[str, str]
    endpoint: str  # its address
    authorization: str = ""
    proof: str = ""  # DPoP
    method: str = "POST"

    def get(self, name: str) -> str:
        return self.form.get(name, "")


@dataclass(frozen=True)
class Known:
    """Who called, and the assertion to be spent together with whatever is written for the call."""

    party: RelyingParty
    once: Once | None = None


_READ: dict[str, tuple[object, RelyingParty]] = {}
"""Relying parties as this process last read them, each with the instant of its last change."""
_CHANGED = "SELECT changed FROM openid_relyingparty WHERE client_id = %s AND status = %s"


def party_with(client_id: str) -> RelyingParty | None:
    """An active one, not to be changed. Read again only where it has changed: it is asked for at every call."""
    if not _is_plain(client_id):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [client_id, Status.ACTIVE.value])
        row = cursor.fetchone()
    if row is None:
        return None
    if client_id not in _READ or _READ[client_id][0] != row[0]:
        _READ[client_id] = row[0], RelyingParty.objects.get(pk=client_id)
    return _READ[client_id][1]


def known(call: Call) -> Known:
    """Raises ProtocolError: invalid_client, or invalid_request where two ways are mixed."""
    ways = [bool(call.authorization), bool(call.get("client_assertion")), "client_secret" in call.form]
    if sum(ways) > 1:
        raise invalid_request("authenticate in one way only")
    if call.get("client_assertion"):
        return _by_assertion(call)
    client_id, secret, method = _told(call)
    party = party_with(client_id)
    if party is None or party.auth_method != method:
        raise _unknown(call)
    if call.get("client_id") not in ("", client_id):
        raise invalid_request("client_id names another client")
    if method != AuthMethod.NONE and not hmac.compare_digest(digest(secret), party.secret_digest):
        raise _unknown(call)
    return Known(party)


def _told(call: Call) -> tuple[str, str, AuthMethod]:
    if call.authorization:
        return (*_basic(call), AuthMethod.SECRET_BASIC)
    if "client_secret" in call.form:
        return call.get("client_id"), call.get("client_secret"), AuthMethod.SECRET_POST
    return call.get("client_id"), "", AuthMethod.NONE


def _basic(call: Call) -> tuple[str, str]:
    scheme, _, encoded = call.authorization.partition(" ")
    try:
        decoded = base64.b64decode(encoded, validate=True).decode()
    except ValueError:
        decoded = ""
    if scheme.lower() != "basic" or ":" not in decoded:
        raise _unknown(call)
    client_id, _, secret = decoded.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def _by_assertion(call: Call) -> Known:
    if call.get("client_assertion_type") != ASSERTION:
        raise invalid_client(f"client_assertion_type is not {ASSERTION}")
    try:
        return _asserted(call)
    except BadToken as bad:
        raise invalid_client(f"the client assertion: {bad}") from bad


def _asserted(call: Call) -> Known:
    token = call.get("client_assertion")
    party = party_with(call.get("client_id") or _issuer_of(token))
    if party is None or party.auth_method != AuthMethod.PRIVATE_KEY_JWT:
        raise invalid_client("no such client signs assertions here")
    claims = read(token, keys_of(party, header_of(token).get("kid")), PARTY_ALGS[party.profile])
    if claims.get("iss") != party.client_id or claims.get("sub") != party.client_id:
        raise BadToken("iss and sub must both be the client_id")
    _check_audience(party, claims.get("aud"), call)
    until = check_times(claims, datetime.now(UTC).timestamp(), longest=LONGEST)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti:
        raise BadToken("jti is missing")
    return Known(party, Once("assertion", party.client_id, jti, datetime.fromtimestamp(until, UTC)))


def _check_audience(party: RelyingParty, told: object, call: Call) -> None:
    """FAPI 2.0: the issuer as one string. Others may also name the endpoint, or several."""
    issuer = settings().public_address
    if party.is_fapi:
        if told != issuer:
            raise BadToken(f"aud must be {issuer}, as one string")
        return
    named = told if isinstance(told, list) else [told]
    if not {issuer, call.endpoint, f"{issuer}/openid/token"} & {one for one in named if isinstance(one, str)}:
        raise BadToken(f"aud must be {issuer}")


def _issuer_of(token: str) -> str:
    """Whom it claims to be by: only to find the keys by which it is then checked."""
    import json

    try:
        body = token.split(".")[1]
        return str(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))["iss"])
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise BadToken("not a JWT with iss") from error


def _unknown(call: Call) -> ProtocolError:
    challenge = {"WWW-Authenticate": 'Basic realm="wasl"'} if call.authorization else {}
    return ProtocolError("invalid_client", "the client is not known by this", status=401, headers=challenge)


def _is_plain(name: str) -> bool:
    return 0 < len(name) <= 64 and name.isprintable()
