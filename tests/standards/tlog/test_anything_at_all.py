"""Whatever the log's description allows, and much that it does not, is sent: it is answered as described."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.test import Client

from tests.standards.sending import CHECKS, few, no_other_method_is_answered, operations, plain_case, reading, served
from tests.standards.tlog.made import MadeLog
from tests.trust.conftest import ledger, look
from wasl.core.describing import described
from wasl.standards import tlog
from wasl.standards.tlog.paths import spelled
from wasl.standards.tlog.urls import urlpatterns
from wasl.trust.api import Look, record
from wasl.trust.checking.api import trust_log
from wasl.trust.log.witness import Submission
from wasl.trust.log.witness_models import CosignedCheckpoint, Misconduct, WatchedLog

__all__ = ["ledger", "look"]

DESCRIPTION = described(Path(tlog.__path__[0]))
read = reading(DESCRIPTION)
OTHER = MadeLog(60)
PATHS = {"/log/tile/{path}": "0/000.p/3", "/log/tile/entries/{path}": "000.p/3"}


@pytest.fixture
def begun(ledger: Path, look: Look) -> Iterator[None]:
    """A log of three entries, and another log that we witness."""
    for number in range(3):
        record(look, outcome="shown", persons=[f"person-{number}"])
    trust_log(OTHER.signer.vkey)
    _offer(0, 9)
    yield
    for model in (Misconduct, WatchedLog, CosignedCheckpoint):
        model.objects.all().delete()


def _offer(old: int, size: int) -> Any:
    return Client().post("/log/witness/add-checkpoint", _written(old, size), content_type="text/plain")


def _written(old: int, size: int) -> str:
    return Submission(old, tuple(OTHER.consistency(old, size)), OTHER.note(size)).written()


def lawful(case: Any) -> Any:
    """What is there to be had."""
    if case.operation.path in PATHS:
        case.path_parameters["path"] = PATHS[case.operation.path]
    if "origin_hash" in case.path_parameters:
        case.path_parameters["origin_hash"] = sha256(OTHER.signer.name.encode()).hexdigest()
    return case


@read.parametrize()
@few(12)
def test_anything_at_all_is_answered_as_described(begun: None, case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS)


@read.parametrize()
@few(6)
def test_odd_wishes_for_what_is_there_are_answered_as_described(begun: None, case: schemathesis.Case) -> None:
    lawful(case).call_and_validate(checks=CHECKS)


def test_the_sending_reaches_real_answers(begun: None) -> None:
    """Guards the two tests above against being turned away everywhere without anybody noticing."""
    CosignedCheckpoint.objects.create(size=3, root="", note="a note")
    for operation in operations(read):
        case = lawful(plain_case(operation))
        if operation.method == "post":
            case.body, case.media_type = _written(9, 33), "text/plain"
        assert case.call_and_validate(checks=CHECKS).status_code == 200, operation.label


@pytest.mark.parametrize(
    ("old", "size", "status"), [(9, 33, 200), (5, 33, 409), (33, 9, 400)], ids=["follows", "stands elsewhere", "odd"]
)
def test_the_witness_answers_as_described(begun: None, old: int, size: int, status: int) -> None:
    body = _written(old, size) if old <= size else _written(0, size).replace("old 0", f"old {old}")
    case = read["/log/witness/add-checkpoint"]["POST"].Case(body=body, media_type="text/plain")
    assert case.call_and_validate(checks=CHECKS).status_code == status


@pytest.mark.parametrize("index", [2**55 - 1, 2**55, 2**63 // 256 - 1, 10**17])
@pytest.mark.parametrize("kind", ["0", "1", "63", "entries"])
def test_a_tile_at_the_end_of_all_numbers_is_not_there(begun: None, index: int, kind: str) -> None:
    assert Client().get(f"/log/tile/{kind}/{spelled(index)}").status_code == 404


def test_every_address_is_described() -> None:
    assert served(urlpatterns, "/log/") == set(DESCRIPTION["paths"])


def test_other_methods_are_refused_in_the_words_of_the_protocol(begun: None) -> None:
    no_other_method_is_answered(DESCRIPTION)
