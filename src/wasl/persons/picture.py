"""One true picture of a person: every register that may be read, at once; each value with its source."""

from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from time import perf_counter

from django.db import connection

from wasl.core.errors import Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.persons.facts import Fact, Said, Source, facts
from wasl.persons.family import Relative, relations, relatives_of
from wasl.persons.finding import Found, found_of
from wasl.persons.masking import mask
from wasl.persons.models import Person, UnsurePair
from wasl.persons.plans import Attribute, Concept, Plan, asked, plan
from wasl.persons.show import plain
from wasl.registers import api as registers
from wasl.registers.api import Reading, ReadRequest, Row, Sensitivity, Value
from wasl.trust.api import Asked, Decision, Look, Passage, Question, Refused, passing

SECTION, FACT = "section", "fact"
"""Stand in a register's place where trust is asked for a whole section, or for a fact that several registers hold."""

_READERS = ThreadPoolExecutor(64, thread_name_prefix="picture")
"""Wait for the registers while this thread asks the index for the family."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One value of a row. `shown` is None where the register holds nothing."""

    attribute: str
    label: Text
    value: object  # canonical; None where it could not be understood
    shown: Text | None
    raw: str | None
    problem: Text | None
    concept: str | None
    masked: bool = False  # shown in part


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a register about this person."""

    register: str
    name: Text
    owner: Text  # agency
    role: str
    role_name: Text
    key: str
    values: list[Shown]
    confidence: float  # that the row is this person's
    method: str
    read_at: datetime
    freshness: str  # how old its data may be, ISO 8601


@dataclass(frozen=True, slots=True)
class Gap:
    """A register that should be in the picture and is not."""

    register: str
    name: Text
    reason: str
    detail: Text


@dataclass(frozen=True, slots=True)
class Unsure:
    """A register that holds rows which fit this person and somebody else: not shown, a data steward decides."""

    register: str
    name: Text
    rows: int


@dataclass(slots=True)
class Section:
    """A part of the picture."""

    slug: str
    name: Text
    guarded: bool
    facts: list[Fact] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    relatives: list[Relative] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Picture:
    """What the registers say of one person, as far as the purpose allows."""

    handle: str
    person: Found
    purpose: str
    read_at: datetime
    took_ms: float
    sections: list[Section]  # all that were asked for and are permitted, also the empty ones
    missing: list[Gap]
    refused: list[Refused]  # sections that stay closed
    partly: list[Refused]  # open sections of which something sensitive stays closed
    withheld: list[str]  # registers of which rows stay closed
    truncated: list[str]  # registers that hold more rows than are shown
    unsure: list[Unsure]  # registers that hold rows which may be this person's
    entry: int  # of the ledger: under this number the person finds the look
    emergency: bool

    @property
    def contradictions(self) -> list[Fact]:
        return [fact for section in self.sections for fact in section.facts if fact.contradicted]


@dataclass(frozen=True, slots=True)
class Links:
    """A person's links to one register in one role."""

    plan: Plan
    keys: dict[str, tuple[float, str]]  # key -> probability, method

    @property
    def request(self) -> ReadRequest:
        return ReadRequest(self.plan.manifest.id, self.plan.role.role, tuple(self.keys))

    def of(self, row: Row) -> tuple[float, str]:
        """How surely a row is this person's, and how that is known."""
        lookup = row.values[self.plan.via].raw if self.plan.via else row.key
        return self.keys.get(lookup or "") or max(self.keys.values())


def picture(
    handle: str, look: Look, *, sections: Sequence[str] | None = None, deadline: float | None = None
) -> Picture:
    """Read it now; `deadline` in seconds for every register (default: settings). The ledger holds the look before this
    returns; without an entry there is no answer.

    Raises Unknown for a handle or section that does not exist, Refusal for a purpose that does not hold, NotAllowed
    where the purpose covers nothing of what is asked.
    """
    started, now = perf_counter(), datetime.now(UTC)
    with passing(look) as passage:
        person = person_of(handle)
        passage.about(person.handle)
        links = links_of(person.id)
        decision = passage.decide(_question(registers.catalogue(), wanted := _wanted(sections)))
        permitted = [slug for slug in wanted if decision.permits(SECTION, slug)]
        if not permitted:
            raise passage.refuse(_ANOTHER_PURPOSE)
        links = [some for some in links if some.plan.manifest.section in permitted]
        readings, relatives = _read(links, person.id, permitted, deadline)
        withheld = withhold(readings, decision)
        built = _sections(permitted, links, readings, decision)
        if relatives:
            built[relations().section].relatives = relatives
        missing = gaps_of(readings)
        unsure, found = _unsure(person.id, permitted), found_of(person)
        entry = passage.close(
            outcome="shown",
            sections=permitted,
            registers={reading.register_id for reading in readings if not reading.missing},
            missing={gap.register for gap in missing},
        )
    took = (perf_counter() - started) * 1000
    event("picture.read", registers=len(readings), missing=len(missing), took_ms=round(took, 1))
    return Picture(
        handle=handle,
        person=found,
        purpose=look.purpose,
        read_at=now,
        took_ms=round(took, 1),
        sections=list(built.values()),
        missing=missing,
        refused=list(decision.refused),
        partly=list(decision.partly),
        withheld=withheld,
        truncated=sorted({reading.register_id for reading in readings if reading.truncated}),
        unsure=unsure,
        entry=entry.seq,
        emergency=look.emergency,
    )


