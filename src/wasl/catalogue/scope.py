"""The names that conditions of a definition may use, with their types."""

from collections.abc import Iterable, Mapping

from wasl.catalogue.conditions import Kind, with_given
from wasl.catalogue.model import Definition, Fact, Page, Question, Type
from wasl.catalogue.surroundings import Surroundings

ALWAYS = {"today": Kind.TIMESTAMP, "channel": Kind.STRING, "for_other": Kind.BOOL}
"""The day of asking, the channel, and whether somebody stands for the person."""
IN_A_CASE = {
    "fee": Kind.INT,
    "paid": Kind.BOOL,
    "co_signed": Kind.BOOL,
    "answered": Kind.BOOL,  # by every register that was asked
    "steps_done": Kind.BOOL,  # all of them
    "steps_failed": Kind.BOOL,  # at least one, for good
}
RESERVED = {
    *ALWAYS,
    *IN_A_CASE,
    "given",
    "true",
    "false",
    "null",
    "in",
    "has",
    "all",
    "exists",
    "map",
    "filter",
    "size",
}

_KINDS = {Type.NUMBER: Kind.INT, Type.MONEY: Kind.INT, Type.DATE: Kind.TIMESTAMP, Type.YES_NO: Kind.BOOL}


def kind_of(question: Question) -> Kind:
    """How conditions see an answer."""
    if question.type is Type.CHOICES or question.many:
        return Kind.LIST
    return _KINDS.get(question.type, Kind.STRING)


def kind_of_fact(fact: Fact, world: Surroundings) -> Kind:
    """How conditions see a fact; text where its source is unknown, which has its own fault."""
    if fact.take in ("count", "any"):
        return Kind.INT if fact.take == "count" else Kind.BOOL
    source = world.source(fact.source)
    return source.kind if source else Kind.STRING


def names_of_questions(questions: Mapping[str, Question]) -> dict[str, Kind]:
    return {key: kind_of(question) for key, question in questions.items()}


def names_before(
    pages: Mapping[str, Page], facts: Mapping[str, Fact], kinds: Mapping[str, Kind], page: str, question: str = ""
) -> dict[str, Kind]:
    """Names that have a meaning when a page, or a question of it, is asked."""
    asked: dict[str, Question] = {}
    for key, one in pages.items():
        if key == page:
            asked.update(_until(one.questions, question))
            break
        asked.update(one.questions)
    usable = [key for key, fact in facts.items() if fact.of is None or fact.of in asked]
    return with_given({**ALWAYS, **names_of_questions(asked), **{key: kinds[key] for key in usable}})


def _until(questions: Mapping[str, Question], last: str) -> dict[str, Question]:
    names = list(questions)
    return {name: questions[name] for name in names[: names.index(last)]} if last else {}


def names_after(questions: Mapping[str, Question], facts: Mapping[str, Kind], *, in_a_case: bool) -> dict[str, Kind]:
    """Names for rules and, with those of a case, for its workflow."""
    return with_given({**ALWAYS, **(IN_A_CASE if in_a_case else {}), **names_of_questions(questions), **facts})


def fact_kinds(facts: Mapping[str, Fact], world: Surroundings) -> dict[str, Kind]:
    return {key: kind_of_fact(fact, world) for key, fact in facts.items()}


def of_definition(definition: Definition, *, in_a_case: bool = False) -> dict[str, Kind]:
    kinds = {key: Kind(kind) for key, kind in definition.kinds.items()}
    return names_after(definition.questions(), kinds, in_a_case=in_a_case)


def in_order(pages: Mapping[str, Page], files: Iterable[Iterable[str]]) -> dict[str, Page]:
    """Pages as they are asked: first those of the lowest archetype, then what each file above adds.

    A page that says `before` stands before that page, every other one after all that are there already.
    """
    order: list[str] = []
    for key in (key for keys in files for key in keys):
        if key in pages and key not in order:
            before = pages[key].before
            order.insert(order.index(before) if before in order else len(order), key)
    return {key: pages[key] for key in order}
