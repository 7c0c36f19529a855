"""Issuing a document, once per token."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import IntegrityError, transaction

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.core.references import reference
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.documents.models import Content, Document
from wasl.trust.api import upkeep


@dataclass(frozen=True)
class Draft:
    """What is to be issued. Kind, title and agency are told to anybody who checks it: no name belongs there."""

    kind: str
    title: Text
    agency: str
    holder: str  # handle; empty for what is not about a person of the index
    case: str  # reference
    lines: Sequence[tuple[Text, Text]]  # name and value
    valid_until: date | None = None  # last day


def issue(draft: Draft, *, once: str) -> Document:
    """Issue it. The same `once` again is answered with the document that stands.

    Raises Refusal for an agency that the country does not have, or a token that was used for another case.
    """
    if draft.agency not in pack().agencies:
        raise Refusal(f"there is no agency '{draft.agency}'", mend="name one of the pack", where=draft.kind)
    try:
        with transaction.atomic(), upkeep("a document is written down"):
            return _issued(draft, _print(once))
    except IntegrityError:
        return _standing(draft, _print(once))


def _issued(draft: Draft, once: str) -> Document:
    number = reference("D")
    made = Document.objects.create(
        number=f"{number[:6]}-{number[6:]}",
        kind=draft.kind,
        title_ar=draft.title.ar,
        title_en=draft.title.en,
        agency=draft.agency,
        case=draft.case,
        once=once,
        issued=datetime.now(UTC),
        valid_until=draft.valid_until,
        demo=settings().demo,
    )
    lines = [[name.model_dump(), value.model_dump()] for name, value in draft.lines]
    Content.objects.create(document_id=made.pk, holder=draft.holder, lines=lines)
    event("document.issued", document=made.number, kind=draft.kind)
    return made


def _standing(draft: Draft, once: str) -> Document:
    found = Document.objects.get(once=once)
    if (found.case, found.kind) != (draft.case, draft.kind):
        raise Refusal(
            "this token was used for another document", mend="make a token for each document", where=draft.case
        )
    return found


def _print(once: str) -> str:
    return hashlib.sha256(once.encode()).hexdigest()
