"""What a register's manifest may say.

A manifest describes a database that an agency already has, as it is: where its table is, what its columns are
called there and how they are written, which of them identify a person, and what of it may be written. Native column
names appear once, under `columns`; everything else names *attributes* (our names). Guide:
docs/guides/connect-a-register.md.
"""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from wasl.core.text import Text

Attribute = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Duration = Annotated[str, StringConstraints(pattern=r"^P(\d+[YMWD])*(T(\d+[HMS])+)?$")]
KeyPattern = Annotated[str, StringConstraints(pattern=r"^[^\s\x1f]{1,40}$")]

KEY_SEPARATOR = "\x1f"
"""Joins the parts of a row key made of several columns."""


class Sensitivity(StrEnum):
    """How carefully a value is handled."""

    OPEN = "open"  # not about a person, or public
    PERSONAL = "personal"  # personal data
    SENSITIVE = "sensitive"  # health, belief, crime, money, children: guarded


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Part):
    """Where and how the rows are kept. The address itself is a deployment's matter: see the address book."""

    connector: str
    table: str | None = None  # table or view (may be "schema.table"), or the sheet of a workbook
    encoding: str = "utf-8"  # text files
    delimiter: str = ","  # text files
    options: dict[str, str | int | float | bool] = {}


class Column(_Part):
    """One column as it is in the register, and what it means.

    `type` is what the value means; `format`, `digits`, `minor`, `values` say how it is written there.
    """

    column: str  # its name in the register
    attribute: Attribute  # our name, unique in the register
    name: Text
    type: Literal["text", "number", "phone", "integer", "decimal", "money", "date", "datetime", "boolean", "code"] = (
        "text"
    )
    format: str | None = None  # dates written as text: strftime pattern such as %d/%m/%Y; none = a real date column
    digits: Literal["latin", "arabic"] = "latin"  # arabic = written ٠١٢٣
    minor: bool = False  # money: True = stored as piastres, False = stored as pounds with decimals
    codes: Slug | None = None  # type code: the pack's code list that the values map to
    values: dict[str, str] = {}  # native value -> code (or true/false for a boolean); empty = native value is the code
    nulls: tuple[str, ...] = ()  # native values that mean "nothing here", beside NULL and ""
    concept: Attribute | None = None  # a fact of the person that other registers hold too (pack: concepts.yaml)
    authority: bool = False  # this register has the last word on the concept
    sensitivity: Sensitivity | None = None  # none = the register's


class NameParts(_Part):
    """A name kept in several columns, as attributes."""

    given: Attribute
    father: Attribute | None = None
    grandfather: Attribute | None = None
    family: Attribute | None = None


class Via(_Part):
    """A row belongs to the person of another register's row: `attribute` here equals `matches` there."""

    register_id: Slug = Field(alias="register")
    role: Slug
    attribute: Attribute
    matches: Attribute


class Role(_Part):
    """A person in a row: a vehicle has an owner; a marriage has a husband and a wife.

    Either `via`, or at least one of `number`, `full_name`, `name_parts` identifies the person.
    The values name attributes of this register.
    """

    role: Slug
    name: Text
    number: Attribute | None = None
    full_name: Attribute | None = None
    name_parts: NameParts | None = None
    birth_date: Attribute | None = None
    sex: Attribute | None = None
    birth_governorate: Attribute | None = None
    governorate: Attribute | None = None  # of residence
    mother_name: Attribute | None = None
    phone: Attribute | None = None
    address: Attribute | None = None
    via: Via | None = None
    once: bool = False  # the register holds a person at most once in this role
    in_picture: bool = True  # False = linked, but not shown among this person's rows (e.g. a register's clerk)

    @model_validator(mode="after")
    def _identifies_somebody(self) -> Self:
        if not (self.via or self.number or self.full_name or self.name_parts):
            raise ValueError(
                f"role '{self.role}' identifies nobody: give number, full_name or name_parts, or via another register"
            )
        return self

    def attributes(self) -> dict[str, str]:
        """Linking field -> attribute, for the fields that this role has."""
        fields = (
            "number",
            "full_name",
            "birth_date",
            "sex",
            "birth_governorate",
            "governorate",
            "mother_name",
            "phone",
            "address",
        )
        found = {field: value for field in fields if (value := getattr(self, field))}
        if self.name_parts:
            found |= {f"{part}_name": value for part, value in self.name_parts if value}
        return found


