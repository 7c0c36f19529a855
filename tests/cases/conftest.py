"""A linked nation whose registers may be written: a copy of the one that every test reads."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.nation import Nation
from wasl.catalogue.api import Definition, load_services, publish, surroundings
from wasl.core.conf import settings


@pytest.fixture(scope="module")
def own_nation(nation: Nation, nation_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nation]:
    """The module's own copy: what it writes, nobody else reads."""
    copy = tmp_path_factory.mktemp("own") / "home"
    shutil.copytree(nation_home, copy)
    book = settings().address_book
    standing = book.read_text(encoding="utf-8")
    book.write_text(standing.replace(str(nation_home), str(copy)), encoding="utf-8")
    yield nation
    book.write_text(standing, encoding="utf-8")
    shutil.rmtree(copy)


@pytest.fixture(scope="session")
def definitions() -> dict[str, Definition]:
    """Every service of the pack, by slug."""
    world = surroundings()
    return {one.definition.slug: one.definition for one in load_services(list(world.services.values()), world)}


@pytest.fixture
def live(own_nation: Nation, definitions: dict[str, Definition]) -> Callable[[str], Definition]:
    """Publishes a service and answers its definition."""

    def make(slug: str) -> Definition:
        publish(definitions[slug])
        return definitions[slug]

    return make
