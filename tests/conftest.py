"""What every test stands on. The environment is set one folder up, in conftest.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test.utils import setup_databases, teardown_databases
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from tests.nation import clean_ledger, index_of_nation, nation, nation_home

__all__ = ["clean_ledger", "index_of_nation", "nation", "nation_home"]

settings.register_profile("wasl", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("wasl")

ROOT = Path(__file__).resolve().parent.parent


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
    yield
    with django_db_blocker.unblock():
        teardown_databases(former, verbosity=0, keepdb=django_db_keepdb)
