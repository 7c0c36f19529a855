"""Services as programs read of them: the definition that a case would be bound to, without what is the store's own."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from ninja import Field, Schema

from wasl.catalogue.api import Action, Definition, FeeLine, Question, ServiceVersion, Span, State, tariff
from wasl.core.text import Text
from wasl.country.api import pack


class AgencyOut(Schema):
    id: str
    name: Text

    @classmethod
    def of(cls, agency: str) -> "AgencyOut":
        return cls(id=agency, name=pack().agencies[agency])


class ServiceBriefOut(Schema):
    """What stands in a list."""

    service: str = Field(description="Its slug")
    title: Text
    summary: Text
    agency: AgencyOut
    life_events: list[str]
    audience: list[str]
    channels: list[str] = Field(description="Where it can be asked for; `api` among them: by a program")
    assurance: str = Field(description="The least level of a sign-in: none, low, substantial or high")

    @classmethod
    def of(cls, definition: Definition) -> "ServiceBriefOut":
        return cls(**_brief(definition))


def _brief(definition: Definition) -> dict[str, Any]:
    service = definition.service
    return {
        "service": definition.slug,
        "title": definition.title,
        "summary": definition.texts["summary"],
        "agency": AgencyOut.of(service.agency),
        "life_events": list(service.life_events),
        "audience": list(service.audience),
        "channels": list(service.channels),
        "assurance": service.assurance,
    }


class OptionOut(Schema):
    value: str
    label: Text


class QuestionOut(Schema):
    """`show_if` and `required_if` are conditions in CEL over the keys of questions and facts."""

    key: str
    label: Text
    hint: Text | None
    type: str
    optional: bool
    show_if: str | None
    required_if: str | None
    source: str | None = Field(description="Where the state knows it: register.attribute, or a concept")
    of: str | None = Field(description="The question that chose the row or relative whose value it is")
    locked: bool = Field(description="Shown from the register; asked only where that is silent")
    options: list[OptionOut]
    code_list: str | None = Field(description="Where the options are a list of the country's; the draft spells it out")
    many: bool
    smallest: int | None
    largest: int | None
    longest: int
    accept: list[str]
    largest_mb: int

    @classmethod
    def told(cls, key: str, question: Question, definition: Definition) -> "QuestionOut":
        own = question.options if isinstance(question.options, tuple) else ()
        texts = definition.texts
        same = ("optional", "show_if", "required_if", "source", "of", "locked", "many", "smallest", "largest")
        return cls(
            key=key,
            label=texts[f"question.{key}"],
            hint=texts.get(f"question.{key}.hint"),
            type=question.type,
            options=[OptionOut(value=one, label=texts[f"option.{key}.{one}"]) for one in own],
            code_list=question.options if isinstance(question.options, str) else None,
            longest=question.longest,
            accept=list(question.accept),
            largest_mb=question.largest_mb,
            **{name: getattr(question, name) for name in same},
        )


class ServicePageOut(Schema):
    key: str
    title: Text
    show_if: str | None
    stop_if: str | None = Field(description="Who fits it goes no further")
    stop: Text | None
    questions: list[QuestionOut]


class RuleOut(Schema):
    key: str
    text: Text
    legal: Text | None
    since: date
    until: date | None
    assumed: bool = Field(description="Our reading, which nobody has confirmed")


class FeeOut(Schema):
    key: str
    text: Text
    amount: int | None = Field(description="Minor units; none where it depends on the answers")
    currency: str
    demo: bool = Field(description="A figure for demonstration")
    assumed: bool

    @classmethod
    def of(cls, line: FeeLine) -> "FeeOut":
        fee = line.fee
        return cls(
            key=line.key,
            text=line.text,
            amount=line.amount,
            currency=pack().currency.code,
            demo=fee.demo,
            assumed=fee.assumed,
        )


class SpanOut(Schema):
    """In the working time of the country's calendar."""

    working_days: int | None
    working_hours: int | None
    assumed: bool

    @classmethod
    def of(cls, span: Span | None) -> "SpanOut | None":
        return cls(**span.model_dump()) if span else None


