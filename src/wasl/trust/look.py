"""Who looks, for what, and what they may see: decided attribute by attribute; what nobody allowed is refused."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from wasl.core.text import Text
from wasl.country.api import Purpose, pack
from wasl.trust.purposes import purpose


class Kind(StrEnum):
    """What sort of look it is."""

    SEARCH = "search"  # who is it? shows who a person is, not what registers hold
    PICTURE = "picture"  # what do the registers hold about one person?


@dataclass(frozen=True)
class Look:
    """One person of the staff (or one program) about to look at somebody's data."""

    actor: str  # account id
    actor_name: str
    office: str | None  # agency
    role: str
    purpose: str
    channel: str  # terminal, api, backoffice...
    kind: Kind
    case: str | None = None
    reason: str | None = None

    @property
    def terms(self) -> "Terms":
        return Terms(self.purpose, self.role, self.office, self.channel, self.kind)


@dataclass(frozen=True)
class Terms:
    """All that a decision may depend on: looks on the same terms see the same."""

    purpose: str
    role: str
    office: str | None
    channel: str
    kind: Kind


@dataclass(frozen=True)
class Asked:
    """An attribute of a register, and how guarded it is."""

    register: str
    attribute: str
    section: str
    sensitivity: str


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked for again and again: one and the same object, so that its answer can be remembered."""

    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Refused:
    """A section that stays closed, and why."""

    section: str
    why: Text


@dataclass(frozen=True)
class Decision:
    """What of the asked may be seen."""

    permitted: frozenset[tuple[str, str]]  # register, attribute
    sections: frozenset[str]  # of which something is permitted
    refused: tuple[Refused, ...]  # one for each section of which something was refused

    def permits(self, register: str, attribute: str) -> bool:
        return (register, attribute) in self.permitted


Decider = Callable[[Terms, Purpose, Asked], Text | None]
"""Says why not, or None where it has no objection."""


def _section_is_named(terms: Terms, given: Purpose, asked: Asked) -> Text | None:
    if asked.section in given.sections:
        return None
    section = pack().sections[asked.section]
    return _not_named(section.name, given.name, guarded=section.guarded)


@lru_cache(1024)
def _not_named(section: Text, given: Text, *, guarded: bool) -> Text:
    return Text(
        ar=f"مرفوض: قسم «{section.ar}» {'محمي و' if guarded else ''}لا يشمله غرض «{given.ar}»",
        en=f"refused: the section {section.en} is {'guarded and ' if guarded else ''}"
        f"not covered by the purpose “{given.en}”",
    )


DECIDERS: tuple[Decider, ...] = (_section_is_named,)
"""Asked in this order; the first refusal stands."""


def decide(look: Look, asked: Question | Iterable[Asked]) -> Decision:
    """What the look may see of what it asks for. Raises Refusal for a purpose that is unknown or out of date."""
    given = purpose(look.purpose)
    if isinstance(asked, Question):
        return _remembered(look.terms, given, asked)
    return _decided(look.terms, given, asked)


@lru_cache(256)
def _remembered(terms: Terms, given: Purpose, question: Question) -> Decision:
    return _decided(terms, given, question.asked)


def _decided(terms: Terms, given: Purpose, asked: Iterable[Asked]) -> Decision:
    permitted: set[tuple[str, str]] = set()
    sections: set[str] = set()
    refused: dict[str, Refused] = {}
    for one in asked:
        why = _first_refusal(terms, given, one)
        if why is None:
            permitted.add((one.register, one.attribute))
            sections.add(one.section)
        else:
            refused.setdefault(one.section, Refused(one.section, why))
    return Decision(frozenset(permitted), frozenset(sections), tuple(refused.values()))


def _first_refusal(terms: Terms, given: Purpose, asked: Asked) -> Text | None:
    return next((why for decider in DECIDERS if (why := decider(terms, given, asked))), None)
