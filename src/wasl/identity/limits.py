"""Attempts slow down by account or number, by their pair with an address, and by address only for numbers of nobody.

One address may be a whole village behind a carrier's gateway, so an address alone is never counted for honest work.
What is slowed is told how long. Each count is one row that says how far the attempts are ahead of their pace (the
generic cell rate algorithm of ATM networks): it is forgotten when the clock has caught up, at the latest after a day.
Addresses and numbers are kept as keyed hashes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from wasl.core.errors import NotAllowed
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.accounts.models import Pace


@dataclass(frozen=True)
class Speed:
    """So many at once, then one every so often."""

    burst: int
    every: timedelta


ORDINARY = Speed(5, timedelta(minutes=12))
STRANGERS = Speed(200, timedelta(seconds=20))
"""Different numbers that are nobody's, from one address."""
REGISTRATIONS = Speed(100, timedelta(seconds=30))
"""From one address; what comes faster is let in, and its messages wait in a queue of their own."""
KNOWN = timedelta(days=1)
"""How long an address from which somebody signed in is not slowed for them by what others do elsewhere."""
LONGEST_FOR_ADDRESS = timedelta(minutes=1)


def attempt(
    what: str, subject: str, address: str, speed: Speed = ORDINARY, *, counts: bool = True, now: datetime | None = None
) -> None:
    """Count an attempt before it is looked at, so that many at once are no way around. Raises NotAllowed with the wait.

    `counts` False: only ask.
    """
    now = now or datetime.now(UTC)
    pair, alone, known = (_key(what, *names) for names in ((subject, address), (subject,), ("known", subject, address)))
    crowd = _key("strangers", address)
    standing = _standing([pair, alone, known, crowd])
    trusted = standing.get(known, 0) > _ms(now)
    counted = [pair] if trusted else [pair, alone]
    waits = [_wait(standing.get(key, 0), speed, now) for key in counted]
    if not trusted:
        waits.append(min(_wait(standing.get(crowd, 0), STRANGERS, now), LONGEST_FOR_ADDRESS))
    if counts and not any(waits) and len(_taken(counted, speed, now)) < len(counted):
        waits = [speed.every]  # others of the same moment came first
    if wait := max(waits):
        event("limit.met", what=what)
        raise slowed(wait)


def succeeded(what: str, subject: str, address: str, now: datetime | None = None) -> None:
    """The right one: what was counted for this subject here is forgotten, and this address is theirs for a day."""
    now = now or datetime.now(UTC)
    Pace.objects.filter(key__in=[_key(what, subject, address), _key(what, subject)]).delete()
    until = _ms(now + KNOWN)
    Pace.objects.update_or_create(key=_key(what, "known", subject, address), defaults={"ahead": until, "most": until})


def met(address: str, number: str, *, stranger: bool, now: datetime | None = None) -> None:
    """Note whether a number that was written at an address is nobody's; the same steps if it is somebody's."""
    now = now or datetime.now(UTC)
    once = Speed(1, KNOWN)
    seen = not _taken([_key("met", address, number if stranger else "")], once, now)
    counts = stranger and not seen
    _taken([_key("strangers", address if counts else "")], STRANGERS if counts else Speed(1, timedelta()), now)


def in_a_crowd(address: str, now: datetime | None = None) -> bool:
    """Count a registration; whether there are so many from its address that its message must wait its turn."""
    return not _taken([_key("registrations", address)], REGISTRATIONS, now or datetime.now(UTC))


def first_of_the_day(what: str, subject: str, now: datetime | None = None) -> bool:
    """For what is told to somebody at most once a day, however often others cause it."""
    return bool(_taken([_key(what, subject)], Speed(1, KNOWN), now or datetime.now(UTC)))


def forget(now: datetime | None = None) -> None:
    """Rows that say nothing any more."""
    Pace.objects.filter(ahead__lt=_ms(now or datetime.now(UTC))).delete()


def slowed(wait: timedelta) -> NotAllowed:
    """With the time to wait in words."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return NotAllowed(
        Text(ar="محاولات كثيرة في وقت قصير", en="Too many attempts in a short time"),
        mend=Text(ar=f"انتظر {_ar_minutes(minutes)} ثم حاول مرة أخرى", en=f"Wait {_en_minutes(minutes)} and try again"),
    )


def _taken(keys: list[str], speed: Speed, now: datetime) -> set[str]:
    """Count once for each key that is not ahead of its pace, in one statement; which were counted."""
    at, step = _ms(now), int(speed.every.total_seconds() * 1000)
    most = at + step * (speed.burst - 1)
    rows = ", ".join(["(%s, %s, %s)"] * len(keys))
    statement = (
        f'INSERT INTO accounts_pace ("key", ahead, most) VALUES {rows}'  # noqa: S608  only marks
        ' ON CONFLICT ("key") DO UPDATE SET most = excluded.most, ahead = CASE WHEN accounts_pace.ahead < %s'
        " THEN excluded.ahead ELSE accounts_pace.ahead + %s END"
        ' WHERE accounts_pace.ahead <= excluded.most RETURNING "key"'
    )
    values = [value for key in keys for value in (key, at + step, most)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, at, step])
        return {row[0] for row in cursor.fetchall()}


def _standing(keys: list[str]) -> dict[str, int]:
    return dict(Pace.objects.filter(key__in=keys).values_list("key", "ahead"))


def _wait(ahead: int, speed: Speed, now: datetime) -> timedelta:
    """Until the attempts made so far leave room for one more."""
    room = ahead - int(speed.every.total_seconds() * 1000) * (speed.burst - 1) - _ms(now)
    return timedelta(milliseconds=max(0, room))


def _key(*names: str) -> str:
    return salted_hmac("wasl.identity.limits", "\x1f".join(names), algorithm="sha256").hexdigest()


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _en_minutes(number: int) -> str:
    if number >= 120:
        return f"{-(-number // 60)} hours"
    return "1 minute" if number == 1 else f"{number} minutes"


def _ar_minutes(number: int) -> str:
    """
    >>> [_ar_minutes(n) for n in (1, 2, 5, 15, 300)]
    ['دقيقة واحدة', 'دقيقتين', '5 دقائق', '15 دقيقة', '5 ساعات']
    """
    if number >= 120:
        hours = -(-number // 60)
        return "ساعتين" if hours == 2 else f"{hours} ساعات" if hours <= 10 else f"{hours} ساعة"
    if number <= 2:
        return ("دقيقة واحدة", "دقيقتين")[number - 1]
    return f"{number} دقائق" if number <= 10 else f"{number} دقيقة"
