"""Access tokens for credentials: random, short-lived, of one person and one kind; only their hashes are kept."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.dpop import thumbprint
from wasl.identity.wallet.models import Grant
from wasl.identity.wallet.nonces import forget
from wasl.identity.wallet.offers import redeem
from wasl.identity.wallet.vault import keyed
from wasl.trust.api import Assurance

HOLDS = timedelta(minutes=30)
"""Long enough for a register that is away for a while."""


@dataclass(frozen=True)
class Given:
    """An access token, told once."""

    token: str
    grant: Grant

    @property
    def bound(self) -> bool:
        return bool(self.grant.thumbprint)


def redeemed(code: str, tx_code: str, key: str = "") -> Given:
    """For a pre-authorised code. Raises Denied."""
    offer = redeem(code, tx_code)
    given = grant(offer.person, offer.kind, Assurance(offer.assurance), key)
    Grant.objects.filter(pk=given.grant.pk).update(offer=offer)
    return given


def grant(person: str, kind: str, assurance: Assurance, key: str = "") -> Given:
    """Whoever has authenticated the person another way gives their wallet a grant with this: the authorisation code
    flow of the OpenID provider does. `key` is the thumbprint of a DPoP key."""
    now, token = datetime.now(UTC), secrets.token_urlsafe(32)
    Grant.objects.filter(expires__lt=now - timedelta(days=1)).delete()
    forget(now)
    row = Grant.objects.create(
        token=keyed("token", token),
        person=person,
        kind=kind,
        assurance=assurance,
        identifier=secrets.token_urlsafe(12),
        thumbprint=key,
        created=now,
        expires=now + HOLDS,
    )
    return Given(token, row)


def grant_of(authorization: str, proof: str | None, method: str, address: str) -> Grant:
    """What the header `Authorization` opens. Raises Denied: invalid_token, invalid_dpop_proof."""
    scheme, _, token = authorization.partition(" ")
    row = Grant.objects.filter(token=keyed("token", token), ended=None, expires__gt=datetime.now(UTC)).first()
    if row is None or scheme.lower() != ("dpop" if row.thumbprint else "bearer"):
        raise Denied("invalid_token", "the access token is unknown, too old, or under the wrong scheme", status=401)
    if row.thumbprint and thumbprint(proof or "", method, address, token) != row.thumbprint:
        raise Denied("invalid_token", "the access token is bound to another key", status=401)
    return row
