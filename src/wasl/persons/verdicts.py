"""When stewards' opinions settle a pair, and what a row's links are then. Pure: nothing here reads or writes.

What holds of a row follows from the engine's answer and the standing opinions alone, so that withdrawing an opinion
leaves exactly what would be without it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wasl.persons.models import Opinion

Verdict = Opinion.Verdict

LIKELY, UNLIKELY = 0.8, 0.2
"""Against a leaning as strong as this, one steward's word does not suffice."""

STEWARD = "steward"
"""The method of a link that stewards made."""


class Asks(StrEnum):
    """Whose word a pair waits for."""

    FIRST = "first"
    SECOND = "second"  # one has spoken, against what the engine is nearly sure of
    THIRD = "third"  # two disagree


@dataclass(frozen=True)
class Answer:
    """The engine's word on a row and a person: a link, or an unsure pair."""

    person: int
    linked: bool
    probability: float
    weight: float | None
    method: str
    reason: str | None
    run: int
    use: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """What holds of a row: its links and its unsure pairs."""

    links: tuple[Answer, ...]
    unsure: tuple[Answer, ...]


def settled(verdicts: Iterable[Verdict], probability: float | None) -> Verdict | None:
    """The verdict that holds, or None while another steward is needed. Order does not matter.

    >>> settled([Verdict.SAME], 0.5).value, settled([Verdict.DIFFERENT], 0.97)
    ('same', None)
    >>> settled([Verdict.DIFFERENT, Verdict.SAME, Verdict.DIFFERENT], 0.97).value
    'different'
    """
    given = [verdict for verdict in verdicts if verdict != Verdict.UNCLEAR]
    same, different = given.count(Verdict.SAME), given.count(Verdict.DIFFERENT)
    if same == different:
        return None
    verdict = Verdict.SAME if same > different else Verdict.DIFFERENT
    return None if len(given) == 1 and against(verdict, probability) else verdict


def against(verdict: Verdict, probability: float | None) -> bool:
    """Whether a verdict contradicts what the engine is nearly sure of. What it never thought of, it leans against."""
    leaning = 0.0 if probability is None else probability
    return leaning >= LIKELY if verdict == Verdict.DIFFERENT else leaning <= UNLIKELY


def asks(verdicts: Sequence[Verdict]) -> Asks:
    """Of a pair that is not settled.

    >>> asks([]), asks([Verdict.SAME]), asks([Verdict.SAME, Verdict.DIFFERENT])
    (<Asks.FIRST: 'first'>, <Asks.SECOND: 'second'>, <Asks.THIRD: 'third'>)
    """
    given = [verdict for verdict in verdicts if verdict != Verdict.UNCLEAR]
    return Asks.FIRST if not given else Asks.SECOND if len(given) == 1 else Asks.THIRD


def outcome(answers: Iterable[Answer], verdicts: Mapping[int, Verdict], run: int) -> Outcome:
    """What holds of a row, given the engine's answers and the settled verdicts by person. `run` is noted on a link that
    only stewards know of.

    Raises ValueError where two persons are said to be the same row's.
    """
    known = {answer.person: answer for answer in answers}
    same = [person for person, verdict in verdicts.items() if verdict == Verdict.SAME]
    if len(same) > 1:
        raise ValueError("a row is one person's")
    if same:
        return Outcome((_by_stewards(known.get(same[0]), same[0], run),), ())
    left = [a for a in known.values() if verdicts.get(a.person) != Verdict.DIFFERENT]
    return Outcome(tuple(a for a in left if a.linked), tuple(a for a in left if not a.linked))


def _by_stewards(answer: Answer | None, person: int, run: int) -> Answer:
    if answer is None:
        return Answer(person, True, 1.0, None, STEWARD, None, run)
    return Answer(person, True, 1.0, answer.weight, STEWARD, answer.reason, answer.run)
