"""Whatever the tracker's description allows, and much that it does not, is sent: it is answered as described."""

from pathlib import Path
from typing import Any

import schemathesis

from tests.channels.conftest import KEY
from tests.nation import Nation
from tests.standards.datatracker.test_tracker import looked, may_ask
from tests.standards.sending import CHECKS, few, no_other_method_is_answered, operations, plain_case, reading, served
from wasl.core.describing import described
from wasl.standards import datatracker
from wasl.standards.datatracker.urls import urlpatterns

__all__ = ["looked", "may_ask"]

DESCRIPTION = described(Path(datatracker.__path__[0]))
HEADERS = {"Authorization": f"Bearer {KEY}"}
read = reading(DESCRIPTION)


def lawful(case: Any, nation: Nation) -> Any:
    """A portal's program asks about its own user, and for proofs of what it was told."""
    if "seq" in case.path_parameters or case.operation.path.endswith("findUsage"):
        case.query["userCode"] = nation.number
        case.headers["X-Road-UserId"] = nation.number
    if "seq" in case.path_parameters:
        case.path_parameters["seq"] = 1
    return case


@read.parametrize()
@few(20)
def test_anything_at_all_is_answered_as_described(looked: Nation, case: schemathesis.Case) -> None:
    case.call_and_validate(headers=HEADERS, checks=CHECKS)


@read.parametrize()
@few(12)
def test_odd_wishes_of_a_lawful_portal_are_answered_as_described(looked: Nation, case: schemathesis.Case) -> None:
    lawful(case, looked).call_and_validate(headers=HEADERS, checks=CHECKS)


@read.parametrize()
@few(4)
def test_a_stranger_is_answered_as_described(looked: Nation, case: schemathesis.Case) -> None:
    lawful(case, looked).call_and_validate(headers={"Authorization": "Bearer wasl_none"}, checks=CHECKS)


def test_the_sending_reaches_real_answers(looked: Nation) -> None:
    """Guards the tests above against being turned away everywhere without anybody noticing."""
    for operation in operations(read):
        answer = lawful(plain_case(operation), looked).call_and_validate(headers=HEADERS, checks=CHECKS)
        assert answer.status_code == 200, operation.label


def test_a_number_of_no_proof_is_answered_to_a_program(looked: Nation) -> None:
    for seq in ("0", "999999999999999999999999", "-1", "x", "%00"):
        case = read["/datatracker/v2/proof/{seq}"]["GET"].Case(path_parameters={"seq": seq})
        case.query = {"userCode": looked.number}
        answer = case.call(headers={**HEADERS, "X-Road-UserId": looked.number})
        assert (answer.status_code, answer.headers["content-type"]) == (404, ["application/json"])


def test_every_address_is_described() -> None:
    assert served(urlpatterns, "/datatracker/") == set(DESCRIPTION["paths"])


def test_other_methods_are_refused_in_the_words_of_the_protocol(looked: Nation) -> None:
    no_other_method_is_answered(DESCRIPTION)
