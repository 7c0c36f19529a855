"""Whatever is sent, by a citizen's program, by an office's, by nobody: it is answered as described, never with 5xx."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import given

from tests.channels.cases_api.conftest import FARMER
from tests.channels.cases_api.partner import Partner
from tests.standards.sending import CHECKS, few, operations, plain_case, reading
from wasl.channels.api import api

OURS = ("services", "drafts", "cases", "documents", "office")
DESCRIPTION = api.get_openapi_schema()
DESCRIPTION["paths"] = {path: verbs for path, verbs in DESCRIPTION["paths"].items() if path.split("/")[3] in OURS}
read = reading(DESCRIPTION)


@dataclass
class Met:
    """What stands there, so that the fuzzing gets past the first question."""

    draft: str
    case: str
    citizen: Partner
    worker: Partner

    def caller(self, raw: dict[str, Any]) -> dict[str, str]:
        named = {name for one in raw.get("security", []) for name in one}
        by = self.citizen if "PersonToken" in named else self.worker if "CaseWorkKey" in named else None
        return {"Authorization": by.authorization} if by else {}

    def names(self, path: str) -> dict[str, Any]:
        own = {"slug": FARMER, "reference": self.draft if "/drafts/" in path else self.case, "page": "applicant"}
        return {**own, "edition": 1} if "/versions/" in path else own


@pytest.fixture
def met(citizen: Partner, worker: Partner) -> Met:
    draft = citizen.fills(FARMER)["reference"]
    other = citizen.fills(FARMER)["reference"]
    case = citizen.asks("POST", f"/drafts/{other}/send", {"declared": True, "despite": True})["reference"]
    return Met(draft, case, citizen, worker)


def sent_to_each(send: Callable[[schemathesis.Case], None], examples: int) -> None:
    """What takes away comes last. One nation for all: what is asked, not what stands there, is what is odd."""
    for operation in sorted(operations(read), key=lambda one: one.method == "delete"):
        try:
            few(examples)(given(case=operation.as_strategy())(send))()
        except BaseException as error:
            error.add_note(f"{operation.method} {operation.path}")
            raise


def test_anything_at_all_is_answered_as_described(met: Met) -> None:
    def send(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS, headers=met.caller(case.operation.definition.raw))

    sent_to_each(send, examples=4)


def test_odd_wishes_of_those_who_may_are_answered_as_described(met: Met) -> None:
    def send(case: schemathesis.Case) -> None:
        known = met.names(case.operation.path)
        case.path_parameters |= {name: known[name] for name in case.path_parameters if name in known}
        own = met.caller(case.operation.definition.raw) | {"Idempotency-Key": secrets.token_hex(8)}
        case.call_and_validate(checks=CHECKS, headers=own)

    sent_to_each(send, examples=6)


ELSEWHERE = {
    "/api/v1/documents/{document}",
    "/api/v1/documents/{document}/pdf",
    "/api/v1/drafts/{reference}/files/{key}",
    "/api/v1/cases/{reference}/files/{key}",
    "/api/v1/office/cases/{reference}/files/{key}",
    "/api/v1/office/changes/{change}",
}
"""There is none yet; other tests fetch them."""


def test_the_sending_reaches_real_answers(met: Met) -> None:
    """Guards the two tests above against being turned away everywhere without anybody noticing."""
    told = {}
    for operation in operations(read):
        if operation.method != "get":
            continue
        case = plain_case(operation)
        known = met.names(operation.path)
        case.path_parameters |= {name: known[name] for name in case.path_parameters if name in known}
        answer = case.call_and_validate(checks=CHECKS, headers=met.caller(operation.definition.raw))
        told[operation.path] = answer.status_code
    assert {path for path, status in told.items() if status == 404} == ELSEWHERE
    assert {status for path, status in told.items() if path not in ELSEWHERE} == {200}
