"""What a definition may name: the country pack, its registers, archetypes and life events."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from wasl.catalogue.conditions import Kind
from wasl.catalogue.model import Key, Slug
from wasl.core.text import Text, Words
from wasl.country.api import Pack, load_yaml_model, pack
from wasl.registers.api import Catalogue, Column, Manifest, catalogue

HOME = Path(__file__).parent
CONCEPT_KINDS = {"number": Kind.STRING, "date": Kind.TIMESTAMP}
COLUMN_KINDS = {
    "integer": Kind.INT,
    "decimal": Kind.DOUBLE,
    "money": Kind.INT,
    "date": Kind.TIMESTAMP,
    "datetime": Kind.TIMESTAMP,
    "boolean": Kind.BOOL,
}
YES_NO_CONCEPTS = {"alive"}


class LifeEvent(Text):
    """Something that happens in a life, and how people call it."""

    words: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Source:
    """A value that a register or several hold, as a definition names it."""

    name: Text
    section: str
    kind: Kind
    codes: str | None
    register_id: str | None  # none: a concept, out of whichever register has it


@dataclass(frozen=True)
class Surroundings:
    """A country as definitions see it."""

    country: Pack
    registers: Catalogue

    @cached_property
    def life_events(self) -> dict[Slug, LifeEvent]:
        return load_yaml_model(HOME / "life_events.yaml", dict[Slug, LifeEvent])

    @cached_property
    def archetypes(self) -> dict[str, Path]:
        """Those of every country and those of this one, which replace them."""
        places = [HOME / "archetypes", self.country.folder / "archetypes"]
        return {path.name: path for place in places for path in sorted(place.glob("*")) if path.is_dir()}

    @cached_property
    def services(self) -> dict[str, Path]:
        """Folders of the pack's definitions by slug."""
        return {path.name: path for path in sorted((self.country.folder / "services").glob("*")) if path.is_dir()}

    def source(self, name: str) -> Source | None:
        """What `register.attribute` or a concept stands for."""
        register_id, dot, attribute = name.partition(".")
        if not dot:
            return self._concept(name)
        column = self._column(register_id, attribute)
        if column is None:
            return None
        manifest = self.registers[register_id]
        return Source(column.name, manifest.section, _kind(column), column.codes, register_id)

    def source_names(self, register_id: str) -> list[str]:
        """Names that could have been meant: the register's attributes, or registers and concepts."""
        if manifest := self.manifest(register_id):
            return [f"{register_id}.{column.attribute}" for column in manifest.columns]
        return [*self.country.concepts, *self.registers.manifests]

    def manifest(self, register_id: str) -> Manifest | None:
        return self.registers.manifests.get(register_id)

    def _concept(self, name: Key) -> Source | None:
        if (concept := self.country.concepts.get(name)) is None:
            return None
        kind = Kind.BOOL if name in YES_NO_CONCEPTS else CONCEPT_KINDS.get(concept.compare, Kind.STRING)
        return Source(concept.name, concept.section, kind, concept.codes, None)

    def _column(self, register_id: str, attribute: str) -> Column | None:
        manifest = self.manifest(register_id)
        return next((c for c in manifest.columns if c.attribute == attribute), None) if manifest else None


def _kind(column: Column) -> Kind:
    return COLUMN_KINDS.get(column.type, Kind.STRING)


def surroundings() -> Surroundings:
    """Of this deployment's country. Raises PackError."""
    return Surroundings(pack(), catalogue())
