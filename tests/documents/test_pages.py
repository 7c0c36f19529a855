"""Anybody checks a document; its holder, and nobody else, opens it, on record."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from tests.channels.conftest import citizen_signed_in, signed_in
from tests.ledger import looks
from tests.nation import Nation
from wasl.channels.portal.papers import checking
from wasl.core.text import Text
from wasl.documents.api import Document, Draft, issue, revoke
from wasl.documents.models import Content
from wasl.identity.accounts.models import Pace
from wasl.identity.api import Speed
from wasl.persons.models import Person
from wasl.trust.api import Assurance, upkeep

IN_BOTH = pytest.mark.parametrize("language", ["ar", "en"])
WHY = Text(ar="صدرت بالخطأ", en="issued by mistake")
SAID = {
    "stands": ("وهي سارية", "Issued, and holds"),
    "revoked": ("أُلغيت", "then revoked"),
    "expired": ("انتهت", "expired"),
}


@pytest.fixture(autouse=True)
def store(nation: Nation, clean_ledger: None) -> Iterator[None]:
    yield
    with upkeep("a test"):
        Content.objects.all().delete()
    for model in (Document, Pace):
        model.objects.all().delete()


@pytest.fixture
def made(nation: Nation) -> Document:
    named = Text(ar="الاسم", en="Name"), Text(ar=nation.full_name, en=nation.full_name)
    title = Text(ar="رخصة قيادة خاصة", en="Private driving licence")
    draft = Draft("driving-licence", title, "traffic", nation.handle, "W-1", [named], date(2027, 1, 31))
    return issue(draft, once="1")


@pytest.fixture
def holder(nation: Nation) -> Client:
    return citizen_signed_in(nation.handle)


def page_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|{{", page)
    return page


@IN_BOTH
@pytest.mark.parametrize("standing", SAID)
def test_anybody_sees_how_it_stands_and_nothing_of_whom(
    made: Document, nation: Nation, language: str, standing: str
) -> None:
    if standing == "revoked":
        revoke(made.number, why=WHY, by="staff:officer")
    with time_machine.travel(datetime(2028 if standing == "expired" else 2027, 1, 2, tzinfo=UTC), tick=False):
        page = page_of(Client(), f"/documents/{made.number}/?lang={language}")
    assert SAID[standing][language == "en"] in page
    for secret in (nation.full_name, nation.handle, nation.number, "W-1", WHY.ar, WHY.en):
        assert secret not in page
    assert looks() == []


def test_the_number_may_be_written_in_any_way(made: Document) -> None:
    answer = Client().get("/documents/check/", {"number": f" {made.number.lower().replace('-', ' ')} "}, follow=True)
    assert answer.status_code == 200
    assert made.number in answer.content.decode()


@IN_BOTH
@pytest.mark.parametrize("number", ["", " - ", "D-2222-2222", "؟", "../../x", "x" * 300, "\x00"])
def test_a_number_of_nothing_is_told_with_what_to_do(number: str, language: str) -> None:
    answer = Client().get("/documents/check/", {"number": number, "lang": language}, follow=True)
    assert answer.status_code in {200, 404}
    assert 'href="#id_number"' in answer.content.decode()


def test_who_tries_numbers_is_slowed(made: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "PACE", Speed(3, checking.PACE.every))
    client = Client()
    statuses = [client.get(f"/documents/{made.number}/").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 403]
    assert Client(REMOTE_ADDR="192.0.2.1").get(f"/documents/{made.number}/").status_code == 200


@IN_BOTH
def test_the_holder_sees_their_documents_on_record(
    made: Document, holder: Client, nation: Nation, language: str
) -> None:
    revoked = issue(Draft("x", made.title, "traffic", nation.handle, "W-2", []), once="2")
    revoke(revoked.number, why=WHY, by="staff:officer")
    page = page_of(holder, f"/my/documents/?lang={language}")
    assert made.number in page
    assert revoked.number in page
    assert WHY.in_language(language) in page
    assert [(look.outcome, look.persons) for look in looks()] == [("documents shown", (nation.handle,))]


@IN_BOTH
def test_the_holder_downloads_one_on_record(made: Document, holder: Client, nation: Nation, language: str) -> None:
    answer = holder.get(f"/my/documents/{made.number}/pdf/?lang={language}")
    assert answer["Content-Type"] == "application/pdf"
    assert f'filename="{made.number}.pdf"' in answer["Content-Disposition"]
    assert made.number in PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert (looks()[-1].outcome, looks()[-1].persons) == ("document given", (nation.handle,))


def test_nobody_else_opens_it(made: Document, nation: Nation) -> None:
    other = citizen_signed_in(Person.objects.exclude(handle=nation.handle).filter(in_spine=True)[0].handle)
    assert made.number not in page_of(other, "/my/documents/")
    for number in (made.number, "D-2222-2222", "1"):
        assert other.get(f"/my/documents/{number}/pdf/").status_code == 404
    unsure = citizen_signed_in(nation.handle, Assurance.LOW)
    for client in (Client(), signed_in("officer"), unsure):
        assert client.get(f"/my/documents/{made.number}/pdf/").status_code == 302


@IN_BOTH
def test_who_has_none_is_told(holder: Client, language: str) -> None:
    assert 'class="empty"' in page_of(holder, f"/my/documents/?lang={language}")
