"""Answers and actions that lead through a definition: the beginning of an example, out of the definition alone."""

from collections import deque
from datetime import date
from typing import Any

from wasl.catalogue.acting import actions
from wasl.catalogue.conditions import Value
from wasl.catalogue.examples import GOES_WELL
from wasl.catalogue.model import Definition, Question, Type, Who
from wasl.catalogue.ruling import eligible, fees, total
from wasl.catalogue.surroundings import Surroundings
from wasl.catalogue.walking import Circumstances, Path, path

_SAMPLES: dict[Type, Any] = {
    Type.TEXT: "نص",
    Type.LONG_TEXT: "نص",
    Type.DATE: "2020-01-01",
    Type.YES_NO: True,
    Type.TELEPHONE: "0100000000",
    Type.EMAIL: "name@example.org",
    Type.ADDRESS: "عنوان",
    Type.FILE: "file-1",
    Type.ROW: "row-1",
    Type.RELATIVE: "relative-1",
    Type.APPOINTMENT: "2026-06-01T10:00",
}


def sample(question: Question, world: Surroundings) -> Any:
    """An answer that fits a question."""
    if question.type in (Type.NUMBER, Type.MONEY):
        return question.smallest or min(question.largest or 1, 1)
    value = _SAMPLES.get(question.type)
    if question.type is Type.NATIONAL_NUMBER:
        value = _number(world, nth=0 if question.source else 1)
    if question.type is Type.GOVERNORATE:
        value = next(iter(world.country.governorates))
    if isinstance(question.options, tuple):
        value = question.options[0]
    elif question.options:
        value = next(iter(world.country.code_lists[question.options]))
    return [value] if question.many or question.type is Type.CHOICES else value


def _number(world: Surroundings, *, nth: int) -> str:
    """A made-up person's: the first is who asks, the second somebody else."""
    place = next(iter(world.country.governorates))
    return world.country.identifier.make(date(1985, 1, 1), place, "female", nth=nth)


def sample_example(definition: Definition, world: Surroundings, on: date) -> dict[str, Any]:
    """An example in which every required question is answered by the person, and the case goes the shortest way."""
    answers: dict[str, Any] = {}
    around = Circumstances(on)
    way = path(definition, answers, {}, around)
    while missing := [one for page in way.pages for one in page.questions if one.missing and one.key not in answers]:
        answers |= {one.key: sample(one.question, world) for one in missing}
        way = path(definition, answers, {}, around)
    fee = total(fees(definition, way.values, on))
    failing = [one.key for one in eligible(definition, way.values, on) if one.holds is False]
    walked, end = shortest(definition, way, fee or 0)
    found = {
        "name": "the shortest way",
        "as_of": on,
        "answers": answers,
        "pages": [page.key for page in way.pages],
        "stop": way.stop,
        "not_eligible": failing,
        "fee": fee,
        "actions": walked,
        "ends_in": end,
    }
    return {key: value for key, value in found.items() if value not in (None, [], {}, "")}


def shortest(definition: Definition, way: Path, fee: int) -> tuple[list[str], str | None]:
    """The fewest actions from the start to a state in which the case is granted, and that state."""
    queue: deque[tuple[str, tuple[str, ...], bool, bool]] = deque([(definition.workflow.start, (), fee == 0, False)])
    seen = set[tuple[str, bool, bool]]()
    while queue:
        state, done, paid, signed = queue.popleft()
        if definition.workflow.states[state].final == "granted":
            return list(done), state
        if (state, paid, signed) in seen:
            continue
        seen.add((state, paid, signed))
        values: dict[str, Value] = {**way.values, "fee": fee, "paid": paid, "co_signed": signed, **GOES_WELL}
        for who in Who:
            for key, one in actions(definition, state, who, values).items():
                queue.append(
                    (one.to, (*done, key), paid or "payment" in one.needs, signed or "co-signature" in one.needs)
                )
    return [], None
