"""What a country pack may say: the shapes of its files, and the pack as a whole."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from wasl.core.text import Text, Words
from wasl.country.calendar import Calendar, Holiday, OfficeHours, Weekday
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


class HelpLine(_Part):
    """Whom anybody may call about services."""

    number: Words  # as it is dialled inside the country
    name: Text
    source: Words | None = None
    assumed: bool  # True = nobody has confirmed it


class Profile(_Part):
    """pack.yaml."""

    code: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")]  # ISO 3166-1 alpha-2
    name: Text
    languages: tuple[Literal["ar", "en"], ...] = Field(min_length=1)  # first = first shown
    currency: Currency
    timezone: Words  # IANA
    weekend: tuple[Weekday, ...] = ("saturday", "sunday")
    office_hours: OfficeHours = OfficeHours()
    holidays: tuple[Holiday, ...] = ()
    spine: Slug  # the register that every other one is linked to
    age_of_majority: int = Field(ge=1, le=99)  # from that birthday on, nobody consents in their name
    help_line: HelpLine | None = None
    consent_purpose: Slug | None = None  # for which a GovStack client finds whose consent it is
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
    keep_days: int = Field(ge=1)  # how long what was seen for it may be kept in a case file
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


class WithheldRows(_Part):
    """Rows of a register that stay closed: those whose attribute has one of these values."""

    register_: Slug = Field(alias="register")
    attribute: Attribute
    values: tuple[Words, ...] = Field(min_length=1)


class PolicyRule(_Part):
    """One rule of policies.yaml, under its id: who may see what, for which purpose, on what ground.

    An attribute that the purpose's sections hold is seen where a rule that permits it fits the look and no rule that
    refuses it does. A list that is left empty sets no condition, except `roles` and `sections`, which are always named.
    """

    purpose: Slug
    effect: Literal["permit", "refuse"] = "permit"
    roles: tuple[Slug, ...] = Field(min_length=1)
    offices: tuple[Slug, ...] = ()  # agencies
    channels: tuple[Slug, ...] = ()
    assurance: Literal["low", "substantial", "high"] = "low"  # at least
    case: Literal["any", "required"] = "any"
    case_kinds: tuple[Slug, ...] = ()
    sections: tuple[Slug, ...] = Field(min_length=1)
    only: tuple[Attribute, ...] = ()  # attributes or concepts; none: all of the sections
    sensitive: Literal["all"] | tuple[Attribute, ...] = ()  # sensitive attributes or concepts are covered by name alone
    masked: tuple[Attribute, ...] = ()  # attributes or concepts that are shown in part
    withheld: tuple[WithheldRows, ...] = ()  # rows that stay closed although the register is open
    basis: Literal["law", "consent"]
    emergency: bool = False  # opens without consent when life is at stake; to be justified afterwards
    legal_basis: Text | None = None  # the purpose's, where left out
    source: Words | None = None
    assumed: bool
    valid_from: date
    valid_to: date | None = None  # last day

    @model_validator(mode="after")
    def _says_what_it_means(self) -> Self:
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} is before valid_from {self.valid_from}")
        if self.case_kinds and self.case == "any":
            raise ValueError("case_kinds goes together with case: required")
        if self.effect == "refuse" and (self.basis == "consent" or self.masked or self.withheld or self.emergency):
            raise ValueError("a rule that refuses has basis: law and neither masked, withheld nor emergency")
        return self

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class CaseKind(_Part):
    """Cases whose number has this form are of this kind."""

    name: Text
    number: Words  # regular expression for the whole number


class PolicyExample(_Part):
    """A look, and what the policies must say of each section."""

    name: Text
    purpose: Slug
    role: Slug
    office: Slug | None = None
    channel: Slug = "backoffice"
    assurance: Literal["low", "substantial", "high"] = "low"
    case: Words | None = None
    emergency: bool = False
    consented: tuple[Slug, ...] = ()  # sections that the person has consented to
    sees: tuple[Slug, ...] = ()  # sections of which something is seen
    sees_attributes: tuple[Attribute, ...] = ()  # sensitive attributes or concepts that must be among what is seen
    closed: dict[Slug, Words] = {}  # section: words that the refusal must contain, in English


class Policies(_Part):
    """policies.yaml."""

    case_kinds: dict[Slug, CaseKind] = {}
    rules: dict[Slug, PolicyRule]
    examples: tuple[PolicyExample, ...] = ()


class AgreementEntry(_Part):
    """What people are asked to agree to, as agreements.yaml tells it, under its slug."""

    title: Text
    text: Text
    purpose: Slug
    sections: tuple[Slug, ...] = Field(min_length=1)
    sensitive: tuple[Attribute, ...] = ()  # sensitive attributes, concepts, or whole sections that it covers
    term_days: int | None = Field(None, ge=1, le=36_500)  # none: until withdrawn
    forgettable: bool = False  # no trace need remain after withdrawal
    source: Words | None = None
    assumed: bool


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
Sectors = dict[Attribute, Text]
Concepts = dict[Attribute, Concept]
Purposes = dict[Slug, PurposeEntry]
Agreements = dict[Slug, AgreementEntry]
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
    sectors: Sectors  # of services, in the order in which they are shown
    concepts: Concepts
    code_lists: dict[str, CodeList]  # in the order in which codes are shown
    purposes: dict[str, Purpose]
    policies: Policies
    agreements: dict[str, AgreementEntry]
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

    @cached_property
    def calendar(self) -> Calendar:
        """The country's working days and hours."""
        profile = self.profile
        return Calendar(ZoneInfo(profile.timezone), profile.weekend, profile.office_hours, profile.holidays)

    def in_office_hours(self, instant: datetime) -> bool:
        return self.calendar.in_office_hours(instant)

    def working_days_after(self, day: date, count: int) -> date:
        return self.calendar.working_days_after(day, count)
