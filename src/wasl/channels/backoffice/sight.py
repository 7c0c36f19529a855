"""A picture laid out for the eye: marks of the person, sections with their registers, sources counted, rows folded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from wasl.core.digits import arabic_digits
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.persons.api import Entry, Fact, PairKey, Picture, Section, Shown
from wasl.trust.api import Purpose

GIST = 3
"""Values that a folded card shows of its register."""

METHODS = {
    "spine": Text(ar="السجل المرجعي للأشخاص", en="the register of persons itself"),
    "number": Text(ar="بالرقم القومي", en="by national number"),
    "number+facts": Text(ar="بالرقم القومي وبيانات أخرى", en="by national number and other facts"),
    "facts": Text(ar="بالاسم وبيانات أخرى", en="by name and other facts"),
    "via": Text(ar="عن طريق سجل آخر", en="through another register"),
    "steward": Text(ar="بحكم أمناء البيانات", en="by the stewards' verdict"),
    "provisional": Text(ar="مع قيود أخرى لا يعرفها السجل المرجعي", en="with other rows that the spine does not know"),
}

SPOKEN_ON = frozenset({"number", "number+facts", "facts", "steward"})
"""Links that rest on the row itself; others follow from these, or from the spine."""


@dataclass(frozen=True)
class Mark:
    """A word beside the name."""

    label: Text
    tone: str = "plain"


@dataclass(frozen=True)
class Row:
    """One row: what it says of the matter, and of who the person is; how sure it is theirs, and how that is known."""

    matter: dict[str, Shown]
    identity: list[Shown]
    confidence: float
    method: Text
    check: str | None  # a steward may look into the link: the pair's token


@dataclass
class RegisterCard:
    """The rows of one register in one role."""

    register: str
    name: Text
    owner: Text
    role: Text
    rows: list[Row] = field(default_factory=list)
    truncated: bool = False

    @property
    def gist(self) -> list[Text]:
        """Enough to know whether to open the card."""
        first = self.rows[0]
        return [value.shown for value in [*first.matter.values(), *first.identity] if value.shown][:GIST]

    @property
    def columns(self) -> dict[str, Text]:
        """Labels by attribute, of whatever a row says of the matter."""
        return {name: value.label for row in self.rows for name, value in row.matter.items()}

    @property
    def lines(self) -> list[tuple[list[Shown | None], Row]]:
        """The rows as lines of a table of those columns."""
        return [([row.matter.get(name) for name in self.columns], row) for row in self.rows]


@dataclass(frozen=True)
class Part:
    """A section with its registers."""

    section: Section
    registers: list[RegisterCard]

    @property
    def rows(self) -> int:
        return sum(len(card.rows) for card in self.registers)


@dataclass(frozen=True)
class Sight:
    """What the page shows of a picture."""

    picture: Picture
    purpose: Purpose
    steward: bool = False  # who looks may take a link to the desk

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
            card.rows.append(_row(entry, self._check(entry)))
        return list(cards.values())

    def _check(self, entry: Entry) -> str | None:
        if not self.steward or entry.method not in SPOKEN_ON:
            return None
        return PairKey(entry.register, entry.role, entry.key, self.picture.person.handle).token()

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
        if person.provisional:
            yield Mark(Text(ar="شخص مؤقت: ليس في السجل المدني", en="Provisional: not in the civil register"), "warn")
        elif not person.in_spine:
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


def _row(entry: Entry, check: str | None) -> Row:
    said = [value for value in entry.values if value.shown or value.problem]
    return Row(
        matter={value.attribute: value for value in said if not value.concept},
        identity=[value for value in said if value.concept],
        confidence=entry.confidence,
        method=METHODS.get(entry.method, METHODS["facts"]),
        check=check,
    )


def _age(born: date, died: date | None) -> Text:
    """Whole years, on the day of death for the dead."""
    on = died or timezone.localdate()
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    word = "سنة" if years > 10 or years < 3 else "سنوات"
    return Text(
        ar=f"{'عاش ' if died else ''}{arabic_digits(str(years))} {word}",
        en=f"lived {years} years" if died else f"{years} years old",
    )
