"""What may be asked of the registers about one person: rows of one register, or a fact that several hold."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from wasl.country.api import pack
from wasl.persons.family import relations
from wasl.persons.picture import FACT, SECTION
from wasl.persons.plans import asked, plan
from wasl.registers.api import Catalogue, Sensitivity
from wasl.trust.api import Asked, Decision, Question


@dataclass(frozen=True)
class Kin:
    """Somebody of the family; nothing is read of them unless they are one of these."""

    handle: str
    relations: tuple[str, ...]


@dataclass(frozen=True)
class WantedRows:
    """Attributes of rows of one register."""

    register: str
    attributes: tuple[str, ...]
    role: str | None = None  # none: whichever role the person has in the picture
    keys: tuple[str, ...] = ()  # of the person's rows only these; none: all
    of: Kin | None = None


@dataclass(frozen=True)
class WantedFact:
    """A concept of the pack."""

    concept: str
    of: Kin | None = None


Wanted = WantedRows | WantedFact
Place = tuple[str, str, str]
"""Register (or FACT, or SECTION), attribute (or concept, or section), and the section that it belongs to."""


@dataclass
class Opening:
    """What of the wanted is open by a decision. A value that is shown in part can be neither filled in nor counted
    with: here it is closed."""

    decision: Decision
    manifests: Catalogue
    _known: dict[tuple[str, str], bool] = field(default_factory=dict)

    def opens(self, register: str, attribute: str) -> bool:
        place = (register, attribute)
        if place not in self._known:
            self._known[place] = self._opens(register, attribute)
        return self._known[place]

    def _opens(self, register: str, attribute: str) -> bool:
        if not self.decision.permits(register, attribute) or self.decision.masks(register, attribute):
            return False
        return register != FACT or any(self.opens(*holder) for holder in _holders(self.manifests, attribute))

    def places(self, wanted: Wanted) -> Iterator[Place]:
        """What must be open for it, whether or not the person is in a register: a refusal must not tell."""
        if isinstance(wanted, WantedFact):
            yield FACT, wanted.concept, pack().concepts[wanted.concept].section
            return
        section = self.manifests[wanted.register].section
        yield from ((wanted.register, attribute, section) for attribute in wanted.attributes)


def question(wanted: Iterable[Wanted], manifests: Catalogue, *, family: bool) -> Question:
    """What is asked of trust for one person. The same wants give the same object, whose answer is remembered."""
    wanted = list(wanted)
    rows = {(one.register, name) for one in wanted if isinstance(one, WantedRows) for name in one.attributes}
    concepts = {one.concept for one in wanted if isinstance(one, WantedFact)}
    return _question(manifests, frozenset(rows), frozenset(concepts), family)


@lru_cache(1024)
def _question(
    manifests: Catalogue, rows: frozenset[tuple[str, str]], concepts: frozenset[str], family: bool
) -> Question:
    known = pack().concepts
    attributes = set(rows).union(*(_holders(manifests, concept) for concept in concepts))
    section = relations().section
    return Question(
        (
            *([Asked(SECTION, section, section, Sensitivity.PERSONAL)] if family else ()),
            *(
                Asked(FACT, name, known[name].section, known[name].sensitivity or Sensitivity.PERSONAL, name)
                for name in sorted(concepts)
            ),
            *(
                one
                for register in sorted({register for register, _ in attributes})
                for one in asked(manifests[register])
                if (register, one.attribute) in attributes
            ),
        )
    )


@lru_cache(256)
def _holders(manifests: Catalogue, concept: str) -> frozenset[tuple[str, str]]:
    """Registers and attributes that hold a concept."""
    return frozenset(
        (manifest.id, attribute)
        for manifest in manifests
        for role in manifest.persons
        for one in plan(manifest, role.role).concepts
        if one.concept == concept
        for attribute in one.attributes
    )
