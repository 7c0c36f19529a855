"""What a look may see, attribute by attribute: nothing that no rule permits, and every refusal in words.

The policies are data (policies.yaml of the pack, and what was published since). A rule that refuses outweighs all that
permit. Where a rule rests on consent, the person's own consents decide; they are asked anew at every look.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from wasl.core.text import Text
from wasl.country.api import Purpose, WithheldRows, pack
from wasl.trust import consents
from wasl.trust.consents import NO_CONSENT, NOTHING_GRANTED, Coverage
from wasl.trust.look import Look
from wasl.trust.policies.editions import Edition, current
from wasl.trust.purposes import purpose, purposes
from wasl.trust.ruling import SECTION, Asked, Ruling, Terms, terms_of

__all__ = ["SECTION", "Asked", "Decision", "Question", "Refused", "Terms", "decide", "decide_on"]


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked for again and again: one and the same object, so that its answer can be remembered."""

    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Refused:
    """A section of which something stays closed, and why."""

    section: str
    why: Text


@dataclass(frozen=True)
class Decision:
    """What of the asked may be seen."""

    permitted: frozenset[tuple[str, str]]  # register, attribute
    sections: frozenset[str]  # of which something is permitted
    refused: tuple[Refused, ...]  # one for each section of which nothing is permitted
    partly: tuple[Refused, ...] = ()  # one for each section of which some is permitted and some refused
    masked: frozenset[tuple[str, str]] = frozenset()  # of the permitted: shown in part
    withheld: tuple[WithheldRows, ...] = ()  # rows that stay closed
    bases: tuple[Text, ...] = ()  # the rights by which the permitted may be seen, each once
    by_consent: bool = False  # something of it rests on consent
    consents: frozenset[str] = frozenset()  # the records that it rests on
    edition: str = ""  # of the policies

    def permits(self, register: str, attribute: str) -> bool:
        return (register, attribute) in self.permitted

    def masks(self, register: str, attribute: str) -> bool:
        return (register, attribute) in self.masked


def decide(look: Look, asked: Question | Iterable[Asked], persons: Sequence[str] = ()) -> Decision:
    """What the look may see of what it asks for, of these persons; with several, what all of them allow.

    Raises Refusal for a purpose that is unknown or out of date.
    """
    given = purpose(look.purpose)
    edition, day, terms = current(), today(), terms_of(look)
    asks_consent = edition.asks_consent(look.purpose, day)
    granted = consents.of(persons, look.purpose) if asks_consent else NOTHING_GRANTED
    if isinstance(asked, Question):
        found = remembered(edition, day, terms, given, asked, granted.coverage)
    else:
        found = decide_on(edition, day, terms, given, Question(tuple(asked)), granted.coverage)
    return replace(found, consents=granted.records) if found.by_consent else found


def open_purposes(role: str, office: str | None, channel: str) -> dict[str, Purpose]:
    """The purposes that a role in an office may name at all: some rule is theirs. In the order of the pack."""
    edition, day = current(), today()
    return {
        slug: given
        for slug, given in purposes(day).items()
        if any(
            rule.effect == "permit"
            and role in rule.roles
            and (not rule.offices or office in rule.offices)
            and (not rule.channels or channel in rule.channels)
            for _, rule in edition.of(slug, day)
        )
    }


def opens_in_emergency(look: Look) -> frozenset[str]:
    """Sections that this look could see without consent if life were at stake."""
    terms = terms_of(look)
    rules = current().of(look.purpose, today())
    ruling = Ruling.of(purpose(look.purpose), rules, terms, NO_CONSENT)
    fitting = [one.rule for one in ruling.permits if one.objection is None and one.rule.emergency]
    return frozenset[str]().union(*(rule.sections for rule in fitting))


def today() -> date:
    """In the country's own time zone."""
    return datetime.now(ZoneInfo(pack().timezone)).date()


def decide_on(
    edition: Edition, day: date, terms: Terms, given: Purpose, question: Question, coverage: Coverage
) -> Decision:
    """The same by an edition of the policies, on a day, with consents of this coverage: for reads and simulations."""
    ruling = Ruling.of(given, edition.of(terms.purpose, day), terms, coverage)
    permitted: set[tuple[str, str]] = set()
    masked: set[tuple[str, str]] = set()
    sections: set[str] = set()
    refused: dict[str, Text] = {}
    bases: dict[Text, None] = {}
    by_consent = False
    for one in question.asked:
        answer = ruling.on(one)
        if answer.why is None:
            place = (one.register, one.attribute)
            permitted.add(place)
            masked |= {place} if answer.masked else set()
            sections.add(one.section)
            by_consent |= answer.by_consent
            bases |= {answer.basis: None} if answer.basis else {}
        else:
            refused.setdefault(one.section, answer.why)
    return Decision(
        frozenset(permitted),
        frozenset(sections),
        tuple(Refused(section, why) for section, why in refused.items() if section not in sections),
        tuple(Refused(section, why) for section, why in refused.items() if section in sections),
        frozenset(masked),
        ruling.withheld,
        tuple(bases),
        by_consent=by_consent,
        edition=edition.name,
    )


remembered = lru_cache(1024)(decide_on)
"""For questions that are asked again."""
