"""What a service's folder may say, after its archetype is merged in. Guide: docs/guides/service-owner.md."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from wasl.core.text import Text, Words

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=80)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]  # a name that conditions can use
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([_-][A-Za-z0-9]+)*$")]
Condition = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]  # CEL


class Who(StrEnum):
    """Who may act in a case."""

    CITIZEN = "citizen"  # or who lawfully stands for them
    CASE_WORKER = "case-worker"
    OFFICE_HEAD = "office-head"
    AGENT = "agent"  # at a counter or in the call centre
    SYSTEM = "system"  # by itself, as soon as `when` holds


class Type(StrEnum):
    """What is asked for, and how it is written."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    NUMBER = "number"  # a whole number
    MONEY = "money"  # in minor units
    DATE = "date"
    YES_NO = "yes-no"
    CHOICE = "choice"
    CHOICES = "choices"
    NATIONAL_NUMBER = "national-number"
    TELEPHONE = "telephone"
    EMAIL = "e-mail"
    GOVERNORATE = "governorate"
    ADDRESS = "address"
    FILE = "file"
    ROW = "row"  # one of one's own rows in a register
    RELATIVE = "relative"  # one of one's own family
    APPOINTMENT = "appointment"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reference(_Part):
    """A law or decree that something rests on."""

    reference: Text
    source: Words | None = None  # where it can be read
    assumed: bool = False  # True = our guess; nobody has confirmed it


class Span(_Part):
    """A term in the working time of the country's calendar."""

    working_hours: int | None = Field(None, ge=1, le=10_000)
    working_days: int | None = Field(None, ge=1, le=1_000)
    assumed: bool = False

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if (self.working_hours is None) == (self.working_days is None):
            raise ValueError("a term is given in working_hours or in working_days")
        return self


class Fact(_Part):
    """What conditions know out of a register, under its key.

    `one` is the value of the person's single row, or of the row chosen in the question `of`; `sum` and `count` go over
    all rows that `where` leaves; `any` says whether there is one. With `of`, rows of another register are those that
    agree with the chosen row in the attribute that people know it by; of a relative, they are the relative's.
    """

    source: Words  # register.attribute, or a concept
    role: Slug | None = None
    of: Key | None = None  # a question of type row or relative
    take: Literal["one", "sum", "count", "any"] = "one"
    where: dict[Key, tuple[Words, ...]] = {}  # attribute: values, as the register's codes


class Issued(_Part):
    """A document that the service gives."""

    key: Key
    valid_months: int | None = Field(None, ge=1)


class Service(_Part):
    """service.yaml."""

    id: Code  # as in services.csv
    unlisted: bool = False  # True = not in services.csv
    extends: Slug | None = None
    agency: Slug
    sector: Key
    life_events: tuple[Slug, ...] = ()
    audience: tuple[Literal["citizen", "foreigner", "company", "lawyer", "abroad"], ...] = ("citizen",)
    legal: tuple[Reference, ...] = ()
    term: Span | None = None  # from sending to the decision; none = answered at once
    channels: tuple[Literal["portal", "app", "counter", "callcentre", "api"], ...] = Field(min_length=1)
    assurance: Literal["none", "low", "substantial", "high"]  # none = needs no account
    for_others: tuple[Literal["child", "mandate", "company"], ...] = ()
    purpose: Slug | None = None  # for which registers are read; none = nothing is read
    co_sign: bool = False
    declaration: bool = False
    issues: tuple[Issued, ...] = ()
    writes_to: tuple[Slug, ...] = ()
    facts: dict[Key, Fact] = {}
    shows: tuple[Words, ...] = ()  # what an inquiry answers: facts, register.attribute of the person or the chosen row
    assumed: bool = True  # True = our reading of the service; its owner has not confirmed it


class Question(_Part):
    """One question of a page."""

    type: Type
    optional: bool = False
    required_if: Condition | None = None
    show_if: Condition | None = None
    source: Words | None = None  # register.attribute, or a concept
    role: Slug | None = None  # in which the person stands in that register
    of: Key | None = None  # the row or relative, chosen in an earlier question, whose value it is
    locked: bool = False  # shown from the register, not asked; asked only where the register is silent
    options: Slug | tuple[Slug, ...] | None = None  # a code list of the pack, or own values with their texts
    many: bool = False  # several rows, relatives or files
    relations: tuple[Literal["child", "spouse", "father", "mother"], ...] = ()
    where: dict[Key, tuple[Words, ...]] = {}  # rows offered: attribute: values
    smallest: int | None = None
    largest: int | None = None
    longest: int = Field(200, ge=1, le=10_000)  # letters
    accept: tuple[Literal["pdf", "jpeg", "png"], ...] = ("pdf", "jpeg", "png")
    largest_mb: int = Field(5, ge=1, le=20)


