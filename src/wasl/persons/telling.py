"""What one side of a pair tells, by linking field: a register's row, the spine's row, or what the index knows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wasl.core.text import Text
from wasl.country.api import pack
from wasl.persons.enriching import lenders
from wasl.persons.models import Link, Person
from wasl.persons.plans import NAME_PARTS
from wasl.persons.show import formatter, plain, show_code, show_date
from wasl.registers.api import Manifest, Reading, ReadRequest, Role, Row, Sensitivity, Value
from wasl.trust.api import Asked, Decision

IDENTITY = "identity"
"""The section that tells who a person is."""

_CODES = {"sex": "sex", "birth_governorate": "governorates", "governorate": "governorates"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a value means, how it is shown, what is wrong with it."""

    value: object
    shown: Text | None
    problem: Text | None = None


NOTHING = Told(None, None)


@dataclass(frozen=True, slots=True)
class Teller:
    """A register in a role."""

    manifest: Manifest
    role: Role

    @classmethod
    def of(cls, manifest: Manifest, role: str) -> "Teller":
        return cls(manifest, manifest.role(role))

    @classmethod
    def spine(cls, manifests: Mapping[str, Manifest]) -> "Teller":
        manifest = manifests[pack().spine]
        return cls(manifest, manifest.persons[0])

    def asked(self) -> list[Asked]:
        """What reading it asks of trust: the linking fields alone. They say who a row is about, never what it is about,
        so they are of the section that tells who a person is, whatever the register is for."""
        return [
            Asked(self.manifest.id, name, IDENTITY, str(self._sensitivity(name)))
            for name in dict.fromkeys(self.role.attributes().values())
        ]

    def seen(self, decision: Decision) -> bool:
        """Whether anything of it may be seen."""
        return any(decision.permits(self.manifest.id, name) for name in self.role.attributes().values())

    def _sensitivity(self, attribute: str) -> str:
        return self.manifest.column(attribute).sensitivity or Sensitivity.PERSONAL

    def told(self, row: Row, decision: Decision) -> dict[str, Told]:
        """By linking field, as far as it may be seen; `full_name` is always there."""
        fields = self.role.attributes().items()
        seen = {field: name for field, name in fields if decision.permits(self.manifest.id, name)}
        told = {field: self._told(name, row.values[name]) for field, name in seen.items()}
        if not told.get("full_name", NOTHING).shown:
            parts = [str(told[part].value) for part in NAME_PARTS if part in told and told[part].value is not None]
            told["full_name"] = Told(" ".join(parts) or None, plain(" ".join(parts)))
        return told

    def _told(self, attribute: str, found: Value) -> Told:
        shown = formatter(self.manifest.column(attribute))(found.value)
        return Told(found.value, shown or (plain(found.raw) if found.problem else None), found.problem)


def of_person(person: Person, spine: Teller, row: Row | None, decision: Decision) -> dict[str, Told]:
    """As the spine's row has them; for somebody provisional, or gone from the spine, what the index knows."""
    if row:
        return spine.told(row, decision)
    codes = {field: Told(value := getattr(person, field), show_code(value, codes)) for field, codes in _CODES.items()}
    return codes | {
        "number": Told(person.number, plain(person.number)),
        "full_name": Told(person.full_name or None, plain(person.full_name)),
        "birth_date": born(person),
    }


def born(person: Person) -> Told:
    return Told(person.birth_date, show_date(person.birth_date))


@dataclass(frozen=True, slots=True)
class Loan:
    """A fact that the spine lacks and the engine had from another register's row of this person."""

    teller: Teller
    field: str
    key: str

    @property
    def request(self) -> ReadRequest:
        return ReadRequest(self.teller.manifest.id, self.teller.role.role, (self.key,))


def loans(row_of: Teller, spine: Teller, person: Person, manifests: Mapping[str, Manifest]) -> Iterator[Loan]:
    """Only of what the row says too; from the surest row of a lender."""
    for lender in lenders(spine.manifest, manifests):
        links = Link.objects.filter(person_id=person.id, register=lender.manifest.id, role=lender.role)
        if lender.field in row_of.role.attributes() and (link := links.order_by("-probability", "key").first()):
            yield Loan(Teller.of(lender.manifest, lender.role), lender.field, link.key)


def lent(made: Sequence[Loan], readings: Sequence[Reading], decision: Decision) -> dict[str, Told]:
    """What lenders say, where they answer and may be seen."""
    rows = [(loan, reading.rows[0]) for loan, reading in zip(made, readings, strict=True) if reading.rows]
    told = {loan.field: loan.teller.told(row, decision).get(loan.field) for loan, row in rows}
    return {field: one for field, one in told.items() if one}
