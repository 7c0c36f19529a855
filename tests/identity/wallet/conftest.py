from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.identity.wallet.holder import Holder
from tests.nation import Nation
from wasl.identity.wallet.api import kinds
from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.models import Asking, Code, Deferred, Grant, Issued, Key, Offer, Spent, StatusList
from wasl.identity.wallet.values import read
from wasl.persons.models import Link
from wasl.trust.api import Assurance

TABLES = [Asking, Code, Deferred, Issued, Grant, Offer, Spent, StatusList, Key]


@pytest.fixture(scope="module")
def people(nation: Nation) -> dict[str, str]:
    """For each kind somebody who may have it; a nation this small has nobody who completed a training."""
    return {kind: _somebody_for(kind) for kind in ("person-identification", "driving-licence")}


def _somebody_for(kind: str) -> str:
    wanted = kinds()[kind]
    links = Link.objects.filter(register=wanted.register_, role=wanted.role).select_related("person")
    for link in links.order_by("pk"):
        try:
            read(wanted, link.person.handle, Assurance.SUBSTANTIAL, datetime.now(UTC).date())
        except Denied:
            continue
        return str(link.person.handle)
    raise AssertionError(f"nobody in the nation may have a {kind}")


@pytest.fixture
def empty_wallets(nation: Nation, clean_ledger: None) -> Iterator[None]:
    """Nothing was offered, issued or asked for; the nation's module runs outside a transaction."""
    _empty()
    yield
    _empty()


def _empty() -> None:
    for table in TABLES:
        table._default_manager.all().delete()


@pytest.fixture
def holder(people: dict[str, str], empty_wallets: None) -> Holder:
    """Somebody with a valid driving licence."""
    return Holder(people["driving-licence"])