class Operation(StrEnum):
    """What is done to a row."""

    ADD = "add"
    CHANGE = "change"
    END = "end"


class Ending(_Part):
    """What says of a row that it no longer holds."""

    attribute: Attribute
    value: str | bool  # canonical: a code, true, a text; `today` where the attribute is a date


class Writes(_Part):
    """What may be written into a register: these attributes, in these ways, nothing else."""

    add: tuple[Attribute, ...] = ()  # may be given for a new row; every other column stays empty
    keys: dict[Attribute, KeyPattern] = {}  # parts of the key that a new row is given here: # stands for a digit
    change: tuple[Attribute, ...] = ()
    end: Ending | None = None
    remove_added: bool = False  # True = a row that was added by mistake is removed; False = it is ended

    def open_to(self, operation: Operation) -> frozenset[str]:
        """Attributes that may be given with an operation."""
        return frozenset(self.add if operation is Operation.ADD else self.change)

    def allows(self, operation: Operation) -> bool:
        return self.end is not None if operation is Operation.END else bool(self.open_to(operation))


class Manifest(_Part):
    """One register of one agency."""

    id: Slug
    kind: Slug  # what sort of register it is, in words that other countries share: vehicles, births, tax-invoices
    name: Text
    owner: Slug  # agency
    documented: bool  # False = inferred from the agency's function
    evidence: str  # source of the statement that the register exists
    section: Slug  # of the picture (pack: sections.yaml)
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    freshness: Duration  # how old its data may be, ISO 8601
    source: Source
    key: tuple[Attribute, ...] = Field(min_length=1)  # identifies a row
    newest: Attribute | None = None  # a log: rows are shown newest first by this attribute
    persons: tuple[Role, ...] = ()  # none = a reference register
    columns: tuple[Column, ...] = Field(min_length=1)
    writes: Writes | None = None  # none = read-only

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        attributes = [column.attribute for column in self.columns]
        known = set(attributes)
        for name, values in (("attribute", attributes), ("column", [c.column for c in self.columns])):
            if twice := sorted({value for value in values if values.count(value) > 1}):
                raise ValueError(f"{name} given twice: {', '.join(twice)}")
        if twice := sorted({r.role for r in self.persons if [x.role for x in self.persons].count(r.role) > 1}):
            raise ValueError(f"role given twice: {', '.join(twice)}")
        named = {(f"persons.{r.role}.{field}", value) for r in self.persons for field, value in r.attributes().items()}
        named |= {(f"persons.{r.role}.via.attribute", r.via.attribute) for r in self.persons if r.via}
        named |= {("key", attribute) for attribute in self.key}
        named |= {("newest", self.newest)} if self.newest else set()
        if self.writes:
            named |= {("writes.add", attribute) for attribute in self.writes.add}
            named |= {("writes.keys", attribute) for attribute in self.writes.keys}
            named |= {("writes.change", attribute) for attribute in self.writes.change}
            named |= {("writes.end", self.writes.end.attribute)} if self.writes.end else set()
        if lost := sorted(f"{place}: {value}" for place, value in named if value not in known):
            raise ValueError(f"no column gives the attribute named at {'; '.join(lost)}")
        return self

    def column(self, attribute: str) -> Column:
        """The column that gives an attribute; KeyError if there is none."""
        return self._by_attribute()[attribute]

    def _by_attribute(self) -> dict[str, Column]:
        return {column.attribute: column for column in self.columns}

    def role(self, role: str) -> Role:
        """The role of that name; KeyError if there is none."""
        return {r.role: r for r in self.persons}[role]

    def lookup(self, role: str) -> tuple[str, ...]:
        """Attributes by which a person's rows in a role are found: the key, or what leads to another register."""
        via = self.role(role).via
        return (via.attribute,) if via else self.key
