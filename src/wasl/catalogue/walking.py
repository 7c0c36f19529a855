"""The way of one person through the pages: what is asked, what the state knew, and where it ends.

A page is on the path where its condition holds with what is known before it. Answers to questions off the path are
absent, whatever was sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from wasl.catalogue.conditions import MAX_INT, Kind, Value, holds
from wasl.catalogue.model import Definition, Page, Question, Type
from wasl.catalogue.scope import kind_of, of_definition

Given = Mapping[str, object]


@dataclass(frozen=True)
class Asked:
    """A question on the path."""

    key: str
    question: Question
    value: Value | None
    from_register: bool  # the value is the register's
    required: bool
    unfit: bool  # an answer was given that does not fit the type; it counts as absent

    @property
    def missing(self) -> bool:
        return self.required and self.value is None


@dataclass(frozen=True)
class Shown:
    """A page on the path."""

    key: str
    questions: tuple[Asked, ...]

    @property
    def complete(self) -> bool:
        return not any(asked.missing or asked.unfit for asked in self.questions)


@dataclass(frozen=True)
class Path:
    """Pages in their order, up to and with the one that stops the person."""

    pages: tuple[Shown, ...]
    stop: str | None  # page at which the service ends for this person
    values: dict[str, Value]  # of questions on the path, and the facts

    @property
    def next_page(self) -> str | None:
        """The first page on which something is still missing; None when all is answered or the path stops."""
        return next((page.key for page in self.pages if not page.complete), None)

    @property
    def complete(self) -> bool:
        return self.stop is None and self.next_page is None


@dataclass(frozen=True)
class Circumstances:
    """What is known beside the answers."""

    on: date
    channel: str = "portal"
    for_other: bool = False

    def values(self) -> dict[str, Value]:
        return {"today": self.on, "channel": self.channel, "for_other": self.for_other}


def path(definition: Definition, answers: Given, facts: Given, around: Circumstances) -> Path:
    """The way through the pages with these answers.

    `facts`: what registers gave, under a fact's key, or under the source of a question (register.attribute, concept),
    or under the question's own key where that source is read `of` a row or a relative.
    """
    names = of_definition(definition)
    values: dict[str, Value] = {**around.values(), **_known_facts(definition, facts)}
    shown: list[Shown] = []
    for key, page in definition.pages.items():
        if not holds(page.show_if, names, values):
            continue
        shown.append(Shown(key, tuple(_asked(page, answers, facts, names, values))))
        if page.stop_if and holds(page.stop_if, names, values):
            return Path(tuple(shown), key, values)
    return Path(tuple(shown), None, values)


def _known_facts(definition: Definition, facts: Given) -> dict[str, Value]:
    fitting = {key: fit(facts.get(key), Kind(kind)) for key, kind in definition.kinds.items()}
    return {key: value for key, value in fitting.items() if value is not None}


def _asked(
    page: Page, answers: Given, facts: Given, names: Mapping[str, Kind], values: dict[str, Value]
) -> list[Asked]:
    """The questions of a page that are asked; their values join `values`, so that the next may depend on them."""
    asked: list[Asked] = []
    for key, question in page.questions.items():
        if not holds(question.show_if, names, values):
            continue
        one = _one(key, question, answers, facts, required=_required(question, names, values))
        if one.value is not None:
            values[key] = one.value
        asked.append(one)
    return asked


def _required(question: Question, names: Mapping[str, Kind], values: Mapping[str, Value]) -> bool:
    if question.required_if:
        return holds(question.required_if, names, values)
    return not question.optional


def _one(key: str, question: Question, answers: Given, facts: Given, *, required: bool) -> Asked:
    known = fit_answer(_of_register(key, question, facts), question)
    given = answers.get(key)
    if known is not None and (question.locked or given is None):
        return Asked(key, question, known, from_register=True, required=required, unfit=False)
    value = fit_answer(given, question)
    unfit = value is None and given not in (None, "", [])
    return Asked(key, question, value, from_register=False, required=required, unfit=unfit)


def _of_register(key: str, question: Question, facts: Given) -> object:
    if question.source is None or question.type in (Type.ROW, Type.RELATIVE):
        return None
    return facts.get(key) if question.of else facts.get(key, facts.get(question.source))


def fit_answer(value: object, question: Question) -> Value | None:
    """A value as its question takes it; None where it does not fit or nothing is given."""
    fitting = fit(value, kind_of(question))
    if isinstance(question.options, tuple) and fitting is not None:
        chosen = fitting if isinstance(fitting, list) else [fitting]
        return fitting if set(chosen) <= set(question.options) else None
    if isinstance(fitting, str):
        return fitting if len(fitting) <= question.longest else None
    if isinstance(fitting, int) and not isinstance(fitting, bool):
        low, high = question.smallest, question.largest
        return fitting if (low is None or fitting >= low) and (high is None or fitting <= high) else None
    return fitting


def fit(value: object, kind: Kind) -> Value | None:
    """A value of a kind, an ISO date read as one; None for what is empty or of another kind.

    >>> fit("2026-01-31", Kind.TIMESTAMP), fit("31", Kind.INT), fit("", Kind.STRING), fit(["a"], Kind.LIST)
    (datetime.date(2026, 1, 31), None, None, ['a'])
    """
    match kind:
        case Kind.BOOL:
            return value if isinstance(value, bool) else None
        case Kind.INT:
            return value if type(value) is int and -MAX_INT <= value <= MAX_INT else None
        case Kind.DOUBLE:
            return _double(value)
        case Kind.TIMESTAMP:
            return _day(value)
        case Kind.LIST:
            texts = [_text(one) for one in value] if isinstance(value, list) else []
            return [one for one in texts if one] if texts and all(texts) else None
        case Kind.STRING:
            return _text(value)


def _double(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= MAX_INT else None


def _text(value: object) -> str | None:
    """A text that can be written down: halves of characters cannot."""
    if not isinstance(value, str) or any("\ud800" <= letter <= "\udfff" for letter in value):
        return None
    return value.strip() or None


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None
