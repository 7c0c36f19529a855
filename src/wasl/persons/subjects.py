"""One of those who are read of: what may be seen of them, which of their rows are asked for, and what came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from wasl.core.text import Text
from wasl.country.api import pack
from wasl.persons.facts import Said, facts
from wasl.persons.models import Person
from wasl.persons.picture import FACT, Entry, Links, entry_of, said_of, withhold
from wasl.persons.plans import Concept
from wasl.persons.wanted import Opening, Place, Wanted, WantedFact, WantedRows
from wasl.registers.api import Reading, ReadRequest, Row
from wasl.trust.api import Decision

Stand = tuple[str, str]
"""A register and a role."""


@dataclass(frozen=True)
class Told:
    """What is held of a concept: the best word on it, and whose it is."""

    value: object
    shown: Text
    register: str
    attribute: str
    read_at: datetime


@dataclass(frozen=True)
class Answered:
    """What one register said of them in one role."""

    links: Links
    reading: Reading
    rows: list[tuple[Row, Entry]]


@dataclass
class Subject:
    """`handle` is none for the person who is asked about, else a relative's."""

    handle: str | None
    person: Person
    wanted: list[Wanted]
    opening: Opening
    links: dict[Stand, Links]
    read: dict[Stand, Answered] = field(default_factory=dict)
    _held: dict[str, dict[Stand, Concept]] = field(default_factory=dict)

    def first(self) -> list[ReadRequest]:
        """The rows wanted; and of facts, who has the last word on them."""
        surest = {stand for fact in self._facts() for stand in self._surest(fact)}
        keyed = {stand: self._all(stand) if stand in surest else self._keys(stand) for stand in self.links}
        return [ReadRequest(*stand, keys) for stand, keys in keyed.items() if keys]

    def others(self) -> list[ReadRequest]:
        """Those who are asked because the first were silent."""
        silent = [fact for fact in self._facts() if not self._said(fact, self._surest(fact))]
        stands = dict.fromkeys(stand for fact in silent for stand in self._holders(fact))
        return [ReadRequest(*stand, self._all(stand)) for stand in stands if stand not in self.read]

    def take(self, reading: Reading) -> None:
        stand = (reading.register_id, reading.role)
        withhold([reading], self.opening.decision)
        links = self.links[stand]
        rows = [(row, entry_of(links, row, reading, self.opening.decision)) for row in reading.rows]
        self.read[stand] = Answered(links, reading, rows)

    def rows(self, wanted: WantedRows) -> tuple[Entry, ...]:
        """Each once, whatever the roles in which it was found."""
        found: dict[str, Entry] = {}
        for stand, answered in self.read.items():
            if self._meets(wanted, stand):
                kept = (entry for _, entry in answered.rows if not wanted.keys or entry.key in wanted.keys)
                found |= {entry.key: entry for entry in kept if entry.key not in found}
        return tuple(found.values())

    def told(self, fact: WantedFact) -> Told | None:
        found = facts(self._said(fact, self._surest(fact)) or self._said(fact, list(self._holders(fact))))
        if not found:
            return None
        best = found[0].values[0]
        source = best.sources[0]
        holders = (one for (register, _), one in self._holders(fact).items() if register == source.register)
        return Told(best.value, best.shown, source.register, next(holders).attributes[0], source.read_at)

    def closed(self) -> dict[tuple[str, str], Text]:
        """What stays closed, and why."""
        return {
            (register, name): why(self.opening.decision, section)
            for register, name, section in self._places()
            if not self.opening.opens(register, name)
        }

    def sections(self) -> set[str]:
        """Of which something that is wanted is open."""
        return {section for register, name, section in self._places() if self.opening.opens(register, name)}

    def _places(self) -> Iterator[Place]:
        return chain.from_iterable(map(self.opening.places, self.wanted))

    def _facts(self) -> list[WantedFact]:
        return [one for one in self.wanted if isinstance(one, WantedFact)]

    def _all(self, stand: Stand) -> tuple[str, ...]:
        return tuple(self.links[stand].keys)

    def _keys(self, stand: Stand) -> tuple[str, ...]:
        """Of rows that are found by another register's attribute it cannot be said beforehand which have a key."""
        meeting = [one for one in self.wanted if isinstance(one, WantedRows) and self._meets(one, stand)]
        if any(not one.keys for one in meeting) or (meeting and self.links[stand].plan.via):
            return self._all(stand)
        return tuple(key for key in self._all(stand) if any(key in one.keys for one in meeting))

    def _meets(self, wanted: WantedRows, stand: Stand) -> bool:
        """A register of which everything that is wanted stays closed is not read."""
        if wanted.register != stand[0] or wanted.role not in (None, stand[1]):
            return False
        return any(self.opening.opens(wanted.register, name) for name in wanted.attributes)

    def _holders(self, fact: WantedFact) -> dict[Stand, Concept]:
        """Where a fact stands of this person and may be seen."""
        if fact.concept not in self._held:
            opened = self.opening.opens(FACT, fact.concept)
            self._held[fact.concept] = {
                stand: concept
                for stand, links in self.links.items()
                for concept in links.plan.concepts
                if opened and concept.concept == fact.concept and self._open(stand, concept)
            }
        return self._held[fact.concept]

    def _open(self, stand: Stand, concept: Concept) -> bool:
        return all(self.opening.opens(stand[0], name) for name in concept.attributes)

    def _surest(self, fact: WantedFact) -> Sequence[Stand]:
        """The authority; where the person is in none, the spine; else all who hold it."""
        holders = self._holders(fact)
        authority = [stand for stand, concept in holders.items() if concept.authority]
        return authority or [stand for stand in holders if stand[0] == pack().spine] or list(holders)

    def _said(self, fact: WantedFact, stands: Sequence[Stand]) -> list[Said]:
        """By these alone: what else was read, for other wants, must not change what is told."""
        return [
            said
            for stand in stands
            if (answered := self.read.get(stand))
            for row, entry in (answered.rows[:1] if answered.links.plan.manifest.newest else answered.rows)
            for said in said_of(answered.links.plan, row, entry, self.opening.decision, self._holders(fact)[stand])
        ]


def why(decision: Decision, section: str) -> Text:
    """The door's own words; or that no more than a part may be seen."""
    said = [one.why for one in (*decision.refused, *decision.partly) if one.section == section]
    return said[0] if said else _IN_PART


_IN_PART = Text(ar="لا يُعرض منها لهذا الغرض إلا جزء", en="only a part of it is shown for this purpose")
