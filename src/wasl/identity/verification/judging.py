"""From agreement to one word. Whatever is not to be told is left out here, so that nothing after it can tell it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wasl.identity.verification.answer import Verdict
from wasl.identity.verification.comparing import held_against
from wasl.identity.verification.question import Question
from wasl.identity.verification.terms import Fact, Scale, Terms
from wasl.linkage import Alike
from wasl.persons.api import Heard, Vouched


@dataclass(frozen=True)
class Judged:
    """What may be told. A no is one and the same, whether nobody bears the number or somebody else does."""

    verdict: Verdict
    score: int = 0
    refer: bool = False
    facts: Mapping[Fact, Alike] | None = None


def judged(asked: Question, heard: Heard, terms: Terms, scale: Scale) -> Judged:
    held = [(person, held_against(asked.facts, person, terms)) for person in heard.persons or (None,)]
    person, best = max(held, key=lambda one: points(one[1].facts, scale))
    score = points(best.facts, scale)
    verdict = _by(score, scale)
    if verdict == Verdict.NO or person is None or _nobody_alive(person, heard.persons):
        return Judged(Verdict.NO, refer=verdict != Verdict.NO)
    refer = person.provisional or bool(best.disputed)
    told = score // scale.step * scale.step
    return Judged(Verdict.PARTLY if refer or heard.life_unknown else verdict, told, refer, best.facts)


def points(facts: Mapping[Fact, Alike], scale: Scale) -> int:
    """0-100. What cannot be compared counts nothing; another fact that agrees never lowers it."""
    return max(0, min(100, sum(_worth(fact, level, scale) for fact, level in facts.items())))


def _worth(fact: Fact, level: Alike, scale: Scale) -> int:
    of = scale.points[fact]
    return {Alike.SAME: of.agree, Alike.CLOSE: of.close, Alike.DIFFERENT: -of.differ, Alike.SILENT: 0}[level]


def _by(score: int, scale: Scale) -> Verdict:
    if score >= scale.yes_from:
        return Verdict.YES
    return Verdict.PARTLY if score >= scale.partly_from else Verdict.NO


def _nobody_alive(person: Vouched, bearers: Sequence[Vouched]) -> bool:
    """Somebody dead, gone from the spine, or one of several under one number: nobody may pass for them."""
    return person.deceased or person.gone or len(bearers) > 1


def silent(judged: Judged) -> tuple[Fact, ...]:
    """Asked facts that could not be compared; none with a no."""
    return tuple(fact for fact, level in (judged.facts or {}).items() if level == Alike.SILENT)
