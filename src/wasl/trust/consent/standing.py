"""What a person's consent opens right now: asked on every read, and once more just before the answer leaves."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.db import connection

from wasl.trust.consent.shapes import instant, moment


@dataclass(frozen=True)
class Grant:
    """One consent in force. `sensitive`: attributes, concepts or whole sections; all other sensitive data stay shut."""

    record: str
    agreement: str
    revision: str  # hash of the agreement's revision that the person agreed to
    purpose: str
    controller: str  # agency
    sections: frozenset[str]
    sensitive: frozenset[str]
    until: datetime


_IN_FORCE = """
    SELECT r.id, r.agreement_id, r.agreement_revision, r.purpose, r.controller, r.sections, r.sensitive, r.until
      FROM consent_consentrecord r JOIN consent_standingagreement a ON a.id = r.agreement_id
     WHERE r.person = %s AND r.purpose = %s AND r.answer = 'given' AND r.state = 'signed' AND r.until > %s AND a.active
     ORDER BY r.id"""
_STANDING = """
    SELECT count(*) FROM consent_consentrecord r JOIN consent_standingagreement a ON a.id = r.agreement_id
     WHERE r.answer = 'given' AND r.state = 'signed' AND r.until > %s AND a.active AND r.id IN ({})"""
"""Written out: they are asked on every read, and building them anew would cost more than asking."""


def in_force(person: str, purpose: str, now: datetime | None = None) -> tuple[Grant, ...]:
    """The consents of one person for one purpose of the pack; empty: nothing is open by consent."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, [person, purpose, moment(now or datetime.now(UTC))])
        return tuple(_grant(*row) for row in cursor.fetchall())


def standing(records: Iterable[str], now: datetime | None = None) -> bool:
    """Whether all of these are still in force; True of none."""
    wanted = sorted(set(records))
    if not wanted:
        return True
    statement = _STANDING.format(", ".join(["%s"] * len(wanted)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [moment(now or datetime.now(UTC)), *wanted])
        return bool(cursor.fetchone()[0] == len(wanted))


def _grant(
    record: str, agreement: str, revision: str, purpose: str, controller: str, sections: str, sensitive: str, until: str
) -> Grant:
    return Grant(record, agreement, revision, purpose, controller, _names(sections), _names(sensitive), instant(until))


@lru_cache(1024)
def _names(listed: str) -> frozenset[str]:
    return frozenset(json.loads(listed))
