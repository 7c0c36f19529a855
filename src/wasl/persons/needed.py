"""What a service needs to know of one person, and no more: rows of the registers that it names, and facts.

The door decides attribute by attribute; what it keeps closed (or shows in part alone) is not known, and is named. A
fact is asked of the register that has the last word on it, and of the others only where that one is silent. Of a
relative something is read only where the registers say that they are one, by the relative's own consents.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wasl.core.log import event
from wasl.core.text import Text
from wasl.persons.family import Relative, relations, relatives_of
from wasl.persons.models import Person
from wasl.persons.picture import SECTION, Entry, Gap, gaps_of, links_of, person_of
from wasl.persons.subjects import Subject, Told, why
from wasl.persons.wanted import Kin, Opening, Wanted, WantedFact, WantedRows, question
from wasl.registers import api as registers
from wasl.registers.api import Reading
from wasl.trust.api import Look, Passage, passing

MOST_ROWS = 1000
"""Of one register. Whoever adds up needs all of them: a register with more is named as cut off."""


@dataclass(frozen=True)
class Needed:
    """What was found. Rows come in their register's order; facts are without those of which nothing is held."""

    rows: Mapping[WantedRows, tuple[Entry, ...]]
    facts: Mapping[WantedFact, Told]
    relatives: tuple[Relative, ...]  # of the relations asked for
    kin: frozenset[Kin]  # those asked about who are what they were said to be
    missing: tuple[Gap, ...]
    closed: Mapping[tuple[str | None, str, str], Text]  # relative (none: the person), register, attribute: why
    truncated: frozenset[str]  # registers that hold more rows
    entry: int  # of the ledger


@dataclass(frozen=True)
class _Family:
    """Relatives of the person, and in which relations all of them are wanted."""

    relatives: list[Relative]
    wanted: frozenset[str]
    asked: bool

    def knows(self, kin: Kin) -> bool:
        return any(one.handle == kin.handle and one.relation in kin.relations for one in self.relatives)


def needed(
    handle: str, look: Look, wanted: Iterable[Wanted], *, family: Iterable[str] = (), deadline: float | None = None
) -> Needed:
    """Read it now. `family`: relations of which all relatives are wanted. One entry of the ledger holds the whole
    look; its outcome is "refused" where nothing of what is wanted was open.

    Raises Unknown for a handle that does not exist, Refusal for a purpose that does not hold, NotAllowed where a
    consent was withdrawn while reading.
    """
    wanted = tuple(dict.fromkeys(wanted))
    with passing(look) as passage:
        person = person_of(handle)
        home = _family(person, wanted, frozenset(family))
        subjects = _subjects(passage, person, wanted, home)
        own = subjects[0].opening.decision
        if home.asked and not own.permits(SECTION, relations().section):
            home = _Family([], home.wanted, asked=True)
            del subjects[1:]
        readings = _read(subjects, deadline)
        missing = gaps_of(readings)
        named = [one for one in home.relatives if one.relation in home.wanted]
        passage.about(*(subject.person.handle for subject in subjects))
        sections = set[str]().union(*(subject.sections() for subject in subjects))
        if home.wanted and own.permits(SECTION, relations().section):
            sections.add(relations().section)
        told = {register for relative in named for register in relative.registers}
        entry = passage.close(
            outcome="shown" if sections else "refused",
            sections=sections,
            registers={reading.register_id for reading in readings if not reading.missing} | told,
            missing={gap.register for gap in missing},
        )
    event("needed.read", registers=len(readings), missing=len(missing))
    return Needed(
        rows=_rows(subjects),
        facts=_facts(subjects),
        relatives=tuple(named),
        kin=frozenset(one.of for one in wanted if one.of and home.knows(one.of)),
        missing=tuple(missing),
        closed=_closed(subjects, home),
        truncated=frozenset(reading.register_id for reading in readings if reading.truncated),
        entry=entry.seq,
    )


def _family(person: Person, wanted: Sequence[Wanted], named: frozenset[str]) -> _Family:
    if not named and not any(one.of for one in wanted):
        return _Family([], named, asked=False)
    return _Family(relatives_of(person.id), named, asked=True)


def _subjects(passage: Passage, person: Person, wanted: Sequence[Wanted], home: _Family) -> list[Subject]:
    """The person first, and the relatives that they are. The person is decided on last: theirs is the entry's basis."""
    of_kin: dict[str, list[Wanted]] = {}
    for one in wanted:
        if one.of and home.knows(one.of):
            of_kin.setdefault(one.of.handle, []).append(one)
    theirs = [_subject(passage, handle, person_of(handle), wants) for handle, wants in of_kin.items()]
    return [_subject(passage, None, person, [one for one in wanted if one.of is None], family=home.asked), *theirs]


def _subject(
    passage: Passage, handle: str | None, person: Person, wanted: list[Wanted], *, family: bool = False
) -> Subject:
    passage.about(person.handle)
    manifests = registers.catalogue()
    decision = passage.decide(question(wanted, manifests, family=family))
    links = {(one.plan.manifest.id, one.plan.role.role): one for one in links_of(person.id)}
    return Subject(handle, person, wanted, Opening(decision, manifests), links)


def _read(subjects: Sequence[Subject], deadline: float | None) -> list[Reading]:
    """All at once; then, where a fact is still unknown, those who know it too."""
    found: list[Reading] = []
    for round_ in (Subject.first, Subject.others):
        asked = [(subject, request) for subject in subjects for request in round_(subject)]
        if not asked:
            continue
        requests = [request for _, request in asked]
        readings = registers.read(requests, deadline_seconds=deadline, limit=MOST_ROWS)
        for (subject, _), reading in zip(asked, readings, strict=True):
            subject.take(reading)
        found += readings
    return found


def _rows(subjects: Sequence[Subject]) -> dict[WantedRows, tuple[Entry, ...]]:
    return {
        wanted: subject.rows(wanted)
        for subject in subjects
        for wanted in subject.wanted
        if isinstance(wanted, WantedRows)
    }


def _facts(subjects: Sequence[Subject]) -> dict[WantedFact, Told]:
    wanted = [(subject, one) for subject in subjects for one in subject.wanted if isinstance(one, WantedFact)]
    return {fact: told for subject, fact in wanted if (told := subject.told(fact))}


def _closed(subjects: Sequence[Subject], home: _Family) -> dict[tuple[str | None, str, str], Text]:
    found = {(subject.handle, *place): said for subject in subjects for place, said in subject.closed().items()}
    section, own = relations().section, subjects[0].opening.decision
    if home.asked and not own.permits(SECTION, section):
        found[None, SECTION, section] = why(own, section)
    return found
