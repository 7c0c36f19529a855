"""A definition whose shapes are right, and where each piece of it was written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from wasl.catalogue.conditions import Kind, WrongCondition, check, mentioned
from wasl.catalogue.merging import Layers, Loc
from wasl.catalogue.model import Page, Question, Rules, Service, Workflow
from wasl.catalogue.scope import fact_kinds, names_after
from wasl.catalogue.surroundings import Surroundings
from wasl.country.api import Fault, unknown

_ADVICE = {
    "Syntax error": "compare with == != < <= > >=, join with && || !, put texts in single quotes",
    "double": "write whole numbers; amounts stand in the smallest unit of money: 20050, not 200.50",
    "(bool, string)": "a yes-no question is written by its name alone: `sells_food`, or `!sells_food` for no",
}
"""By what the compiler complains of."""


@dataclass(frozen=True)
class Parts:
    """A definition whose shape is right, and where it was written."""

    layers: Layers
    world: Surroundings
    service: Service
    pages: Mapping[str, Page]
    workflow: Workflow
    rules: Rules

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {key: question for page in self.pages.values() for key, question in page.questions.items()}

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Types of the facts."""
        return fact_kinds(self.service.facts, self.world)

    def after(self, *, in_a_case: bool) -> dict[str, Kind]:
        return names_after(self.questions, self.kinds, in_a_case=in_a_case)

    def fault(self, part: str, loc: Loc, what: str, mend: str) -> Fault:
        return self.layers.fault(f"{part}.yaml", loc, what, mend)

    def lost(self, part: str, loc: Loc, name: str, thing: str, known: Iterable[str]) -> Iterator[Fault]:
        """A fault where a name is none of the known."""
        if name not in (choices := list(known)):
            yield self.fault(part, loc, *unknown(name, choices, thing))

    def condition(
        self, part: str, loc: Loc, expression: str | None, names: Mapping[str, Kind], wanted: Kind = Kind.BOOL
    ) -> Iterator[Fault]:
        """A fault where an expression cannot give what is wanted."""
        if expression is None:
            return
        try:
            check(expression, names, wanted)
        except WrongCondition as error:
            yield self.fault(
                part, loc, f"'{expression}' is no condition here: {error}", self._advice(expression, names, str(error))
            )

    def _advice(self, expression: str, names: Mapping[str, Kind], complaint: str) -> str:
        for sign, advice in _ADVICE.items():
            if sign in complaint:
                return advice
        for word in sorted(mentioned(expression)):
            bare = word.removeprefix("given.")
            if bare in {**self.questions, **self.kinds} and bare not in names:
                return f"'{bare}' is not known yet here; ask it on an earlier page, or write the condition without it"
        known = sorted(name for name in names if not name.startswith("given."))
        return f"use these names: {', '.join(f'{name} ({names[name]})' for name in known)}"
