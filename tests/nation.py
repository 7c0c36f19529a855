"""A made-up nation of three hundred in every register of the pack, and its index: written once, for tests that look.

The nation and its index stand on disk for the whole session. The index is put into the store for one module of tests at
a time, so that tests which empty the store do not cost a linking run each; what a test of the module adds or changes is
gone before the next (see tests/conftest.py).
"""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from django.db import models, transaction
from pytest_django.plugin import DjangoDbBlocker

from tests import store
from tests.once import made_once
from tests.trust.conftest import empty_the_table
from wasl.core.conf import settings
from wasl.identity.api import ensure_demo_accounts
from wasl.persons.api import link_registers
from wasl.persons.models import Link, LinkRun, NameWord, Person, PersonToken, UnsurePair
from wasl.synthetic.api import write_nation

PEOPLE, SEED = 300, 3
INDEX: list[type[models.Model]] = [LinkRun, Person, NameWord, PersonToken, Link, UnsurePair]


@contextmanager
def at_home(home: Path) -> Iterator[None]:
    """This process's settings with another home."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("WASL_HOME", str(home))
        settings.cache_clear()
        yield
    settings.cache_clear()


@pytest.fixture(scope="session")
def nation_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that `wasl nation` has just filled. Look at it, do not touch it."""

    def make(home: Path) -> None:
        with at_home(home):
            write_nation(PEOPLE, SEED, home)

    return made_once(tmp_path_factory, "nation", make)


@contextmanager
def connected(home: Path) -> Iterator[None]:
    """The nation's address book in this process's home."""
    book = settings().address_book
    book.parent.mkdir(parents=True, exist_ok=True)
    book.write_bytes((home / "addresses.yaml").read_bytes())
    yield
    book.unlink(missing_ok=True)


Rows = dict[type[models.Model], list[models.Model]]


@pytest.fixture(scope="session")
def index_of_nation(
    nation_home: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Rows:
    def make(folder: Path) -> None:
        with django_db_blocker.unblock(), connected(nation_home):
            link_registers()
            rows = {model: list(model._default_manager.all()) for model in INDEX}
            store.empty()
        (folder / "rows").write_bytes(pickle.dumps(rows))

    folder = made_once(tmp_path_factory, "index", make)
    return cast(Rows, pickle.loads((folder / "rows").read_bytes()))


@dataclass(frozen=True)
class Nation:
    """Who lives there, for tests that need somebody."""

    number: str
    handle: str
    full_name: str
    registers: int
    """In which this person stands, more than anybody else."""


@pytest.fixture(scope="session")
def kept_nation(index_of_nation: Rows, django_db_blocker: DjangoDbBlocker) -> store.Kept:
    """The index and the demo's accounts, whose passwords cost much to hash."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            for model, rows in index_of_nation.items():
                model._default_manager.bulk_create(rows, batch_size=500)
            store.count_on()
            ensure_demo_accounts()
        kept = store.keep("nation")
        store.empty()
    return kept


@pytest.fixture(scope="module")
def nation(nation_home: Path, kept_nation: store.Kept, django_db_blocker: DjangoDbBlocker) -> Iterator[Nation]:
    """The linked nation in the store, with the demo's accounts; outside any transaction, as the ledger demands."""
    with django_db_blocker.unblock(), connected(nation_home):
        kept_nation.put_back()
        _living.append(kept_nation)
        yield _somebody()
        _living.clear()
        store.empty()


_living: list[store.Kept] = []


def living() -> store.Kept | None:
    """The nation, while the present module has it in the store."""
    return _living[0] if _living else None


def _somebody() -> Nation:
    standing: Any = Link.objects.values("person_id").annotate(n=models.Count("register", distinct=True))
    best = standing.order_by("-n", "person_id")[0]
    person = Person.objects.get(pk=best["person_id"])
    return Nation(person.number or "", person.handle, person.full_name, best["n"])


@pytest.fixture
def clean_ledger(nation: Nation) -> None:
    """Nobody has looked yet: also where a fixture of the module looked before."""
    empty_the_table()
    (settings().home / "log" / "checkpoint").unlink(missing_ok=True)
