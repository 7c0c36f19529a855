"""Records that programs of agencies write: signed with a signature object beside them, and changed."""

import json
from datetime import UTC, datetime
from typing import Any

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.trust.consent.agreements import published_of
from wasl.trust.consent.giving import is_open, replace_older
from wasl.trust.consent.models import Answer, ConsentRecord, Evidence, State
from wasl.trust.consent.records import Given, evidence_digest, kept, record, told
from wasl.trust.consent.revising import Author, writing
from wasl.trust.consent.shapes import canonical, moment


def sign(record_id: str, body: dict[str, Any], *, state: State, author: Author) -> Given:
    """Keep a signature object (checked by the caller) with the record, which is in this state from then on."""
    now = datetime.now(UTC)
    with writing():
        row = record(record_id)
        proof = evidence_digest(body)
        if (row.evidence, row.state) != (proof, state):
            if state == State.SIGNED and row.answer == Answer.GIVEN:
                _is_current(row)
            Evidence.objects.update_or_create(record=row, defaults={"body": canonical(body)})
            kept(row, author, evidence=proof, state=state)
        return told([row], moment(now))[0]


def update(record_id: str, *, opt_in: bool, author: Author, channel: str) -> Given:
    """Change what a record says; its signature falls away, and consent given so must be signed anew.

    Raises Refusal where consent is given to a text that reads differently by now.
    """
    now = datetime.now(UTC)
    with writing():
        row = record(record_id)
        if opt_in is not (row.answer == Answer.GIVEN):
            if opt_in:
                _is_current(row)
                replace_older(row, State.UNSIGNED, author, now)
            answer = Answer.GIVEN if opt_in else Answer.WITHDRAWN
            Evidence.objects.filter(record=row).delete()
            changes = {"state": State.UNSIGNED, "evidence": "", "since": moment(now), "channel": channel}
            kept(row, author, answer=answer, **changes)
        return told([row], moment(now))[0]


def evidence_of(record_id: str) -> dict[str, Any] | None:
    """The signature object that stands with a record."""
    found = Evidence.objects.filter(record=record_id).first()
    body: dict[str, Any] | None = json.loads(found.body) if found else None
    return body


def _is_current(row: ConsentRecord) -> None:
    published = published_of(row.agreement)
    is_open(published.agreement)
    if published.revision.hash != row.agreement_revision:
        raise Refusal(
            Text(ar="تغيّر نص هذه الموافقة منذ كتابة القيد.", en="The agreement reads differently by now."),
            mend=Text(ar="أنشئ قيدًا جديدًا على النص الحالي.", en="Create a new record for the present text."),
        )
