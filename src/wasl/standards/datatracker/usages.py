"""Looks as the Data Tracker tells them: when, why, and by which agency's system."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypedDict

import wasl.trust.log.api as log
from wasl.core.conf import settings
from wasl.core.digits import normalise_digits
from wasl.country.api import pack
from wasl.identity.api import Staff
from wasl.persons import api as persons
from wasl.trust.api import Kind, Look
from wasl.trust.log.api import Entry

MOST = 1000
"""Usages in one answer, whatever `limit` asks for."""
PURPOSE = "citizen-request"
LONG_AGO, LONG_HENCE = datetime(1900, 1, 1, tzinfo=UTC), datetime(2900, 1, 1, tzinfo=UTC)


class Usage(TypedDict, total=False):
    """One line of the answer; `proof` is ours: where a proof of it is had, below the address of the tracker."""

    logtime: str
    action: str
    receiverCode: str
    receiverName: str
    receiverSystem: str
    proof: str


@dataclass(frozen=True)
class Period:
    """What span of time is asked about; open at either end."""

    start: datetime | None = None
    end: datetime | None = None

    @property
    def until(self) -> datetime | None:
        """The end itself belongs to it; we tell times by whole seconds."""
        return self.end + timedelta(seconds=1) if self.end else None


def number_in(code: str) -> str:
    """The national number in a code that may begin with the country, as X-Road writes it.

    >>> number_in(" EG 298٠1")
    '29801'
    """
    plain = "".join(normalise_digits(code).split()).upper()
    return plain.removeprefix(settings().country.upper())


def look_of(program: Staff, kind: Kind) -> Look:
    """A portal's program looks, in the name of the person whom the look is about."""
    return Look(
        actor=program.account_id,
        actor_name=program.display_name,
        office=program.office,
        role=program.role,
        purpose=PURPOSE,
        channel="tracker",
        kind=kind,
    )


def person_of(code: str, program: Staff) -> str | None:
    """The handle of whom the code means; None for a number that nobody has. On record, as every search is."""
    return persons.handle_of_number(number_in(code), look_of(program, Kind.SEARCH))


def usages_of(person: str, period: Period, *, limit: int, offset: int) -> tuple[int, list[Usage]]:
    """How many there are in all, and those asked for, newest first."""
    total = log.count_of(person, since=period.start, until=period.until)
    found = log.looks_at(person, since=period.start, until=period.until, limit=min(limit, MOST), offset=offset)
    return total, [_usage(entry) for entry in found]


def written(at: datetime) -> str:
    """RFC 3339 in UTC, as the tracker's protocol writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _usage(entry: Entry) -> Usage:
    agency = pack().agencies.get(entry.office or "")
    purpose = pack().purposes.get(entry.purpose)
    usage = Usage(
        logtime=written(entry.at),
        action=purpose.name.ar if purpose else entry.purpose,
        receiverCode=entry.office or settings().country,
        receiverSystem=f"wasl/{entry.channel}",
        proof=f"v2/proof/{entry.seq}",
    )
    if agency:
        usage["receiverName"] = agency.ar
    return usage
