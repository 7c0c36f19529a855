"""What devices were asked to sign and have not answered yet: each row is taken away once, within minutes."""

import secrets
from datetime import UTC, datetime, timedelta

from wasl.identity.factors.models import Challenge

HOLDS = timedelta(minutes=5)


def ask(value: bytes, *, account: str | None, registers: bool) -> str:
    """Keep a challenge; its name."""
    now = datetime.now(UTC)
    Challenge.objects.filter(created__lt=now - HOLDS).delete()
    state = secrets.token_urlsafe(32)
    Challenge.objects.create(state=state, account=account, registers=registers, value=value, created=now)
    return state


def taken(state: str, *, registers: bool) -> Challenge | None:
    """The challenge, for the first who takes it and for nobody after; right or wrong, the answer spends it."""
    now = datetime.now(UTC)
    asked = Challenge.objects.filter(state=state, registers=registers, created__gte=now - HOLDS).first()
    took, _ = Challenge.objects.filter(state=state, registers=registers).delete()
    return asked if took else None
