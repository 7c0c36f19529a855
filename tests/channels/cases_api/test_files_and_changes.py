"""Files that a program gives, and changes of registers that an office's program sees to."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.files import pdf
from tests.channels.cases_api.conftest import FARMER, Offer
from tests.channels.cases_api.partner import Partner
from tests.ledger import looks
from wasl.cases.models import Change, Progress

WITH_FILE = "ration-card-new"


def given(name: str = "proof.pdf", content: bytes = b"") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content or pdf(), "application/pdf")}


@pytest.fixture
def asked(citizen: Partner, live: Offer) -> tuple[str, str]:
    """A draft and a question of it that asks for a file."""
    live(WITH_FILE)
    draft = citizen.asks("POST", "/drafts", {"service": WITH_FILE}, expect=201)
    fields = [field for page in draft["pages"] for field in page["fields"]]
    return draft["reference"], next(one["key"] for one in fields if one["type"] == "file")


def test_a_file_joins_the_answer_is_read_back_and_taken_back(citizen: Partner, asked: tuple[str, str]) -> None:
    draft, question = asked
    content = pdf()
    where = f"/drafts/{draft}/questions/{question}/files"
    made = citizen.asks("POST", where, given(content=content), expect=201)
    assert (made["name"], made["kind"]) == ("proof.pdf", "pdf")
    again = citizen.asks("POST", where, given(content=content), expect=201)
    assert again["key"] == made["key"]
    fields = [one for page in citizen.asks("GET", f"/drafts/{draft}")["pages"] for one in page["fields"]]
    [standing] = next(one["files"] for one in fields if one["key"] == question)
    assert standing["key"] == made["key"]
    assert citizen.asks("GET", f"/drafts/{draft}/files/{made['key']}") == content
    citizen.asks("DELETE", f"/drafts/{draft}/files/{made['key']}", expect=204)
    citizen.asks("GET", f"/drafts/{draft}/files/{made['key']}", expect=404)


def test_a_file_is_what_it_contains(citizen: Partner, asked: tuple[str, str]) -> None:
    draft, question = asked
    where = f"/drafts/{draft}/questions/{question}/files"
    citizen.asks("POST", where, given(content=b"MZ no document"), expect=400)
    citizen.asks("POST", f"/drafts/{draft}/questions/elsewhere/files", given(), expect=400)


def test_an_office_sees_to_a_change_that_failed(citizen: Partner, worker: Partner, head: Partner, person: str) -> None:
    reference = citizen.fills(FARMER)["reference"]
    citizen.asks("POST", f"/drafts/{reference}/send", {"declared": True})
    worker.steps(reference)
    head.steps(reference)
    Change.objects.filter(case__reference=reference).update(progress=Progress.FAILED)
    [change] = [one for one in worker.asks("GET", "/office/changes") if one["case"] == reference]
    number = change["number"]
    told = worker.asks("GET", f"/office/changes/{number}")
    assert {one["name"]["en"] for one in told["lines"]}
    assert [one.case for one in looks() if person in one.persons][-1] == reference
    assert worker.asks("POST", f"/office/changes/{number}/again", {"case": reference})["progress"] == "waiting"
    worker.asks("POST", f"/office/changes/{number}/by-hand", {"case": reference}, expect=400)
