"""Each service of the pack, from the start to its last state, by one journey that reads the definition."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cases.walking import Stuck, candidates, citizen, filled, once, to_the_end, visitor
from wasl.cases import api as cases
from wasl.catalogue.api import Definition, load_service, surroundings
from wasl.core.errors import Refusal

SLUGS = sorted(surroundings().services)


def hints(slug: str) -> list[dict[str, Any]]:
    """Answers of the definition's own examples, those that end well first."""
    world = surroundings()
    return [one.answers for one in load_service(world.services[slug], world).examples if not one.stop]


@pytest.mark.parametrize("slug", SLUGS)
def test_it_goes_from_the_start_to_its_last_state(slug: str, live: Callable[[str], Definition]) -> None:
    definition = live(slug)
    whys: list[str] = []
    for person in candidates(definition) if definition.service.assurance != "none" else [""]:
        doer = citizen(person) if person else visitor()
        for given in hints(slug):
            try:
                found = filled(definition, doer, given)
                case = cases.submit(found.case.reference, doer, once=once(), declared=True, despite=True)
            except (Stuck, Refusal) as why:
                whys.append(str(why))
                continue
            case = to_the_end(case.reference, doer)
            assert definition.workflow.states[case.state].final == case.outcome
            return
    raise AssertionError(f"nobody of {len(whys)} could: {sorted(set(whys))[:5]}")
