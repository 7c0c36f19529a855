"""What is known of a register before any row is read: labels, formats, which attribute is which fact. Made once."""

from dataclasses import dataclass

from wasl.core.text import Text
from wasl.country.api import pack
from wasl.persons.show import Formatter, formatter, plain
from wasl.registers.api import Manifest, Role
from wasl.trust.api import Asked

NAME_PARTS = ("given_name", "father_name", "grandfather_name", "family_name")


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column as it is shown."""

    attribute: str
    label: Text
    show: Formatter
    concept: str | None


@dataclass(frozen=True, slots=True)
class Concept:
    """A fact about the role's person, and the attributes that make it."""

    concept: str
    attributes: tuple[str, ...]
    show: Formatter
    authority: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """One register in one role."""

    manifest: Manifest
    role: Role
    owner: Text
    attributes: tuple[Attribute, ...]
    concepts: tuple[Concept, ...]
    via: str | None  # the attribute by whose value the rows are found


_PLANS: dict[tuple[str, str], Plan] = {}
_ASKED: dict[str, tuple[Manifest, tuple[Asked, ...]]] = {}


def plan(manifest: Manifest, role: str) -> Plan:
    """Kept as long as the manifest is the same."""
    standing = _PLANS.get((manifest.id, role))
    if standing is None or standing.manifest is not manifest:
        standing = _PLANS[manifest.id, role] = _made(manifest, manifest.role(role))
    return standing


def asked(manifest: Manifest) -> tuple[Asked, ...]:
    """What reading a register's rows asks of trust: every attribute."""
    standing = _ASKED.get(manifest.id)
    if standing is None or standing[0] is not manifest:
        meaning = _meanings(manifest)
        wanted = tuple(
            Asked(
                manifest.id,
                column.attribute,
                manifest.section,
                str(column.sensitivity or manifest.sensitivity),
                meaning.get(column.attribute),
            )
            for column in manifest.columns
        )
        standing = _ASKED[manifest.id] = (manifest, wanted)
    return standing[1]


def _meanings(manifest: Manifest) -> dict[str, str]:
    """Which concept an attribute holds, in whatever role."""
    told = (_concepts(manifest, role) for role in manifest.persons)
    return {attribute: one.concept for concepts in told for one in concepts for attribute in one.attributes}


def _made(manifest: Manifest, role: Role) -> Plan:
    concepts = _concepts(manifest, role)
    meaning = {attribute: found.concept for found in concepts for attribute in found.attributes}
    return Plan(
        manifest=manifest,
        role=role,
        owner=pack().agencies[manifest.owner],
        attributes=tuple(
            Attribute(column.attribute, column.name, formatter(column), meaning.get(column.attribute))
            for column in manifest.columns
        ),
        concepts=concepts,
        via=role.via.attribute if role.via else None,
    )


def _concepts(manifest: Manifest, role: Role) -> tuple[Concept, ...]:
    """The role's own fields; and, for the first role, the columns that the manifest calls facts."""
    fields = role.attributes()
    found: dict[str, tuple[str, ...]] = {
        name: (attribute,) for name, attribute in fields.items() if name in pack().concepts
    }
    if "full_name" not in found and (parts := tuple(fields[part] for part in NAME_PARTS if part in fields)):
        found["full_name"] = parts
    if role == manifest.persons[0]:
        columns = ((column.concept, (column.attribute,)) for column in manifest.columns if column.concept)
        found |= {concept: attributes for concept, attributes in columns if concept not in found}
    return tuple(_concept(manifest, concept, attributes) for concept, attributes in found.items())


def _concept(manifest: Manifest, concept: str, attributes: tuple[str, ...]) -> Concept:
    columns = [manifest.column(attribute) for attribute in attributes]
    show = formatter(columns[0]) if len(columns) == 1 else plain
    authority = any(column.authority and column.concept == concept for column in columns)
    return Concept(concept, attributes, show, authority)
