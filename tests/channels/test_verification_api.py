"""The API of identity verification: answers as its schema says; one question for one key; own questions only."""

from typing import Any

import numpy as np
import pytest
import schemathesis
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.channels.conftest import KEY
from tests.identity.verification.test_documents import PASSPORT, png_of
from tests.ledger import looks
from tests.nation import Nation
from tests.standards.sending import uncompressed
from wasl.channels.api import api
from wasl.identity.verification.models import Asking

ADDRESS = "/api/v1/verifications"
HEADERS = {"Authorization": f"Bearer {KEY}"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

described = schemathesis.openapi.from_dict(api.get_openapi_schema()).include(path_regex="verifications")
described.app = uncompressed()
few = settings(max_examples=30, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@pytest.fixture(autouse=True)
def nothing_asked(nation: Nation) -> None:
    Asking.objects.all().delete()


def body(nation: Nation, **facts: str) -> dict[str, Any]:
    return {"number": nation.number, "facts": {"full_name": nation.full_name, **facts}, "case": "K-7"}


def post(client: Client, address: str, sent: Any, **headers: str) -> Any:
    return client.post(f"{ADDRESS}{address}", sent, content_type="application/json", headers=headers)


@described.parametrize()
@few
def test_a_lawful_question_with_odd_wishes_is_answered_as_the_schema_says(
    nation: Nation, case: schemathesis.Case
) -> None:
    if isinstance(case.body, dict) and "facts" in case.body and "content" not in case.body:
        case.body |= {"number": nation.number, "purpose": "identity-verification"}
        if isinstance(case.body["facts"], dict):
            case.body["facts"] |= {"full_name": nation.full_name}
    case.call_and_validate(headers=HEADERS, checks=CHECKS)


def test_a_question_is_answered_and_stands_in_the_ledger(program: Client, nation: Nation) -> None:
    answer = post(program, "", body(nation)).json()
    assert (answer["verdict"], answer["not_compared"], answer["facts"]) == ("partly", [], None)
    [entry] = looks()
    assert (entry.seq, entry.persons, entry.channel) == (answer["entry"], (nation.handle,), "verification-api")


def test_no_value_of_a_register_leaves(program: Client, nation: Nation) -> None:
    answer = post(program, "", body(nation, mother_name="لا أحد", phone="01000000000"))
    assert nation.handle not in answer.content.decode()
    told = "reference at purpose verdict score words refer not_compared entry confirmed facts"
    assert set(answer.json()) == set(told.split())


def test_a_number_that_is_nobodys_looks_like_any_no(program: Client, nation: Nation) -> None:
    told = {"full_name": "زكريا القناوي بشارة"}
    somebody = post(program, "", body(nation, **told))
    nobody = post(program, "", {**body(nation, **told), "number": "88501010100011"})
    assert nobody.status_code == somebody.status_code == 200
    differing = {name for name, said in nobody.json().items() if said != somebody.json()[name]}
    assert differing == {"reference", "at", "entry"}


def test_one_key_is_one_question(program: Client, nation: Nation) -> None:
    first, again = (post(program, "", body(nation), **{"Idempotency-Key": "a"}) for _ in range(2))
    assert first.json() == again.json()
    other = post(program, "", body(nation, phone="01000000000"), **{"Idempotency-Key": "a"})
    assert (other.status_code, other["Content-Type"]) == (409, "application/problem+json")
    assert len(looks()) == 1


def test_guessing_ends_with_429_and_says_when_to_come_back(program: Client, nation: Nation) -> None:
    answers = [post(program, "", body(nation, phone=f"0100000000{nth}")) for nth in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert answers[-1].json()["title"]["ar"]


def test_a_purpose_that_is_not_the_offices_own_is_refused(program: Client, nation: Nation) -> None:
    assert post(program, "", {**body(nation), "purpose": "health-care"}).status_code == 403


def test_the_purpose_of_verifying_opens_no_picture(program: Client, nation: Nation) -> None:
    answer = program.get(f"/api/v1/persons/{nation.handle}/picture?purpose=identity-verification")
    assert answer.status_code == 403


def test_an_office_sees_its_own_questions_only(program: Client, nation: Nation) -> None:
    answer = post(program, "", body(nation)).json()
    [past] = program.get(ADDRESS).json()
    assert (past["answer"]["reference"], past["case"]) == (answer["reference"], "K-7")
    Asking.objects.update(office="supply")
    assert program.get(ADDRESS).json() == []
    assert program.get(f"{ADDRESS}/{answer['reference']}").status_code == 404


def test_a_stranger_is_not_answered(stranger: Client, nation: Nation) -> None:
    assert post(stranger, "", body(nation)).status_code == 401


def test_a_code_is_said_to_be_on_its_way_and_no_telephone_is_told(program: Client, nation: Nation) -> None:
    reference = post(program, "", body(nation)).json()["reference"]
    sent = post(program, f"/{reference}/code", {"number": nation.number})
    assert (sent.status_code, set(sent.json())) == (200, {"words"})
    assert not any(sign.isdigit() for sign in str(sent.json()["words"]))
    assert post(program, f"/{reference}/confirmation", {"code": "x"}).status_code == 403


def test_lines_of_a_passport_are_checked(program: Client) -> None:
    answer = post(
        program, "/documents", {"checker": "mrz", "content": PASSPORT, "facts": {"full_name": "أحمد محمود حسن"}}
    )
    assert (answer.json()["intact"], answer.json()["agrees"]) == (True, {"full_name": "same"})


def test_a_photo_is_read(program: Client) -> None:
    made = zxingcpp.create_barcode(PASSPORT, zxingcpp.BarcodeFormat.PDF417)
    photo = SimpleUploadedFile("card.png", png_of(np.array(made.to_image(scale=3))), "image/png")
    [answer] = program.post(f"{ADDRESS}/photos", {"image": photo}).json()
    assert (answer["barcode"], answer["document"], answer["intact"]) == ("PDF417", "A12345678", True)


def test_faces_in_a_demo_say_that_nothing_was_compared(program: Client) -> None:
    files = {name: SimpleUploadedFile(name, png_of(np.zeros((4, 4), np.uint8)), "image/png") for name in ("one", "two")}
    answer = program.post(f"{ADDRESS}/faces", files).json()
    assert (answer["is_demo"], answer["words"]["en"][:15]) == (True, "A demonstration")
