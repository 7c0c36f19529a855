"""What a service gives: a document with a number, out of what the case holds."""

from datetime import datetime

from wasl.cases import journal
from wasl.cases.clocks import months_after
from wasl.cases.doing import platform
from wasl.cases.models import Kind
from wasl.cases.sheets import Sheet
from wasl.cases.written import written_answer
from wasl.catalogue.api import Type
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.documents import api as documents

_LEFT_OUT = frozenset({Type.FILE, Type.APPOINTMENT, Type.TELEPHONE, Type.EMAIL})
"""Answers that say how to reach somebody, or prove something: no document bears them."""


def issue_for(found: Sheet, now: datetime) -> None:
    """Each document of the service, once a case."""
    case, definition = found.case, found.definition
    for issued in definition.service.issues:
        months = issued.valid_months
        valid_until = months_after(pack().calendar.today(now), months) if months else None
        draft = documents.Draft(
            kind=issued.key,
            title=definition.texts.get(f"document.{issued.key}") or definition.title,
            agency=definition.service.agency,
            holder=case.person,
            case=case.reference,
            lines=lines_of(found),
            valid_until=valid_until,
        )
        documents.issue(draft, once=f"{case.reference}:{issued.key}:{reopened(found)}")
        entry = journal.Entry(Kind.DOCUMENT, once=f"document:{issued.key}:{case.events}", action=issued.key)
        journal.written(case, entry, platform(), now)


def lines_of(found: Sheet) -> list[tuple[Text, Text]]:
    """Questions and answers that a document bears."""
    texts = found.definition.texts
    return [
        (texts[f"question.{key}"], written_answer(found, one))
        for key, one in found.asked().items()
        if one.value is not None and one.question.type not in _LEFT_OUT
    ]


def reopened(found: Sheet) -> int:
    """A case that was opened again may give its document anew."""
    return found.case.journal.filter(kind=Kind.REOPENED).count()
