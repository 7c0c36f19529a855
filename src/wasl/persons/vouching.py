"""What a few registers say of whoever bears a number, for comparing inside the platform: nothing of it is for showing.

The steps are the same for a number that is nobody's: the same registers are asked, under keys that no row has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wasl.core.digits import normalise_digits
from wasl.country.api import pack
from wasl.persons.models import Link, Person
from wasl.persons.plans import NAME_PARTS
from wasl.registers import api as registers
from wasl.registers.api import KEY_SEPARATOR, Manifest, Reading, ReadRequest, Role, Row
from wasl.trust.api import Asked, Decision, Passage

NOBODY = "nobody"
"""Stands in a handle's place while policies and consents are asked: of nobody they say what they say of a stranger."""
LIFE = ("alive", "death_date")

Witnesses = Mapping[str, Sequence[str]]
"""For each fact the registers that are asked, the one with the last word first. A fact is a linking field, or an
attribute of the registers named."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one row says, by fact, in canonical text."""

    register: str
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody who bears the number, and what is said of them."""

    handle: str
    provisional: bool
    gone: bool  # from the spine
    deceased: bool
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """All who bear the number: mostly one, or none. `closed` are facts that policies or consents keep shut."""

    persons: tuple[Vouched, ...]
    closed: frozenset[str]
    registers: frozenset[str]
    missing: frozenset[str]
    sections: frozenset[str]
    life_unknown: bool = False  # a register that knows of deaths did not answer


@dataclass(frozen=True, slots=True)
class _Witness:
    """One register in its first role, and which attribute answers each fact."""

    manifest: Manifest
    role: Role
    facts: Mapping[str, tuple[str, ...]]

    @property
    def vain(self) -> str:
        """A key that no row has."""
        return KEY_SEPARATOR.join("0" for _ in self.manifest.lookup(self.role.role))

    def asked(self) -> list[Asked]:
        return [self._asked(fact, name) for fact, names in self.facts.items() for name in names]

    def _asked(self, fact: str, attribute: str) -> Asked:
        column = self.manifest.column(attribute)
        concept = fact if fact in pack().concepts else column.concept
        section = pack().concepts[concept].section if concept else self.manifest.section
        sensitivity = str(column.sensitivity or self.manifest.sensitivity)
        return Asked(self.manifest.id, attribute, section, sensitivity, concept)

    def opens(self, fact: str, decision: Decision) -> bool:
        return all(decision.permits(self.manifest.id, name) for name in self.facts[fact])

    def says(self, row: Row, decision: Decision) -> dict[str, str]:
        found = {fact: _text(row, names) for fact, names in self.facts.items() if self.opens(fact, decision)}
        return {fact: text for fact, text in found.items() if text}


def hear(passage: Passage, number: str, witnesses: Witnesses, deadline: float | None = None) -> Heard:
    """Ask them inside an open passage, which the caller closes naming the persons. `number` as somebody wrote it."""
    asked = list(_witnesses(witnesses))
    persons = _bearers(normalise_digits(number))
    passage.about(*([person.handle for person in persons] or [NOBODY]))
    decision = passage.decide([one for witness in asked for one in witness.asked()])
    keys = _keys([person.id for person in persons])
    readings = registers.read([_request(one, keys) for one in asked], deadline_seconds=deadline)
    said = [_said(one, reading, decision) for one, reading in zip(asked, readings, strict=True)]
    missing = frozenset(reading.register_id for reading in readings if reading.missing)
    return Heard(
        persons=tuple(_vouched(person, asked, said, keys) for person in persons),
        closed=frozenset(fact for fact in witnesses if not _open(fact, asked, decision)),
        registers=frozenset(reading.register_id for reading in readings if not reading.missing),
        missing=missing,
        sections=decision.sections,
        life_unknown=any(one.manifest.id in missing for one in asked if set(LIFE) & set(one.facts)),
    )


def _open(fact: str, asked: Sequence[_Witness], decision: Decision) -> bool:
    return any(witness.opens(fact, decision) for witness in asked if fact in witness.facts)


def _witnesses(wanted: Witnesses) -> list[_Witness]:
    """Each register once. Whether somebody lives is always asked of the registers that say so."""
    by: dict[str, dict[str, tuple[str, ...]]] = {}
    manifests = registers.catalogue().manifests
    for fact, names in wanted.items():
        for name in (name for name in names if name in manifests):
            if attributes := _attributes(manifests[name], fact):
                by.setdefault(name, {})[fact] = attributes
    for manifest in manifests.values():
        if life := {c.concept: (c.attribute,) for c in manifest.columns if c.concept in LIFE and manifest.persons}:
            by.setdefault(manifest.id, {}).update({str(fact): names for fact, names in life.items()})
    return [_Witness(manifests[name], manifests[name].persons[0], facts) for name, facts in by.items()]


def _attributes(manifest: Manifest, fact: str) -> tuple[str, ...]:
    fields = manifest.persons[0].attributes() if manifest.persons else {}
    if fact in fields:
        return (fields[fact],)
    if fact == "full_name":
        return tuple(fields[part] for part in NAME_PARTS if part in fields)
    return tuple(column.attribute for column in manifest.columns if column.attribute == fact and manifest.persons)


def _text(row: Row, names: Sequence[str]) -> str:
    values = [row.values[name].value for name in names]
    return " ".join(_plain(value) for value in values if value is not None)


def _plain(value: object) -> str:
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def _bearers(number: str) -> list[Person]:
    """All who bear it now: where a handle leads on, whom it leads to."""
    found = Person.objects.filter(number=number).select_related("merged_into").order_by("-in_spine", "id")
    return list({person.id: person for person in (one.survivor for one in found)}.values())


_Keys = Mapping[tuple[str, str], Mapping[str, int]]
"""Register and role: key -> person."""


def _keys(persons: Sequence[int]) -> _Keys:
    found: dict[tuple[str, str], dict[str, int]] = {}
    links = Link.objects.filter(person_id__in=persons or [-1]).order_by("register", "role", "key")
    for register, role, key, person in links.values_list("register", "role", "key", "person_id"):
        found.setdefault((register, role), {})[key] = person
    return found


def _request(one: _Witness, keys: _Keys) -> ReadRequest:
    place = (one.manifest.id, one.role.role)
    return ReadRequest(*place, tuple(keys.get(place, ())) or (one.vain,))


_Rows = list[tuple[str, Statement]]


def _said(one: _Witness, reading: Reading, decision: Decision) -> _Rows:
    via = one.role.via.attribute if one.role.via else None
    keyed = ((row.values[via].raw or "" if via else row.key, row) for row in reading.rows)
    return [(key, Statement(one.manifest.id, one.says(row, decision))) for key, row in keyed]


def _vouched(person: Person, asked: Sequence[_Witness], said: Sequence[_Rows], keys: _Keys) -> Vouched:
    own = tuple(
        statement
        for one, rows in zip(asked, said, strict=True)
        for key, statement in rows
        if keys.get((one.manifest.id, one.role.role), {}).get(key) == person.id
    )
    return Vouched(person.handle, person.spine_record is None, not person.in_spine, any(map(_dead, own)), own)


def _dead(one: Statement) -> bool:
    return one.says.get("alive") == "False" or "death_date" in one.says
