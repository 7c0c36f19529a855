"""Whatever the description allows, and much that it does not, is sent: it is answered as described, never with 5xx."""

from pathlib import Path

import pytest
import schemathesis

from tests.identity.wallet.holder import Holder
from tests.standards.openid4vc.verifier import asked
from tests.standards.sending import CHECKS, few, reading, served
from wasl.core.describing import described
from wasl.standards import openid4vc
from wasl.standards.openid4vc.urls import urlpatterns

DESCRIPTION = described(Path(openid4vc.__path__[0]))
read = reading(DESCRIPTION)


@pytest.fixture
def met(holder: Holder) -> dict[str, str]:
    """What is there to be met: an offer, a token, a list, a request."""
    holder.fetches("driving-licence")
    given, _ = holder.offered("driving-licence")
    return {"offers": given.reference, "asked": asked().reference, "token": holder.token, "number": "1"}


@read.parametrize()
@few(12)
def test_anything_at_all_is_answered_as_described(met: dict[str, str], case: schemathesis.Case) -> None:
    if "reference" in case.path_parameters:
        case.path_parameters["reference"] = met["offers" if "offers" in case.path else "asked"]
    case.call_and_validate(headers={"Authorization": f"Bearer {met['token']}"}, checks=CHECKS)


def test_every_address_is_described(holder: Holder) -> None:
    assert served(urlpatterns, "/") == set(DESCRIPTION["paths"])
