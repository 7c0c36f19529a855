"""A deployment with the pack's agreements, and programs with a key for each part of the API."""

from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest

from tests.standards.govstack.definition import Calls
from tests.trust.conftest import ledger  # noqa: F401  a log of its own
from tests.trust.consent.conftest import own_key  # noqa: F401
from wasl.core import conf
from wasl.identity.api import Role, Staff
from wasl.identity.models import ApiKey
from wasl.standards.govstack.consent import owning
from wasl.trust.api import upkeep
from wasl.trust.consent.api import ensure_agreements

ROLES = {"config": Role.PROTECTION, "service": Role.OFFICER, "audit": Role.AUDITOR}
HANDLE = "handle-of-amina"
Arguments, Result = ParamSpec("Arguments"), TypeVar("Result")


def behind(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Called by a test behind the API's back, where the guard over personal data would refuse it."""

    @wraps(function)
    def called(*args: Arguments.args, **keywords: Arguments.kwargs) -> Result:
        with upkeep("a test looks"):
            return function(*args, **keywords)

    return called


@pytest.fixture
def keys(ledger: Path, own_key: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:  # noqa: F811
    """A key for each part, by the part's name. The officer's program is believed when it says whose a signature is."""
    believing = conf.settings().model_copy(update={"consent_programs": "nobody, officer-mcit"})
    monkeypatch.setattr(owning, "settings", lambda: believing)
    ensure_agreements()
    return {part: key_for(role) for part, role in ROLES.items()}


def key_for(role: Role, office: str = "mcit") -> str:
    names = {"username": f"{role}-{office}", "name_ar": "أ", "name_en": "A"}
    account = Staff.objects.create(**names, office=office, role=role, password="!")
    return ApiKey.issue(account, "test")


@pytest.fixture
def call(keys: dict[str, str], request: pytest.FixtureRequest) -> Iterator[Calls]:
    """Fails where the test does not call what it says it covers."""
    calls = Calls(keys)
    yield calls
    assert getattr(request.function, "covers", frozenset()) <= calls.made


@pytest.fixture
def amina(call: Calls) -> str:
    """An individual that is a person of the index."""
    sent = {"individual": {"id": "", "externalId": HANDLE, "externalIdType": "handle"}}
    told: dict[str, Any] = call("serviceIndividualCreate", send=sent)
    return str(told["individual"]["id"])
