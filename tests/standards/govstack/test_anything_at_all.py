"""Whatever the definition allows, and much that it does not, is sent to the API: it never answers with 5xx."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from tests.standards.govstack.conftest import HANDLE, behind
from tests.standards.govstack.definition import DEFINITION, ROOT
from tests.standards.sending import uncompressed
from wasl.trust.consent.api import Known, give, keep_individual, verify_all

mounted = {name: part for name, part in DEFINITION.items() if name != "servers"}
mounted["paths"] = {f"{ROOT}{path}": verbs for path, verbs in DEFINITION["paths"].items()}
described = schemathesis.openapi.from_dict(mounted)
described.app = uncompressed()
few = settings(max_examples=6, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@pytest.fixture
def somebody(keys: dict[str, str]) -> Iterator[dict[str, str]]:
    """The keys, with an individual and a record that can be met; whatever was sent, every chain is whole after it."""
    keep_individual(Known("i-1", HANDLE, "handle", "", has_external=True), HANDLE)
    keys["record"] = behind(give)(HANDLE, "health-care", by=HANDLE, channel="page", language="ar").record
    yield keys
    assert behind(verify_all)().ok


def headers_for(case: schemathesis.Case, keys: dict[str, str]) -> dict[str, str]:
    part = case.path.removeprefix(f"{ROOT}/").split("/")[0]
    return {"Authorization": f"Bearer {keys[part]}", "X-ConsentBB-IndividualId": "i-1"}


@described.parametrize()
@few
def test_anything_at_all_is_answered(somebody: dict[str, str], case: schemathesis.Case) -> None:
    checks: list[Any] = [not_a_server_error, response_schema_conformance]
    if "individualId" in case.query:
        case.query["individualId"] = "i-1"
    met = {"dataAgreementId": "health-care", "consentRecordId": somebody["record"], "individualId": "i-1"}
    for name in set(met) & set(case.path_parameters):
        case.path_parameters[name] = met[name]
    case.call_and_validate(headers=headers_for(case, somebody), checks=checks)