def _read(
    links: list[Links], person: int, permitted: list[str], deadline: float | None
) -> tuple[list[Reading], list[Relative]]:
    """The family comes from the index while the registers are read."""
    requests = [some.request for some in links]
    reading = _READERS.submit(copy_context().run, registers.read, requests, deadline_seconds=deadline)
    relatives = relatives_of(person) if relations().section in permitted else []
    return reading.result(), relatives


def family(handle: str, look: Look) -> list[Relative]:
    """Parents, spouses, children, siblings. Recorded and refused as a picture of that section is."""
    with passing(look) as passage:
        return family_in(passage, handle)


def family_in(passage: Passage, handle: str) -> list[Relative]:
    """The same in a passage that is open."""
    found = relatives_in(passage, person_of(handle))
    passage.close(outcome="shown", sections=[relations().section], registers=said_by(found))
    return found


def relatives_in(passage: Passage, person: Person) -> list[Relative]:
    """The same, for whoever closes the passage. Raises NotAllowed, which is then on record."""
    passage.about(person.handle)
    decision = passage.decide(_question(registers.catalogue(), (relations().section,)))
    if decision.refused:
        raise passage.refuse(_ANOTHER_PURPOSE)
    return relatives_of(person.id)


def said_by(relatives: Sequence[Relative]) -> set[str]:
    """Registers that a family was read out of."""
    return {register for relative in relatives for register in relative.registers}


def person_of(handle: str) -> Person:
    """Whom a handle leads to now. Raises Unknown."""
    person = Person.objects.filter(handle=handle).first() if handle.isalnum() else None  # NUL breaks a query
    if person is None:
        raise Unknown(
            Text(ar="لا يوجد شخص بهذا المعرِّف", en="there is no person with this handle"),
            mend=Text(ar="ابحث عن الشخص بالاسم أو بالرقم", en="search for the person by name or number"),
        )
    return person.survivor


def _wanted(sections: Sequence[str] | None) -> tuple[str, ...]:
    known = list(pack().sections)
    if lost := sorted(set(sections or ()) - set(known)):
        raise Unknown(
            Text(ar=f"لا يوجد قسم اسمه {'، '.join(lost)}", en=f"there is no section {', '.join(lost)}"),
            mend=Text(ar=f"الأقسام: {'، '.join(known)}", en=f"the sections are {', '.join(known)}"),
        )
    return tuple(slug for slug in known if sections is None or slug in sections)


def everything_asked() -> Question:
    """What a picture of all sections asks of trust: to try policies on."""
    return _question(registers.catalogue(), _wanted(None))


@lru_cache(256)
def _question(manifests: registers.Catalogue, sections: tuple[str, ...]) -> Question:
    """The sections themselves, the facts in them, and every attribute of every register of them.

    Whether or not the person is in a register: a refusal must not tell.
    """
    concepts = {name: concept for name, concept in pack().concepts.items() if concept.section in sections}
    return Question(
        (
            *(Asked(SECTION, slug, slug, Sensitivity.PERSONAL) for slug in sections),
            *(
                Asked(FACT, name, c.section, c.sensitivity or Sensitivity.PERSONAL, name)
                for name, c in concepts.items()
            ),
            *(one for manifest in manifests if manifest.section in sections for one in asked(manifest)),
        )
    )


_ANOTHER_PURPOSE = Text(ar="اختر غرضًا يشمل هذا القسم", en="choose a purpose that covers this section")


