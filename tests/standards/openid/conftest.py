"""A linked nation, the agreements of the pack, and no relying party yet."""

from collections.abc import Iterator

import pytest

from tests.nation import Nation
from wasl.identity.models import Citizen
from wasl.identity.openid import keys, leaving, party_keys
from wasl.identity.openid.models import Asked, Farewell, Grant, RelyingParty, Sharing, Spent
from wasl.trust.consent.api import ensure_agreements
from wasl.trust.consent.models import ConsentRecord, Evidence, Revision, StandingAgreement


@pytest.fixture
def provider(nation: Nation, clean_ledger: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nation]:
    """Empty of relying parties; farewells wait until a test delivers them."""
    monkeypatch.setattr(leaving, "soon", lambda: None)
    keys.forget()
    party_keys.forget()
    _empty()
    ensure_agreements()
    yield nation
    _empty()


def _empty() -> None:
    for model in (Farewell, Sharing, Grant, Asked, RelyingParty, Spent, Evidence, ConsentRecord):
        model._default_manager.all().delete()  # type: ignore[attr-defined]
    for model in (StandingAgreement, Revision, Citizen):
        model._default_manager.all().delete()  # type: ignore[attr-defined]
