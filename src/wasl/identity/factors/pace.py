"""Wrong tries slow down: five are free, then the account waits 1, 5 and 15 minutes between tries of that kind.

Only tries of the same kind wait: who plays with somebody's password does not lock away their recovery codes.
"""

from datetime import datetime, timedelta

from django.db import transaction

from wasl.core.errors import NotAllowed
from wasl.core.text import Text
from wasl.identity.factors.kinds import Kind
from wasl.identity.factors.models import Tries

FREE = 5
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
FORGOTTEN = timedelta(days=1)


class Wait(NotAllowed):
    """Not now, whatever was written."""


def begin(account: str, kind: Kind, now: datetime) -> None:
    """Count a try before it is looked at, so that many at once are no way around. Raises Wait."""
    Tries.objects.filter(last__lt=now - FORGOTTEN).exclude(account=account).delete()
    Tries.objects.bulk_create([Tries(account=account, kind=kind, last=now)], ignore_conflicts=True)
    with transaction.atomic():
        row = Tries.objects.select_for_update().get(account=account, kind=kind)
        if row.until and now < row.until:
            raise _wait(row.until - now)
        row.count = 1 if row.last < now - FORGOTTEN else row.count + 1
        row.last, row.until = now, now + _pause(row.count) if row.count >= FREE else None
        row.save(update_fields=["count", "last", "until"])


def succeeded(account: str, kind: Kind) -> None:
    """The row stays: another try may be waiting for it."""
    Tries.objects.filter(account=account, kind=kind).update(count=0, until=None)


def _pause(tries: int) -> timedelta:
    return WAITS[min(tries - FREE, len(WAITS) - 1)]


def _wait(left: timedelta) -> Wait:
    minutes = -(-int(left.total_seconds()) // 60) or 1
    mend = Text(ar=f"انتظر {_ar_minutes(minutes)} ثم حاول مرة أخرى", en=f"Wait {_en_minutes(minutes)}, then try again")
    return Wait(Text(ar="محاولات خاطئة كثيرة", en="Too many wrong tries"), mend=mend)


def _en_minutes(number: int) -> str:
    return "1 minute" if number == 1 else f"{number} minutes"


def _ar_minutes(number: int) -> str:
    """
    >>> [_ar_minutes(n) for n in (1, 2, 5, 15)]
    ['دقيقة واحدة', 'دقيقتين', '5 دقائق', '15 دقيقة']
    """
    if number <= 2:
        return ("دقيقة واحدة", "دقيقتين")[number - 1]
    return f"{number} دقائق" if number <= 10 else f"{number} دقيقة"
