"""What every test stands on. The environment is set one folder up, in conftest.py.

No test finds what another left: not in the store, in the home folder, in the settings or in the language. What looks
for it is here, once, and asks no test to help.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone, translation
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware

from tests import store
from tests.nation import clean_ledger, index_of_nation, kept_nation, living, nation, nation_home
from wasl.core import conf
from wasl.trust.consent import keys

__all__ = ["clean_ledger", "index_of_nation", "kept_nation", "nation", "nation_home"]

settings.register_profile("wasl", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("wasl")

STRENGTH = {name: getattr(Argon2PasswordHasher, name) for name in ("time_cost", "memory_cost", "parallelism")}
"""What hashing a password costs on a platform. Tests ask whether it hashes, not how slowly: here it costs little."""
for name, little in {"time_cost": 1, "memory_cost": 256, "parallelism": 1}.items():
    setattr(Argon2PasswordHasher, name, little)

static_files: dict[str, object] = {}
look_for_static_files = WhiteNoiseMiddleware.add_files_from_finders


def found_once(self: WhiteNoiseMiddleware) -> None:
    """Each of a test's clients begins a server of its own, which would look through all static files again."""
    if not static_files:
        look_for_static_files(self)
        static_files.update(self.files)
    self.files.update(static_files)


WhiteNoiseMiddleware.add_files_from_finders = found_once


@receiver(connection_created)
def wait_for_no_disk(connection: BaseDatabaseWrapper, **more: object) -> None:
    """No power is cut in a test; that the platform waits for the disk has a test of its own (trust/test_ledger.py)."""
    if connection.vendor == "sqlite":
        connection.connection.execute("PRAGMA synchronous=OFF")


ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ["WASL_HOME"])
AS_STARTED = conf.settings()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,  # a store for each of several workers
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
) -> Iterator[None]:
    """pytest-django's own makes the store only where a test carries its mark; tests.nation needs it without."""
    with django_db_blocker.unblock():
        former = setup_databases(verbosity=0, interactive=False, keepdb=django_db_keepdb)
    # Django would empty every table, filled or not, and write down anew which models there are.
    TransactionTestCase._fixture_teardown = lambda self: store.empty()  # type: ignore[attr-defined]
    yield
    with django_db_blocker.unblock():
        teardown_databases(former, verbosity=0, keepdb=django_db_keepdb)


@pytest.fixture(autouse=True)
def asked_for(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A test finds the nation only where it asks for it, whichever test of its file ran before."""
    if not living() or "nation" in request.fixturenames:
        yield
    elif request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & {*request.fixturenames}:
        with django_db_blocker.unblock():
            store.empty()
        yield
    else:
        with django_db_blocker.block():
            yield


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """After the last fixture of a test has ended, whichever it was."""
    try:
        yield
    finally:
        translation.deactivate()
        timezone.deactivate()
        if conf.settings() != AS_STARTED:
            conf.settings.cache_clear()
        if nation := living():
            nation.put_back()
        sweep()


def sweep() -> None:
    """Keys, checkpoints, address books, what a linking run leaves for the next: whatever stands in the home folder.

    But where rows stand in the files of registers, which is kept by a file's name and state.
    """
    stays = {"cache", *((conf.settings().address_book.name,) if living() else ())}
    for found in HOME.iterdir():
        if found.name in stays or found.name.startswith("test.sqlite3"):
            continue
        if found.is_dir():
            shutil.rmtree(found)
        else:
            found.unlink()
    keys._kept.cache_clear()


LONGEST = (
    "tests/doors/test_every_door.py",
    "tests/journeys/test_working_at_the_desk.py",
    "tests/trust/log/test_tampering.py",
    "tests/persons/test_changes.py",
    "tests/cli/test_commands.py",
    "tests/linkage/test_spark.py",
    "tests/doors/",
    "tests/journeys/",
    "tests/cli/",
    "tests/linkage/test_increments.py",
    "tests/persons/",
    "tests/trust/log/",
    "tests/protection/test_watching.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, with `--no-loadscope-reorder`: begun last, one would go on while the other workers are done."""
    items.sort(key=lambda item: next((n for n, start in enumerate(LONGEST) if item.nodeid.startswith(start)), 99))