class Page(_Part):
    """One page, asked as a whole."""

    before: Key | None = None  # stands before this page of the archetype; otherwise after all of them
    show_if: Condition | None = None
    stop_if: Condition | None = None  # who fits it goes no further, and is told why
    questions: dict[Key, Question] = Field(min_length=1)


class Pages(_Part):
    """pages.yaml."""

    pages: dict[Key, Page] = {}


class WriteBack(_Part):
    """What a decision changes in a register, once."""

    register_: Slug = Field(alias="register")
    operation: Literal["add", "change", "end"]
    row: Key | None = None  # the question that chose the row; none = a new row, or the person's single one
    values: dict[Key, Condition] = {}  # attribute: CEL
    undo: Literal["restore", "end", "none"]  # what takes it back where a later step fails


class State(_Part):
    """Where a case can stand."""

    who: Who  # has it
    office: Slug | None = None  # an agency other than the service's
    clock: Span | None = None
    final: Literal["granted", "refused", "withdrawn"] | None = None
    steps: tuple[Key, ...] = ()  # done side by side while a case stands here


class Step(_Part):
    """A part of a state that has its own agency, clock and outcome."""

    office: Slug
    when: Condition | None = None
    clock: Span
    write_back: WriteBack


class Action(_Part):
    """One way from states to a state."""

    from_: tuple[Key, ...] = Field(alias="from", min_length=1)
    to: Key
    by: tuple[Who, ...] = Field(min_length=1)
    when: Condition | None = None
    needs: tuple[Literal["reason", "payment", "appointment", "document", "co-signature", "decision", "correction"], ...]
    message: bool = False  # the citizen is told; the text is action.<key>.message
    write_back: tuple[WriteBack, ...] = ()


class Workflow(_Part):
    """workflow.yaml."""

    start: Key
    states: dict[Key, State] = Field(min_length=1)
    steps: dict[Key, Step] = {}
    actions: dict[Key, Action] = {}


class _Dated(_Part):
    from_: date = Field(alias="from")
    to: date | None = None  # last day
    legal: Text | None = None
    source: Words | None = None
    assumed: bool = False

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if self.to and self.to < self.from_:
            raise ValueError(f"to {self.to} is before from {self.from_}")
        if self.legal is None and not self.assumed:
            raise ValueError("a rule rests on legal: {ar, en}, or is marked assumed: true")
        return self

    def holds_on(self, day: date) -> bool:
        return self.from_ <= day and (self.to is None or day <= self.to)


class Eligibility(_Dated):
    """One version of a rule: who fits `condition` may have the service."""

    condition: Condition = Field(alias="if")


class Fee(_Dated):
    """One version of a line of the fee."""

    amount: Annotated[int, Field(ge=0)] | Condition  # minor units, or CEL that gives them
    when: Condition | None = None
    demo: bool = False  # True = a figure for demonstration


class Sign(_Dated):
    """for_you.yaml: what in a person's row makes a service worth naming to them."""

    service: Slug
    register_: Slug = Field(alias="register")
    roles: tuple[Slug, ...] = Field(min_length=1)  # in which the person stands in the row
    reads: tuple[Key, ...] = Field(min_length=1)  # attributes; the condition names them, and the person is shown them
    condition: Condition = Field(alias="if")
    reason: Text


class Rules(_Part):
    """rules.yaml: each key with its versions in time."""

    eligibility: dict[Key, tuple[Eligibility, ...]] = {}
    fees: dict[Key, tuple[Fee, ...]] = {}


class Texts(_Part):
    """All texts by language and key."""

    ar: dict[str, str]
    en: dict[str, str]

    def get(self, key: str) -> Text | None:
        return Text(ar=self.ar[key], en=self.en[key]) if key in self.ar and key in self.en else None

    def __getitem__(self, key: str) -> Text:
        """Raises KeyError for a key that no text has."""
        return Text(ar=self.ar[key], en=self.en[key])


class Definition(_Part):
    """A service, whole: what a case is bound to for life."""

    slug: Slug
    service: Service
    pages: dict[Key, Page]
    workflow: Workflow
    rules: Rules
    texts: Texts
    words: tuple[str, ...]  # how people call it, in any language
    kinds: dict[Key, str]  # types of the facts, as their registers had them

    @property
    def title(self) -> Text:
        return self.texts["title"]

    def questions(self) -> dict[str, Question]:
        return {key: question for page in self.pages.values() for key, question in page.questions.items()}


class Example(_Part):
    """Given answers and facts, and what must follow from them."""

    name: Words
    as_of: date
    facts: dict[str, object] = {}  # fact key, register.attribute or concept: value
    answers: dict[str, object] = {}
    pages: tuple[Key, ...]
    stop: Key | None = None
    not_eligible: tuple[Key, ...] = ()  # rules that fail
    fee: int | None = None  # minor units
    actions: tuple[Key, ...] = ()  # done one after the other
    ends_in: Key | None = None
