"""What holds of all 42 operations alike."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.standards.govstack import test_config, test_service
from tests.standards.govstack.conftest import key_for
from tests.standards.govstack.definition import OPERATIONS, ROOT, TESTED, Calls, Operation
from wasl.identity.api import Role
from wasl.standards.govstack.consent.rest import api

BODY: dict[str, Any] = {"policy": {}, "dataAgreement": {}, "individual": {}, "webhook": {}}
BODY |= {"consentRecord": {}, "signature": {}}


def test_no_operation_lacks_a_test() -> None:
    """The two modules note, when they are imported, what each of their tests covers."""
    assert test_config.__name__ != test_service.__name__
    assert len(OPERATIONS) == 42
    assert set(TESTED) == set(OPERATIONS)


def test_the_api_has_these_operations_and_no_other() -> None:
    ours = {
        (path.removeprefix(ROOT), verb): told["operationId"]
        for path, verbs in api.get_openapi_schema()["paths"].items()
        for verb, told in verbs.items()
    }
    assert ours == {(one.path, one.verb): name for name, one in OPERATIONS.items()}


def test_a_caller_without_a_key_or_with_the_wrong_role_is_turned_away(keys: dict[str, str]) -> None:
    wrong = key_for(Role.OPERATOR)
    for operation in OPERATIONS.values():
        address = ROOT + operation.path.replace("{", "").replace("}", "")
        for key, status in (("", 401), ("Bearer wasl_no", 401), (f"Bearer {wrong}", 403)):
            answer = Client(headers={"authorization": key}).generic(operation.verb.upper(), address)
            assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("odd", ["{dataAgreementId}", "..", "a b", "ق", "x" * 65, "-1", "%00"])
def test_a_malformed_id_is_refused(call: Calls, odd: str) -> None:
    for name, operation in OPERATIONS.items():
        before, brace, rest = operation.path.partition("{")
        if not brace:
            continue
        address = f"{ROOT}{before}{odd}{rest.partition('}')[2]}"
        answer = _sent(call, operation, address, json.dumps(BODY))
        assert answer.status_code == 400, (name, answer.content)


def test_a_body_that_is_missing_or_broken_is_refused(call: Calls) -> None:
    for name, operation in OPERATIONS.items():
        if not operation.takes_body:
            continue
        address = ROOT + operation.path.replace("{", "").replace("}", "")
        for data in ("", "{", "[]", '{"policy": 3}', '{"policy": {"id": "\\u0000"}}'):
            answer = _sent(call, operation, address, data)
            assert answer.status_code == 400, (name, data, answer.content)


def test_of_a_parameter_given_twice_the_last_one_counts(call: Calls) -> None:
    headers = {"authorization": f"Bearer {call.keys['audit']}"}
    told = Client(headers=headers).get(f"{ROOT}/audit/data-agreements/?limit=3&limit=1").json()
    assert len(told["dataAgreements"]) == 1
    for odd in ("limit=0", "limit=-1", "offset=-1", "limit=x", "limit=999999", "offset=99999999999999999999"):
        assert Client(headers=headers).get(f"{ROOT}/audit/data-agreements/?{odd}").status_code == 400


def _sent(call: Calls, operation: Operation, address: str, data: str) -> Any:
    """By a caller who may, in the name of nobody that exists."""
    part = operation.path.split("/")[1]
    headers = {"authorization": f"Bearer {call.keys[part]}", "X-ConsentBB-IndividualId": "nobody"}
    query = {"QUERY_STRING": "individualId=nobody&dataAgreementId=x", "content_type": "application/json"}
    return Client(headers=headers).generic(operation.verb.upper(), address, data=data, **query)
