"""What may be done with a case, and what its parts are, by the workflow that it is bound to."""

from collections.abc import Mapping

from wasl.catalogue.conditions import Value, holds, value_of
from wasl.catalogue.model import Action, Definition, Step, Who, WriteBack
from wasl.catalogue.scope import of_definition


def actions(definition: Definition, state: str, who: Who, values: Mapping[str, Value]) -> dict[str, Action]:
    """Open actions by key. `values`: of the path, and those of the case (scope.IN_A_CASE)."""
    names = of_definition(definition, in_a_case=True)
    return {
        key: action
        for key, action in definition.workflow.actions.items()
        if state in action.from_ and who in action.by and holds(action.when, names, values)
    }


def steps(definition: Definition, state: str, values: Mapping[str, Value]) -> dict[str, Step]:
    """The steps that a case has in a state."""
    names = of_definition(definition, in_a_case=True)
    workflow = definition.workflow
    found = {key: workflow.steps[key] for key in workflow.states[state].steps}
    return {key: step for key, step in found.items() if holds(step.when, names, values)}


def written(definition: Definition, write: WriteBack, values: Mapping[str, Value]) -> dict[str, Value]:
    """What is written into a register: attribute -> value. What is absent is left as it is."""
    names = of_definition(definition, in_a_case=True)
    found = {attribute: value_of(one, names, values) for attribute, one in write.values.items()}
    return {attribute: value for attribute, value in found.items() if value is not None}