def withhold(readings: list[Reading], decision: Decision) -> list[str]:
    """Take out the rows that stay closed; the registers of which some were."""
    found = set()
    for rule in decision.withheld:
        for reading in readings:
            if reading.register_id == rule.register_:
                kept = [row for row in reading.rows if str(row.values[rule.attribute].value) not in rule.values]
                found |= {reading.register_id} if len(kept) < len(reading.rows) else set()
                reading.rows[:] = kept
    return sorted(found)


def links_of(person: int) -> list[Links]:
    """Where to look for a person, in one query. A register that has left the pack is left out."""
    manifests = registers.catalogue().manifests
    found: dict[tuple[str, str], dict[str, tuple[float, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT register, role, key, probability, method FROM persons_link WHERE person_id = %s"
            " ORDER BY register, role, key",
            [person],
        )
        for register, role, key, probability, method in cursor.fetchall():
            found.setdefault((register, role), {})[key] = (probability, method)
    return [
        Links(plan(manifest, role), keys)
        for (register, role), keys in found.items()
        if (manifest := manifests.get(register)) and any(r.role == role and r.in_picture for r in manifest.persons)
    ]


def _sections(
    permitted: list[str], links: list[Links], readings: list[Reading], decision: Decision
) -> dict[str, Section]:
    names = pack().sections
    built = {slug: Section(slug, names[slug].name, names[slug].guarded) for slug in permitted}
    said: list[Said] = []
    for some, reading in zip(links, readings, strict=True):
        entries = built[some.plan.manifest.section].entries
        for place, row in enumerate(reading.rows):
            entry = entry_of(some, row, reading, decision)
            entries.append(entry)
            if place == 0 or not some.plan.manifest.newest:  # of a log, only the newest row is the present
                said += said_of(some.plan, row, entry, decision)
    for fact in facts(said):
        if decision.permits(FACT, fact.concept):
            built[fact.section].facts.append(fact)
    return built


def entry_of(some: Links, row: Row, reading: Reading, decision: Decision) -> Entry:
    made = some.plan
    register = made.manifest.id
    probability, method = some.of(row)
    return Entry(
        register=register,
        name=made.manifest.name,
        owner=made.owner,
        role=made.role.role,
        role_name=made.role.name,
        key=row.key,
        values=[
            _shown(column, row.values[column.attribute], masked=decision.masks(register, column.attribute))
            for column in made.attributes
            if decision.permits(register, column.attribute)
        ],
        confidence=probability,
        method=method,
        read_at=reading.read_at,
        freshness=made.manifest.freshness,
    )


def _shown(column: Attribute, found: Value, *, masked: bool) -> Shown:
    shown = column.show(found.value)
    if shown is None and found.problem:
        shown = plain(found.raw)  # what could not be understood is shown as it stands in the register
    if masked:
        return Shown(
            column.attribute, column.label, None, shown and mask(shown), None, None, column.concept, masked=True
        )
    return Shown(column.attribute, column.label, found.value, shown, found.raw, found.problem, column.concept)


def said_of(made: Plan, row: Row, entry: Entry, decision: Decision, only: Concept | None = None) -> Iterable[Said]:
    for concept in made.concepts if only is None else (only,):
        if not all(decision.permits(entry.register, attribute) for attribute in concept.attributes):
            continue
        values = [value for name in concept.attributes if (value := row.values[name].value) is not None]
        value = values[0] if len(concept.attributes) == 1 and values else " ".join(map(str, values))
        shown = concept.show(value)
        if shown is None:
            continue
        source = Source(entry.register, entry.name, concept.authority, entry.confidence, entry.read_at)
        if any(decision.masks(entry.register, attribute) for attribute in concept.attributes):
            shown = mask(shown)
            value = shown.en
        yield Said(concept.concept, value, shown, source)


def _unsure(person: int, permitted: list[str]) -> list[Unsure]:
    manifests = registers.catalogue().manifests
    rows = Counter(UnsurePair.objects.filter(person_id=person).values_list("register", flat=True))
    return [
        Unsure(register, manifests[register].name, count)
        for register, count in sorted(rows.items())
        if register in manifests and manifests[register].section in permitted
    ]


def gaps_of(readings: list[Reading]) -> list[Gap]:
    """Each register once, whatever its roles."""
    manifests = registers.catalogue().manifests
    gaps = {
        reading.register_id: Gap(
            reading.register_id,
            manifests[reading.register_id].name,
            str(reading.missing.reason),
            reading.missing.detail,
        )
        for reading in readings
        if reading.missing
    }
    return list(gaps.values())
