"""Nonces that cost no row until they are used: random bytes and an end, with our mark; and what was used once."""

import base64
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction

from wasl.identity.wallet.models import Spent
from wasl.identity.wallet.vault import keyed

HOLDS = timedelta(minutes=5)
_MARK = 32


def nonce(now: datetime | None = None) -> str:
    ends = int(((now or datetime.now(UTC)) + HOLDS).timestamp())
    body = f"{base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip('=')}.{ends}"
    return f"{body}.{keyed('nonce', body)[:_MARK]}"


def holds(given: str, now: datetime | None = None) -> bool:
    """Whether it is ours and not too old; whether it was used is another question."""
    body, _, mark = given.rpartition(".")
    if not hmac.compare_digest(keyed("nonce", body)[:_MARK].encode(), mark.encode()):
        return False
    return int(body.rpartition(".")[2]) > (now or datetime.now(UTC)).timestamp()


def spend(what: str, given: str, expires: datetime) -> bool:
    """Use it up; False where it was used before."""
    mark = keyed(what, given)
    try:
        with transaction.atomic():
            Spent.objects.create(mark=mark, expires=expires)
    except IntegrityError:
        return False
    return True


def forget(now: datetime | None = None) -> int:
    """Remove what is too old to be used again anyway."""
    return Spent.objects.filter(expires__lt=now or datetime.now(UTC)).delete()[0]
