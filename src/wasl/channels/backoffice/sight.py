"""A picture laid out for the eye: marks of the person, sections with their registers, sources counted, rows folded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from wasl.core.digits import arabic_digits
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.persons.api import Entry, Fact, Picture, Section, Shown
from wasl.trust.api import Purpose

UNFOLDED = 3
"""Rows of one register that are open when the page is; more are folded away."""

METHODS = {
    "spine": Text(ar="السجل المرجعي للأشخاص", en="the register of persons itself"),
    "number": Text(ar="بالرقم القومي", en="by national number"),
    "number+facts": Text(ar="بالرقم القومي وبيانات أخرى", en="by national number and other facts"),
    "facts": Text(ar="بالاسم وبيانات أخرى", en="by name and other facts"),
    "via": Text(ar="عن طريق سجل آخر", en="through another register"),
}


@dataclass(frozen=True)
class Mark:
    """A word beside the name."""

    label: Text
    tone: str = "plain"


@dataclass
class RegisterCard:
    """The rows of one register in one role."""

    register: str
    name: Text
    owner: Text
    role: Text
    entries: list["Row"] = field(default_factory=list)
    truncated: bool = False

    @property
    def open(self) -> list["Row"]:
        return self.entries[:UNFOLDED]

    @property
    def folded(self) -> list["Row"]:
        return self.entries[UNFOLDED:]


@dataclass(frozen=True)
class Row:
    """One row: its values that say something, how sure it is, and how that is known."""

    values: list[Shown]
    confidence: float
    method: Text


@dataclass(frozen=True)
class Part:
    """A section with its registers."""

    section: Section
    registers: list[RegisterCard]

    @property
    def rows(self) -> int:
        return sum(len(card.entries) for card in self.registers)


@dataclass(frozen=True)
class Sight:
    """What the page shows of a picture."""

    picture: Picture
    purpose: Purpose

    def context(self) -> dict[str, Any]:
        parts = [Part(section, self._cards(section.entries)) for section in self.picture.sections]
        return {
            "picture": self.picture,
            "person": self.picture.person,
            "marks": list(self._marks()),
            "purpose": self.purpose,
            "parts": parts,
            "answered": len({card.register for part in parts for card in part.registers}),
            "rows": sum(part.rows for part in parts),
            "contradictions": self.picture.contradictions,
        }

    def _cards(self, entries: Iterable[Entry]) -> list[RegisterCard]:
        cards: dict[tuple[str, str], RegisterCard] = {}
        for entry in entries:
            place = (entry.register, entry.role)
            card = cards.setdefault(
                place,
                RegisterCard(
                    entry.register,
                    entry.name,
                    entry.owner,
                    entry.role_name,
                    truncated=entry.register in self.picture.truncated,
                ),
            )
            card.entries.append(self._row(entry))
        return list(cards.values())

    def _row(self, entry: Entry) -> Row:
        said = [value for value in entry.values if value.shown or value.problem]
        return Row(said, entry.confidence, METHODS.get(entry.method, METHODS["facts"]))

    def _marks(self) -> Iterable[Mark]:
        person = self.picture.person
        lists = pack().code_lists
        if label := lists["sex"].get(person.sex or ""):
            yield Mark(label)
        if person.birth_date:
            yield Mark(_age(person.birth_date, self._died()))
        if label := lists["governorates"].get(person.governorate or ""):
            yield Mark(label)
        if self._fact("death_date") or self._says_dead():
            yield Mark(Text(ar="متوفى", en="Deceased"), "bad")
        if not person.in_spine:
            yield Mark(Text(ar="لم يعد في السجل المدني", en="No longer in the civil register"), "warn")

    def _fact(self, concept: str) -> Fact | None:
        facts = (fact for section in self.picture.sections for fact in section.facts)
        return next((fact for fact in facts if fact.concept == concept), None)

    def _says_dead(self) -> bool:
        alive = self._fact("alive")
        return alive is not None and alive.values[0].value is False

    def _died(self) -> date | None:
        death = self._fact("death_date")
        value = death.values[0].value if death else None
        return value if isinstance(value, date) else None


def _age(born: date, died: date | None) -> Text:
    """Whole years, on the day of death for the dead."""
    on = died or timezone.localdate()
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    word = "سنة" if years > 10 or years < 3 else "سنوات"
    return Text(
        ar=f"{'عاش ' if died else ''}{arabic_digits(str(years))} {word}",
        en=f"lived {years} years" if died else f"{years} years old",
    )
