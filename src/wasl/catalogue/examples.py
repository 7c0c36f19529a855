"""Runs a definition's examples: what follows from given answers must be what the example says."""

from collections.abc import Iterator

from wasl.catalogue.acting import actions
from wasl.catalogue.conditions import Value
from wasl.catalogue.loading import Loaded
from wasl.catalogue.model import Definition, Example, Who
from wasl.catalogue.ruling import eligible, fees, total
from wasl.catalogue.scope import kind_of
from wasl.catalogue.walking import Circumstances, Path, fit, path
from wasl.country.api import Fault

GOES_WELL: dict[str, Value] = {"steps_done": True, "steps_failed": False, "answered": True}
"""What registers and steps are taken to have done in an example."""


def example_faults(loaded: Loaded) -> Iterator[Fault]:
    """A fault for each thing that turns out otherwise."""
    for place, example in enumerate(loaded.examples):
        for what in _differences(loaded.definition, example):
            mend = "correct the example if the definition is right, else the definition"
            yield loaded.fault(place, f"the example “{example.name}” turns out otherwise: {what}", mend)


def _differences(definition: Definition, example: Example) -> Iterator[str]:
    yield from _strange_names(definition, example)
    way = path(definition, example.answers, example.facts, Circumstances(example.as_of))
    shown = tuple(page.key for page in way.pages)
    if shown != example.pages:
        yield f"the pages are {', '.join(shown)}"
    if way.stop != example.stop:
        yield f"it stops at {way.stop}" if way.stop else "it does not stop"
    for page in way.pages if way.stop is None else ():
        for asked in page.questions:
            if asked.missing or asked.unfit:
                yield f"{asked.key} {'is not answered' if asked.missing else 'has an answer that does not fit'}"
    verdicts = eligible(definition, way.values, example.as_of)
    if way.stop is None and (unclear := [one.key for one in verdicts if one.holds is None]):
        yield f"not known whether {', '.join(unclear)} holds; registers' answers stand under facts"
    refused = tuple(one.key for one in verdicts if one.holds is False)
    if way.stop is None and refused != example.not_eligible:
        yield f"the rules that fail are {', '.join(refused) or 'none'}"
    lines = fees(definition, way.values, example.as_of)
    if way.stop is None and total(lines) != (example.fee or 0):
        yield f"the fee is {total(lines)}"
    yield from _walk(definition, example, way)


def _strange_names(definition: Definition, example: Example) -> Iterator[str]:
    questions = definition.questions()
    for key, value in example.answers.items():
        if key not in questions:
            yield f"there is no question {key}"
        elif fit(value, kind_of(questions[key])) is None:
            yield f"the answer to {key} is not of the kind {kind_of(questions[key])}"
    sources = {one.source for one in questions.values()}
    for key in example.facts:
        if key not in {*definition.kinds, *sources, *(name for name, one in questions.items() if one.of)}:
            yield f"nothing reads the fact {key}"


def _walk(definition: Definition, example: Example, way: Path) -> Iterator[str]:
    if not example.actions:
        return
    amount = total(fees(definition, way.values, example.as_of)) or 0
    state = definition.workflow.start
    case: dict[str, Value] = {"fee": amount, "paid": amount == 0, "co_signed": False, **GOES_WELL}
    for key in example.actions:
        open_now = {name for who in Who for name in actions(definition, state, who, {**way.values, **case})}
        if key not in open_now:
            yield f"in the state {state} the action {key} is not open, but {', '.join(sorted(open_now)) or 'none'}"
            return
        action = definition.workflow.actions[key]
        case["paid"] = bool(case["paid"]) or "payment" in action.needs
        case["co_signed"] = bool(case["co_signed"]) or "co-signature" in action.needs
        state = action.to
    if state != example.ends_in:
        yield f"it ends in {state}"
