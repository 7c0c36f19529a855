"""Each service of the pack, from the start to its last state, by one journey that reads the definition."""

from collections.abc import Callable

import pytest

from tests.cases.test_every_rare_service import RARE
from tests.cases.walking import walk
from wasl.catalogue.api import Definition, surroundings

SLUGS = sorted(set(surroundings().services) - RARE)


@pytest.mark.parametrize("slug", SLUGS)
def test_it_goes_from_the_start_to_its_last_state(slug: str, live: Callable[[str], Definition]) -> None:
    walk(live(slug))
