"""Whatever the schema allows, and much that it does not, is sent to the API: it answers as promised, never with 500."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.channels.conftest import KEY, PURPOSE
from tests.ledger import looks
from tests.nation import Nation
from tests.standards.sending import uncompressed
from wasl.channels.api import api

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PARTS = ("persons", "verifications")
"""Services and cases are asked by others, in tests/channels/cases_api."""
HEADERS = {"Authorization": f"Bearer {KEY}"}

description = api.get_openapi_schema()
description["paths"] = {path: verbs for path, verbs in description["paths"].items() if path.split("/")[3] in PARTS}
described = schemathesis.openapi.from_dict(description)
described.app = uncompressed()  # not channels.wsgi, which would guard this whole process
few = settings(max_examples=30, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@described.parametrize()
@few
def test_anything_at_all_is_answered_as_the_schema_says(nation: Nation, case: schemathesis.Case) -> None:
    case.call_and_validate(headers=HEADERS, checks=CHECKS)


@described.parametrize()
@few
def test_a_lawful_caller_with_odd_wishes_is_answered_as_the_schema_says(
    nation: Nation, case: schemathesis.Case
) -> None:
    """As above, with the person and the purpose right, so that the rest is reached."""
    if "handle" in case.path_parameters:
        case.path_parameters["handle"] = nation.handle
        case.query["purpose"] = PURPOSE
    if isinstance(case.body, dict):
        case.body["purpose"] = PURPOSE
    case.call_and_validate(headers=HEADERS, checks=CHECKS)


def test_the_fuzzing_reached_real_answers(nation: Nation) -> None:
    """Guards the two tests above against being turned away at the door without anybody noticing."""
    before = len(looks())
    for operation in described.get_all_operations():
        if "/persons/" not in operation.ok().path:  # verifications have a test of their own
            continue
        case: Any = operation.ok().Case(
            path_parameters={"handle": nation.handle},
            query={"purpose": PURPOSE},
            body={"purpose": PURPOSE, "number": nation.number},
            media_type="application/json",
        )
        assert case.call(headers=HEADERS).status_code == 200
    assert len(looks()) == before + 3
