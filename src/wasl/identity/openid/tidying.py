"""What is over and proves nothing any more is dropped."""

from datetime import UTC, datetime, timedelta

from wasl.identity.openid import spent
from wasl.identity.openid.granting import WAITS
from wasl.identity.openid.models import Asked, Farewell, Grant

KEPT = timedelta(days=7)
"""How long an ended grant stays, so that a code that comes back late is recognised."""


def tidy(now: datetime | None = None) -> dict[str, int]:
    """How many rows went, by what they were."""
    now = now or datetime.now(UTC)
    return {
        "identifiers": spent.forget(now),
        "requests": Asked.objects.filter(created__lt=now - WAITS).delete()[0],
        "unused codes": Grant.objects.filter(redeemed=None, code_until__lt=now - KEPT).delete()[0],
        "grants": Grant.objects.filter(until__lt=now - KEPT).delete()[0],
        "revoked grants": Grant.objects.filter(revoked__lt=now - KEPT).delete()[0],
        "farewells": Farewell.objects.filter(created__lt=now - KEPT).delete()[0],
    }
