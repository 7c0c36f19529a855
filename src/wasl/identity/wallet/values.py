"""What stands in a credential: read from the register when it is issued, for its purpose, on record, and not kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.kinds import Claim, Kind
from wasl.persons.api import Entry, Picture, picture
from wasl.trust.api import Assurance, Look
from wasl.trust.api import Kind as LookKind

ACTOR = "platform:wallet"


class NotYet(Exception):  # noqa: N818  a state, not a fault
    """The register did not answer in time: to be asked again."""


@dataclass(frozen=True)
class Row:
    """The row behind a credential."""

    key: str
    values: dict[str, Any]  # canonical, by attribute
    words: dict[str, str]  # as shown, in Arabic


@dataclass(frozen=True)
class Found:
    """What a credential will say."""

    row: str
    claims: tuple[tuple[tuple[str, ...], Any], ...]  # path, value; what the register does not hold is left out
    until: date | None


def read(kind: Kind, person: str, assurance: Assurance, today: date) -> Found:
    """Of the likeliest row that qualifies. Raises as `qualifying`."""
    return _found(kind, qualifying(kind, person, assurance, today)[0], today)


def qualifying(kind: Kind, person: str, assurance: Assurance, today: date) -> list[Row]:
    """Likeliest first. Raises NotYet, Denied where there is none, NotAllowed where policies close it."""
    seen = picture(person, look(kind, assurance), sections=[kind.section])
    rows = [one for entry in _entries(seen, kind) if _qualifies(kind, one := _row(entry), today)]
    if not rows and kind.register_ in {gap.register for gap in seen.missing}:
        raise NotYet
    if not rows:
        raise Denied("credential_request_denied", f"no row of {kind.register_} gives this person a {kind.id}")
    return rows


def look(kind: Kind, assurance: Assurance) -> Look:
    """The platform looks, because the person asked for it; they find it among the looks at them."""
    return Look(
        actor=ACTOR,
        actor_name="",
        office=None,
        role="wallet",
        purpose=kind.purpose,
        channel="wallet",
        kind=LookKind.PICTURE,
        assurance=assurance,
    )


def _entries(seen: Picture, kind: Kind) -> list[Entry]:
    every = [entry for section in seen.sections for entry in section.entries]
    mine = [entry for entry in every if (entry.register, entry.role) == (kind.register_, kind.role)]
    return sorted(mine, key=lambda entry: -entry.confidence)


def _row(entry: Entry) -> Row:
    kept = [value for value in entry.values if value.problem is None and not value.masked]
    values = {one.attribute: one.value for one in kept if one.value is not None}
    return Row(entry.key, values, {one.attribute: one.shown.ar for one in kept if one.shown})


def _qualifies(kind: Kind, row: Row, today: date) -> bool:
    fits = all(_written(row.values.get(name)) in allowed for name, allowed in kind.where.items())
    until = row.values.get(kind.until) if kind.until else None
    return fits and (kind.until is None or (isinstance(until, date) and until >= today))


def _found(kind: Kind, row: Row, today: date) -> Found:
    told = ((claim.path, _told(claim, row, today)) for claim in kind.claims)
    until = row.values.get(kind.until) if kind.until else None
    return Found(row.key, tuple((path, value) for path, value in told if value is not None), until)


def _told(claim: Claim, row: Row, today: date) -> Any:
    value = row.values.get(claim.attribute)
    if claim.over and isinstance(value, date):
        return years_between(value, today) >= claim.over
    if claim.word:
        return row.words.get(claim.attribute)
    return value if value is None or isinstance(value, bool | int) else _written(value)


def years_between(birth: date, today: date) -> int:
    """Whole years lived.

    >>> years_between(date(2008, 2, 29), date(2026, 2, 28)), years_between(date(2008, 2, 29), date(2026, 3, 1))
    (17, 18)
    """
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
