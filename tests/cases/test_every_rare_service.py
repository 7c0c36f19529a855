"""Services that so few people can ask for that nobody of three hundred can: walked in a nation of three thousand.

One test for all of them: making and linking that nation costs more than walking them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import store
from tests.cases.walking import walk
from tests.nation import SEED, at_home, connected
from wasl.catalogue.api import Definition, publish
from wasl.persons.api import link_registers
from wasl.synthetic.api import write_nation

PEOPLE = 3_000
RARE = frozenset(
    {
        "civil-lawsuit",
        "contractor-operations",
        "court-claims",
        "economic-lawsuit",
        "lawyer-card-update",
        "lawyer-registration",
        "motorcycle-management-attorney",
        "motorcycle-sale-attorney",
        "motorcycle-sale-contract",
        "poultry-renewal-approval",
        "workers-abroad-balance",
        "workers-abroad-payments",
    }
)


@pytest.fixture
def rare(tmp_path: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A linked nation with lawyers, contractors, motorcycles and people abroad."""
    home = tmp_path / "rare"
    home.mkdir()
    with at_home(home):
        write_nation(PEOPLE, SEED, home)
    with django_db_blocker.unblock(), connected(home):
        link_registers()
        yield
        store.empty()


def test_each_goes_from_the_start_to_its_last_state(rare: None, definitions: dict[str, Definition]) -> None:
    for slug in sorted(RARE):
        publish(definitions[slug])
        walk(definitions[slug])
