"""What may be used once only: identifiers of assertions and proofs. Also tokens that no longer hold."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from wasl.identity.openid.models import Spent


@dataclass(frozen=True)
class Once:
    """Something to be used once, until it would be too old in any case."""

    kind: str
    whose: str
    id: str
    until: datetime

    @property
    def digest(self) -> str:
        return digest(f"{self.kind}\x1f{self.whose}\x1f{self.id}")


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def spend(*some: Once | None) -> bool:
    """Use all of these up; False where one was used before. One statement."""
    fresh = {one.digest: one.until for one in some if one}
    if not fresh:
        return True
    places = ", ".join(["(%s, %s)"] * len(fresh))
    values: list[Any] = [part for mark, until in fresh.items() for part in (mark, _adapted(until))]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO openid_spent (digest, until) VALUES {places} ON CONFLICT DO NOTHING", values)  # noqa: S608
        return bool(cursor.rowcount == len([one for one in some if one]))


def is_spent(one: Once) -> bool:
    return Spent.objects.filter(pk=one.digest).exists()


def forget(now: datetime | None = None) -> int:
    """Drop what is too old to be used in any case."""
    return Spent.objects.filter(until__lt=now or datetime.now(UTC)).delete()[0]


def _adapted(moment: datetime) -> object:
    return connection.ops.adapt_datetimefield_value(moment)
