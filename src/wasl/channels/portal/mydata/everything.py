"""All that the platform can say about one person, in a shape that a program reads."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from wasl.core.text import Text
from wasl.identity.api import Citizen
from wasl.persons.api import Entry as Row
from wasl.persons.api import Fact, Picture, Section
from wasl.trust.api import Entry
from wasl.trust.consent.api import Given
from wasl.trust.log.api import Entry as Looked
from wasl.trust.rights.api import Request, Step

SCHEMA = "wasl-my-data/v1"


@dataclass(frozen=True)
class Everything:
    """What was gathered, and the entry of the log under which it was given out."""

    citizen: Citizen
    picture: Picture
    looks: Sequence[Looked]
    consents: Sequence[Given]
    requests: Sequence[Request]
    entry: Entry

    def data(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "given": {"entry": self.entry.seq, "at": self.entry.at.isoformat(), "account": self.citizen.account_id},
            "person": asdict(self.picture.person),
            "sections": [_section(section) for section in self.picture.sections],
            "registers_that_did_not_answer": [
                {"register": gap.register, "name": _text(gap.name), "why": _text(gap.detail)}
                for gap in self.picture.missing
            ],
            "looks": [_look(entry) for entry in self.looks],
            "consents": [_consent(given) for given in self.consents],
            "requests": [_request(request) for request in self.requests],
        }


def _text(text: Text | None) -> dict[str, str] | None:
    return text.model_dump() if text else None


def _section(section: Section) -> dict[str, Any]:
    return {
        "section": section.slug,
        "name": _text(section.name),
        "facts": [_fact(fact) for fact in section.facts],
        "rows": [_row(row) for row in section.entries],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    values = [
        {"value": one.value, "shown": _text(one.shown), "registers": [source.register for source in one.sources]}
        for one in fact.values
    ]
    return {
        "fact": fact.concept,
        "name": _text(fact.name),
        "registers_disagree": fact.contradicted,
        "values": values,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "register": row.register,
        "name": _text(row.name),
        "owner": _text(row.owner),
        "role": row.role,
        "confidence": row.confidence,
        "read_at": row.read_at.isoformat(),
        "values": [
            {"attribute": one.attribute, "label": _text(one.label), "value": one.value, "shown": _text(one.shown)}
            for one in row.values
        ],
    }


def _look(entry: Looked) -> dict[str, Any]:
    """Without the others who were shown in the same list."""
    names = ("seq", "office", "role", "channel", "purpose", "case", "outcome", "leaf")
    return {
        **{name: getattr(entry, name) for name in names},
        "kind": str(entry.kind),
        "at": entry.at.isoformat(),
        "legal_basis": _text(entry.legal_basis),
        "sections": list(entry.sections),
        "registers": list(entry.registers),
    }


def _consent(given: Given) -> dict[str, Any]:
    return {
        "record": given.record,
        "title": _text(given.agreement.title),
        "text": _text(given.agreement.text),
        "purpose": given.agreement.purpose,
        "answer": str(given.answer),
        "in_force": given.holds,
        "since": given.since.isoformat(),
        "until": given.until.isoformat(),
        "history": [{"at": step.at.isoformat(), "answer": str(step.answer), "by": step.by} for step in given.history],
    }


def _request(request: Request) -> dict[str, Any]:
    names = ("reference", "right", "register", "section", "attribute", "owner", "words", "state")
    return {
        **{name: getattr(request, name) for name in names},
        "look": request.entry,
        "opened": request.opened.isoformat(),
        "due": request.due.isoformat(),
        "closed": request.closed.isoformat() if request.closed else None,
        "steps": [_step(step) for step in request.steps.all()],
    }


def _step(step: Step) -> dict[str, Any]:
    words = {"ar": step.words_ar, "en": step.words_en}
    return {"at": step.at.isoformat(), "office": step.office, "state": step.state, "words": words}
