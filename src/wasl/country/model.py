"""What a country pack may say: the shapes of its files, and the pack as a whole."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from wasl.core.text import Text, Words
from wasl.country.identifier import IdentifierRules, IdentifierScheme

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Attribute = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([_-][A-Za-z0-9]+)*$")]
Comparison = Literal["exact", "name", "number", "date", "phone", "address", "code"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Currency(_Part):
    code: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]  # ISO 4217
    name: Text
    minor_digits: int = Field(ge=0, le=4)


class Profile(_Part):
    """pack.yaml."""

    code: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")]  # ISO 3166-1 alpha-2
    name: Text
    languages: tuple[Literal["ar", "en"], ...] = Field(min_length=1)  # first = first shown
    currency: Currency
    timezone: Words  # IANA
    spine: Slug  # the register that every other one is linked to
    identifier: IdentifierRules


class Governorate(_Part):
    """A first-level division. `code` is the one that the identifier uses."""

    code: Code = Field(alias="nid_code")
    iso: Words = Field(alias="code_iso")  # ISO 3166-2
    name: Text
    capital: Text
    region: Text = Field(alias="planning_region")
    population: int = Field(gt=0)
    population_year: int
    population_precision: Words
    population_2023_07: int = Field(gt=0)


class City(_Part):
    governorate: Code = Field(alias="nid_code")
    name: Text


class NamePart(_Part):
    """One part of a person's name and a usual Latin spelling of it."""

    kind: Literal["given", "family"]
    gender: Literal["male", "female"] | None = None
    arabic: Words = Field(alias="name_ar")
    latin: Words = Field(alias="name_latin")

    @model_validator(mode="after")
    def _given_names_have_a_gender(self) -> Self:
        if (self.kind == "given") != (self.gender is not None):
            raise ValueError("a given name has a gender, and a family name has none")
        return self


@dataclass(frozen=True)
class Names:
    """Name parts for made-up people."""

    male: tuple[NamePart, ...]
    female: tuple[NamePart, ...]
    family: tuple[NamePart, ...]


class Section(_Part):
    """A part of the picture. Guarded: shown only for a purpose that names it."""

    name: Text
    guarded: bool = False


class Concept(_Part):
    """A fact of a person that several registers hold."""

    name: Text
    compare: Comparison
    codes: Slug | None = None
    section: Slug
    sensitivity: Literal["open", "personal", "sensitive"] | None = None

    @model_validator(mode="after")
    def _codes_are_compared_as_codes(self) -> Self:
        if (self.compare == "code") != (self.codes is not None):
            raise ValueError("compare: code goes together with codes: <code list>")
        return self


class PurposeEntry(_Part):
    """A purpose as purposes.yaml tells it, under its slug."""

    name: Text
    legal_basis: Text
    source: Words | None = None  # where the basis can be read
    assumed: bool  # True = our reading of the law; nobody has confirmed it
    owner: Slug  # agency that answers for it
    sections: tuple[Slug, ...] = Field(min_length=1)
    valid_from: date
    valid_to: date | None = None  # last day

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} is before valid_from {self.valid_from}")
        return self


class Purpose(PurposeEntry):
    """A lawful reason to look at a person, and what may be seen for it."""

    id: Slug

    def holds_on(self, day: date) -> bool:
        """Whether it may be named on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class _Sourced(_Part):
    name: Text
    documented: bool  # False = inferred; nobody has confirmed it
    source: Words


class Service(_Sourced):
    """A service of the state. Evidence: A read from the portal, B listed in public code, C in the press, D inferred."""

    id: Code
    sector: Attribute
    agency: Slug
    evidence: Literal["A", "B", "C", "D"]
    in_pack: bool = Field(alias="pack_170")
    portal_category: Words | None = Field(None, alias="portal_category_ar")  # as the portal writes it
    kind: Attribute
    delivery: Words | None = None
    sla_note: Words | None = None
    documents_listed: int | None = None


class Hub(_Sourced):
    """A digital innovation hub."""

    id: Slug = Field(alias="hub_id")
    governorate: Code = Field(alias="nid_code")
    governorate_en: Words
    host: Words | None = None
    phase: int | None = None
    status: Words


class Programme(_Sourced):
    """A digital capacity-building programme. What no source tells is None."""

    code: Code
    owner: Words
    launched: Words | None = None
    target_group: Words
    category: Words = Field(alias="seed_category")
    duration: Words | None = None
    tracks: Words | None = None
    eligibility: Words | None = None
    partners: Words | None = None
    capacity: Words | None = None


Agencies = dict[Slug, Text]
Sections = dict[Slug, Section]
Concepts = dict[Attribute, Concept]
Purposes = dict[Slug, PurposeEntry]
CodeList = dict[Code, Text]


@dataclass(frozen=True)
class Pack:
    """A country, checked: whatever one part of it names exists in another."""

    folder: Path
    profile: Profile
    identifier: IdentifierScheme
    governorates: dict[str, Governorate]  # by code
    cities: tuple[City, ...]
    agencies: Agencies
    sections: Sections  # in the order in which they are shown
    concepts: Concepts
    code_lists: dict[str, CodeList]  # in the order in which codes are shown
    purposes: dict[str, Purpose]
    register_files: tuple[Path, ...]  # checked by the block `registers`
    names: Names
    services: tuple[Service, ...]
    hubs: tuple[Hub, ...]
    programmes: tuple[Programme, ...]

    @property
    def code(self) -> str:
        return self.profile.code

    @property
    def name(self) -> Text:
        return self.profile.name

    @property
    def languages(self) -> tuple[str, ...]:
        return self.profile.languages

    @property
    def currency(self) -> Currency:
        return self.profile.currency

    @property
    def timezone(self) -> str:
        return self.profile.timezone

    @property
    def spine(self) -> str:
        return self.profile.spine
