"""How much of what a service asks the state already knows."""

from collections.abc import Iterable
from dataclasses import dataclass

from wasl.catalogue.model import Definition, Question, Type


@dataclass(frozen=True)
class Share:
    """Questions that registers answer, out of all."""

    answered: int
    asked: int

    @property
    def part(self) -> float:
        """Of one; nought where nothing is asked."""
        return self.answered / self.asked if self.asked else 0.0

    @property
    def percent(self) -> float | None:
        """None where nothing is asked."""
        return 100 * self.answered / self.asked if self.asked else None

    def __add__(self, other: "Share") -> "Share":
        return Share(self.answered + other.answered, self.asked + other.asked)


def once_only(definition: Definition) -> Share:
    """Over all questions of one service, whether or not everybody meets them."""
    questions = definition.questions().values()
    return Share(sum(map(_known, questions)), len(questions))


def once_only_over(definitions: Iterable[Definition]) -> Share:
    """Over all questions of several services."""
    return sum(map(once_only, definitions), Share(0, 0))


def _known(question: Question) -> bool:
    """Prefilled, shown, or chosen out of what a register lists."""
    return question.source is not None or question.type is Type.RELATIVE
