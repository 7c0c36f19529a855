from collections.abc import Iterator

import pytest

from tests.nation import Nation
from wasl.identity.accounts.models import Code, Mandate, Pace
from wasl.identity.factors.models import RecoveryCode, Tries
from wasl.identity.models import Citizen
from wasl.messaging.models import Kept, Sent


@pytest.fixture(autouse=True)
def nobody_has_an_account(nation: Nation, clean_ledger: None) -> Iterator[None]:
    yield
    for model in (Code, Mandate, Pace, RecoveryCode, Tries, Citizen, Kept, Sent):
        model.objects.all().delete()
