import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import store
from tests.nation import clean_ledger, index_of_nation, nation, nation_home
from tests.persons.world import FAMILY, World, small_pack
from tests.trust.conftest import ledger, look
from wasl.core.conf import settings
from wasl.country import api as country
from wasl.country.api import Pack
from wasl.persons.api import link_registers
from wasl.persons.models import Person
from wasl.registers import api as registers
from wasl.registers import catalogue

__all__ = ["clean_ledger", "index_of_nation", "ledger", "look", "nation", "nation_home"]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return small_pack(tmp_path_factory.mktemp("pack") / "eg")


@pytest.fixture
def world(tiny: Pack, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The small country, connected, not yet linked."""
    monkeypatch.setattr(country, "_standing", lambda code: tiny)
    forget_the_catalogue()
    made = World(tmp_path)
    made.connect()
    yield made
    settings().address_book.unlink(missing_ok=True)
    forget_the_catalogue()


def forget_the_catalogue() -> None:
    """It is kept for a process, which has one country; these tests change countries."""
    catalogue._of.cache_clear()
    registers._registers.cache_clear()


@pytest.fixture
def linked(world: World) -> World:
    done_once("linked", link_registers)
    return world


def done_once(name: str, link: Callable[[], object]) -> None:
    """The store, and what a run leaves for the next, as `link` left them when the first test of this process asked."""
    standing, copy = settings().home / "standing", settings().home / "cache" / "kept" / name
    if name not in _done:
        link()
        shutil.copytree(standing, copy)
        _done[name] = store.keep(name)
    else:
        shutil.copytree(copy, standing)
        _done[name].put_back()


_done: dict[str, store.Kept] = {}


def handle_of(member: str) -> str:
    return Person.objects.get(number=FAMILY[member].number).handle
