"""What a proposal would have changed in looks that were made: the log's own entries, decided under both editions.

Looks on the same terms at people of the same consents see the same, so each such group is decided once. Both editions
are held against today: the question is what the same looks would see tomorrow. No person comes out of it, only numbers
of entries.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import islice
from time import perf_counter
from typing import Any

from wasl.core.text import Text
from wasl.country.api import pack
from wasl.trust.consent.api import ConsentRecord
from wasl.trust.consents import NO_CONSENT, Coverage
from wasl.trust.deciding import Decision, Question, decide_on, today
from wasl.trust.door import figures
from wasl.trust.log.api import Entry, entries
from wasl.trust.look import Assurance, Kind
from wasl.trust.policies import words
from wasl.trust.policies.editions import Edition
from wasl.trust.ruling import Terms, case_kind

EXAMPLES = 5
CHUNK = 500
BUDGET_SECONDS = 90.0
LOOKS = frozenset({Kind.SEARCH, Kind.PICTURE, Kind.EXPORT, Kind.VERIFY})
EFFECTS = ("closed", "narrowed", "opened", "widened")

Group = tuple[Terms, Coverage, frozenset[str], str]
"""Terms, consents before and after alike, sections that were shown, kind of look."""


@dataclass
class Effect:
    """Looks of one role of one body for one purpose, of which a section would be shown otherwise."""

    kind: str  # one of EFFECTS
    section: str
    purpose: str
    role: str
    office: str
    looks: int = 0
    examples: list[int] = field(default_factory=list)  # numbers of entries

    @property
    def sentence(self) -> Text:
        return effect_sentence(asdict(self))


@dataclass
class Simulation:
    looks: int = 0
    unchanged: int = 0
    groups: int = 0
    complete: bool = True
    took_seconds: float = 0.0
    effects: dict[tuple[str, str, str, str, str], Effect] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """As a proposal keeps it."""
        order = sorted(self.effects.values(), key=lambda one: (EFFECTS.index(one.kind), -one.looks, one.section))
        numbers = ("looks", "unchanged", "groups", "complete", "took_seconds")
        return {name: getattr(self, name) for name in numbers} | {"effects": [asdict(one) for one in order]}


def simulate(
    before: Edition,
    after: Edition,
    question: Question,
    *,
    since: datetime,
    until: datetime | None = None,
    budget_seconds: float = BUDGET_SECONDS,
) -> Simulation:
    """`complete` is False where the budget of time did not suffice: then it says nothing of the later looks."""
    started, result = perf_counter(), Simulation()
    decided: dict[Group, list[tuple[str, str]]] = {}
    with figures("policy simulation"):
        read = (one for one in entries(since=since, until=until) if one.kind in LOOKS and not one.erased)
        while chunk := list(islice(read, CHUNK)):
            for one, group in _grouped(chunk, before, after):
                if group not in decided:
                    decided[group] = list(_effects(group, before, after, question))
                _count(result, one, decided[group])
            if perf_counter() - started > budget_seconds:
                result.complete = next(read, None) is None
                break
    result.groups, result.took_seconds = len(decided), round(perf_counter() - started, 2)
    return result


def _count(result: Simulation, one: Entry, effects: list[tuple[str, str]]) -> None:
    result.looks += 1
    result.unchanged += not effects
    for kind, section in effects:
        place = (kind, section, one.purpose, one.role, one.office or "")
        effect = result.effects.setdefault(place, Effect(*place))
        effect.looks += 1
        if len(effect.examples) < EXAMPLES:
            effect.examples.append(one.seq)


def _effects(group: Group, before: Edition, after: Edition, question: Question) -> Iterator[tuple[str, str]]:
    terms, coverage, shown, kind = group
    given = pack().purposes.get(terms.purpose)
    if given is None or before.of(terms.purpose, today()) == after.of(terms.purpose, today()):
        return
    was, will = (decide_on(one, today(), terms, given, question, coverage) for one in (before, after))
    counts = _by_section(was, question), _by_section(will, question)
    for section in given.sections:
        least, most = counts[0].get(section, frozenset()), counts[1].get(section, frozenset())
        if section in was.sections and section not in will.sections and section in shown:
            yield "closed", section
        elif section not in was.sections and section in will.sections and kind != Kind.SEARCH:
            yield "opened", section
        elif section in shown and least - most:
            yield "narrowed", section
        elif section in shown and most - least:
            yield "widened", section


def _by_section(decision: Decision, question: Question) -> dict[str, frozenset[tuple[str, str, bool]]]:
    """What is shown of each section, with whether it is shown in full."""
    found: dict[str, set[tuple[str, str, bool]]] = {}
    for one in question.asked:
        place = (one.register, one.attribute)
        if place in decision.permitted:
            found.setdefault(one.section, set()).add((*place, False))
            if place not in decision.masked:
                found[one.section].add((*place, True))
    return {section: frozenset(places) for section, places in found.items()}


def _grouped(chunk: list[Entry], before: Edition, after: Edition) -> Iterator[tuple[Entry, Group]]:
    records = _coverages({record for one in chunk for record in one.consents})
    newly = _newly_asked(chunk, before, after)
    for one in chunk:
        coverage = _together([records.get(record, NO_CONSENT) for record in one.consents])
        if not one.consents and (named := [newly.get((person, one.purpose), NO_CONSENT) for person in one.persons]):
            coverage = _all_of(named)
        yield one, (_terms(one), coverage, _sections(one.sections), one.kind)


@lru_cache(4096)
def _sections(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(names)


def _terms(one: Entry) -> Terms:
    return _terms_of(one.purpose, one.role, one.office, one.channel, one.assurance, one.case, one.emergency)


@lru_cache(65_536)
def _terms_of(
    purpose: str, role: str, office: str | None, channel: str, assurance: str, case: str | None, emergency: bool
) -> Terms:
    return Terms(purpose, role, office, channel, Assurance(assurance or "low"), case_kind(case), emergency)


def _together(coverages: Iterable[Coverage]) -> Coverage:
    listed = list(coverages)
    if not listed:
        return NO_CONSENT
    return Coverage(
        frozenset[str]().union(*(one.sections for one in listed)),
        frozenset[str]().union(*(one.sensitive for one in listed)),
    )


def _all_of(coverages: list[Coverage]) -> Coverage:
    whole = coverages[0]
    for one in coverages[1:]:
        whole &= one
    return whole


def _coverages(records: set[str]) -> dict[str, Coverage]:
    if not records:
        return {}
    found = ConsentRecord.objects.filter(id__in=records).values_list("id", "sections", "sensitive")
    return {str(record): _coverage(sections, sensitive) for record, sections, sensitive in found}


def _newly_asked(chunk: list[Entry], before: Edition, after: Edition) -> Mapping[tuple[str, str], Coverage]:
    """Consents that stand today of persons whose looks rested on none, for purposes that would ask for consent."""
    asking = {one.purpose for one in chunk if not one.consents} & _asking(after)
    persons = {person for one in chunk if one.purpose in asking and not one.consents for person in one.persons}
    if not persons:
        return {}
    found: dict[tuple[str, str], Coverage] = {}
    standing = ConsentRecord.objects.filter(person__in=persons, purpose__in=asking, answer="given", state="signed")
    for person, purpose, sections, sensitive in standing.values_list("person", "purpose", "sections", "sensitive"):
        former = found.get((person, purpose), NO_CONSENT)
        found[person, purpose] = _together([former, _coverage(sections, sensitive)])
    return found


def _asking(edition: Edition) -> set[str]:
    return {rule.purpose for rule in edition.rules.values() if rule.basis == "consent"}


def _coverage(sections: Any, sensitive: Any) -> Coverage:
    """The room of consent keeps lists as JSON text."""
    read = [json.loads(one) if isinstance(one, str) else one for one in (sections, sensitive)]
    return Coverage(frozenset(read[0]), frozenset(read[1]))


def effect_sentence(effect: Mapping[str, Any]) -> Text:
    """
    >>> effect_sentence({"kind": "closed", "section": "health", "purpose": "health-care", "role": "officer",
    ...                  "office": "health", "looks": 3, "examples": []}).en.startswith("3 looks")
    True
    """
    role, office = words.role_name(effect["role"]), words.office_name(effect["office"] or None)
    section, purpose = words.section_name(effect["section"]), words.purpose_name(effect["purpose"])
    said, looks = _SAID[effect["kind"]], effect["looks"]
    return Text(
        ar=f"{looks} اطلاع ({role.ar} في {office.ar}، لغرض «{purpose.ar}»): {said.ar} {section.ar}",
        en=f"{looks} looks by {role.en} of {office.en} for “{purpose.en}” {said.en} {section.en}",
    )


_SAID = {
    "closed": Text(ar="لن يظهر قسم", en="would no longer see the section"),
    "narrowed": Text(ar="سيظهر أقل من قسم", en="would see less of the section"),
    "opened": Text(ar="سيظهر قسم", en="would see the section"),
    "widened": Text(ar="سيظهر أكثر من قسم", en="would see more of the section"),
}
