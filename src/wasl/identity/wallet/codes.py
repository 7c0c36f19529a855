"""The authorisation code flow: a wallet sends its person here, who signs in and allows one kind; a code goes back.

For wallets that the trust list names, with their addresses: nobody else is sent anywhere. PKCE (RFC 7636) always.
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.crypto import constant_time_compare

from wasl.core.log import event
from wasl.identity.wallet import addresses
from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.grants import Given, grant
from wasl.identity.wallet.kinds import kinds
from wasl.identity.wallet.models import Code, Grant
from wasl.identity.wallet.offers import kind_named, surely_enough
from wasl.identity.wallet.trust_list import clients
from wasl.identity.wallet.vault import keyed
from wasl.trust.api import Assurance

HOLDS = timedelta(minutes=1)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True)
class Wished:
    """What a wallet asks its person to allow; kept in their session meanwhile."""

    client: str
    redirect: str
    state: str
    challenge: str
    kind: str

    def kept(self) -> dict[str, str]:
        return asdict(self)

    def back(self, **told: str) -> str:
        """Where the browser goes on, with `iss` against mix-up (RFC 9207)."""
        state = {"state": self.state} if self.state else {}
        mark = "&" if "?" in self.redirect else "?"
        return f"{self.redirect}{mark}{urlencode({**told, **state, 'iss': addresses.issuer()})}"


def wished(asked: Mapping[str, str]) -> Wished:
    """Raises Denied. An error is told here and not at the wallet: whose address it is, is only known at the end."""
    client, redirect = asked.get("client_id", ""), asked.get("redirect_uri", "")
    if redirect not in clients().get(client, []):
        raise Denied("invalid_client", "client_id is not known here, or redirect_uri is not one of its addresses")
    if asked.get("response_type") != "code":
        raise Denied("unsupported_response_type", "response_type must be code")
    challenge = asked.get("code_challenge", "")
    if asked.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise Denied("invalid_request", "code_challenge with code_challenge_method S256 is missing")
    return Wished(client, redirect, asked.get("state", "")[:500], challenge, _kind(asked))


def _kind(asked: Mapping[str, str]) -> str:
    """By authorization_details (RFC 9396), else by scope: one at a time."""
    named = _detailed(asked["authorization_details"]) if "authorization_details" in asked else asked.get("scope", "")
    found = [one for one in named.split() if one in kinds()]
    if len(found) != 1:
        raise Denied("invalid_scope", f"ask for one of {', '.join(kinds())}")
    return found[0]


def _detailed(text: str) -> str:
    try:
        read = json.loads(text)
        return " ".join(str(one["credential_configuration_id"]) for one in read if one["type"] == "openid_credential")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Denied("invalid_authorization_details", "it is no array of openid_credential") from error


def allow(wish: Wished, person: str, assurance: Assurance) -> str:
    """Where the browser goes on with the code. Raises NotAllowed where the person must first sign in more surely."""
    kind = surely_enough(kind_named(wish.kind), assurance)
    now, code = datetime.now(UTC), secrets.token_urlsafe(32)
    Code.objects.filter(expires__lt=now - timedelta(days=1)).delete()
    Code.objects.create(
        code=keyed("auth-code", code),
        client=wish.client,
        redirect=wish.redirect,
        challenge=wish.challenge,
        person=person,
        kind=kind.id,
        assurance=assurance,
        created=now,
        expires=now + HOLDS,
    )
    event("wallet.allowed", kind=kind.id)
    return wish.back(code=code)


def exchanged(asked: Mapping[str, str], key: str = "") -> Given:
    """A token for a code, once; a code that comes twice ends what it gave. Raises Denied."""
    row = Code.objects.filter(code=keyed("auth-code", asked.get("code", ""))).first()
    if row is None or not _fits(row, asked):
        raise Denied("invalid_grant", "the code is unknown, or not for this client, redirect_uri and code_verifier")
    now = datetime.now(UTC)
    if row.expires < now or not Code.objects.filter(pk=row.pk, used=None).update(used=now):
        Grant.objects.filter(code=row, ended=None).update(ended=now)
        raise Denied("invalid_grant", "the code is too old or was used; what it gave has ended")
    given = grant(row.person, row.kind, Assurance(row.assurance), key)
    Code.objects.filter(pk=row.pk).update(grant=given.grant)
    return given


def _fits(row: Code, asked: Mapping[str, Any]) -> bool:
    verifier = asked.get("code_verifier", "")
    if (asked.get("client_id"), asked.get("redirect_uri")) != (row.client, row.redirect):
        return False
    if not _VERIFIER.fullmatch(verifier):
        return False
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return constant_time_compare(made, row.challenge)