class StateOut(Schema):
    key: str
    title: Text
    who: str = Field(description="Has the case: citizen, case-worker, office-head, agent or system")
    office: str | None
    term: SpanOut | None
    final: str | None

    @classmethod
    def of(cls, key: str, state: State, definition: Definition) -> "StateOut":
        return cls(
            key=key,
            title=definition.texts[f"state.{key}"],
            who=state.who,
            office=state.office,
            term=SpanOut.of(state.clock),
            final=state.final,
        )


class WayOut(Schema):
    """One way from states to a state."""

    key: str
    title: Text
    begins_in: list[str]
    leads_to: str
    by: list[str]
    when: str | None
    needs: list[str]

    @classmethod
    def of(cls, key: str, action: Action, definition: Definition) -> "WayOut":
        return cls(
            key=key,
            title=definition.texts[f"action.{key}"],
            begins_in=list(action.from_),
            leads_to=action.to,
            by=list(action.by),
            when=action.when,
            needs=list(action.needs),
        )


class IssuedOut(Schema):
    key: str
    title: Text | None
    valid_months: int | None


class LegalOut(Schema):
    reference: Text
    source: str | None
    assumed: bool


class ServiceOut(ServiceBriefOut):
    """One version, whole."""

    version: int
    stage: str = Field(description="live, or archived: cases that began with it go on")
    published: datetime | None
    for_others: list[str]
    purpose: str | None = Field(description="For which registers are read; none: nothing is read")
    term: SpanOut | None
    declaration: Text | None = Field(description="What is declared with `declared` when it is sent")
    co_sign: bool
    legal: list[LegalOut]
    assumed: bool = Field(description="Our reading of the service; its owner has not confirmed it")
    issues: list[IssuedOut]
    writes_to: list[str]
    pages: list[ServicePageOut]
    rules: list[RuleOut]
    fees: list[FeeOut]
    start: str
    states: list[StateOut]
    actions: list[WayOut]
    words: list[str]

    @classmethod
    def of_version(cls, kept: ServiceVersion, definition: Definition) -> "ServiceOut":
        service, texts, flow = definition.service, definition.texts, definition.workflow
        issues = [
            IssuedOut(key=one.key, title=texts.get(f"document.{one.key}"), valid_months=one.valid_months)
            for one in service.issues
        ]
        return cls(
            **_brief(definition),
            version=kept.number,
            stage=kept.stage,
            published=kept.published_at,
            for_others=list(service.for_others),
            purpose=service.purpose,
            term=SpanOut.of(service.term),
            declaration=texts["declaration"] if service.declaration else None,
            co_sign=service.co_sign,
            legal=[LegalOut(**one.model_dump()) for one in service.legal],
            assumed=service.assumed,
            issues=issues,
            writes_to=list(service.writes_to),
            pages=list(_pages(definition)),
            rules=list(_rules(definition, _today())),
            fees=[FeeOut.of(line) for line in tariff(definition, _today())],
            start=flow.start,
            states=[StateOut.of(key, one, definition) for key, one in flow.states.items()],
            actions=[WayOut.of(key, one, definition) for key, one in flow.actions.items()],
            words=list(definition.words),
        )


class VersionOut(Schema):
    version: int
    stage: str
    published: datetime | None
    digest: str = Field(description="SHA-256 of the definition: a published version never changes")

    @classmethod
    def of(cls, kept: ServiceVersion) -> "VersionOut":
        return cls(version=kept.number, stage=kept.stage, published=kept.published_at, digest=kept.digest)


def _pages(definition: Definition) -> Iterator[ServicePageOut]:
    for key, page in definition.pages.items():
        yield ServicePageOut(
            key=key,
            title=definition.texts[f"page.{key}"],
            show_if=page.show_if,
            stop_if=page.stop_if,
            stop=definition.texts.get(f"page.{key}.stop"),
            questions=[QuestionOut.told(name, one, definition) for name, one in page.questions.items()],
        )


def _rules(definition: Definition, on: date) -> Iterator[RuleOut]:
    for key, versions in definition.rules.eligibility.items():
        for rule in versions:
            if rule.holds_on(on):
                text = definition.texts[f"rule.{key}"]
                since, until = rule.from_, rule.to
                yield RuleOut(key=key, text=text, legal=rule.legal, since=since, until=until, assumed=rule.assumed)


def _today() -> date:
    return pack().calendar.today(datetime.now(UTC))
