"""The pages on which staff ask whether somebody is who they say."""

import numpy as np
import pytest
import zxingcpp
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.channels.conftest import citizen_signed_in, signed_in
from tests.identity.verification.test_documents import PASSPORT, png_of
from tests.nation import Nation
from wasl.identity.verification import codes
from wasl.identity.verification.models import Asking
from wasl.messaging.api import Message

PAGES = ["/verify/", "/verify/documents/", "/verify/photos/", "/verify/faces/", "/verify/history/"]


@pytest.fixture(autouse=True)
def nothing_asked(nation: Nation) -> None:
    Asking.objects.all().delete()


@pytest.fixture
def officer(nation: Nation, clean_ledger: None) -> Client:
    return english(signed_in("officer"))


def english(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def ask(client: Client, nation: Nation, **more: str) -> str:
    """The answer's address."""
    sent = {"number": nation.number, "full_name": nation.full_name, "case": "K-7", **more}
    answer = client.post("/verify/", sent)
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_first_what_it_is_in_both_languages(officer: Client, page: str) -> None:
    for language, lead in (("ar", "التحقق من الهوية"), ("en", "Verifying identity")):
        officer.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        answer = officer.get(page)
        assert answer.status_code == 200
        assert lead in answer.content.decode()
        assert 'class="lead"' in answer.content.decode()


@pytest.mark.parametrize("page", [*PAGES, "/verify/history.csv"])
def test_only_those_whom_a_policy_lets_ask_get_in(nation: Nation, auditor: Client, page: str) -> None:
    assert auditor.get(page).status_code == 403
    assert signed_in("steward").get(page).status_code == 403
    assert Client().get(page).status_code == 302
    assert citizen_signed_in(nation.handle).get(page).status_code == 302


def test_a_question_is_answered_in_a_word_and_shows_nothing_of_the_person(officer: Client, nation: Nation) -> None:
    address = ask(officer, nation)
    shown = officer.get(address).content.decode()
    assert "Partly: what was said is not enough" in shown
    assert all(value not in shown for value in (nation.number, nation.full_name, nation.handle))
    assert nation.number not in address


def test_a_form_without_name_or_with_half_a_number_is_shown_again_with_its_errors(
    officer: Client, nation: Nation
) -> None:
    answer = officer.post("/verify/", {"number": "123", "full_name": "أحمد علي"})
    assert answer.status_code == 400
    assert "a national number has 14 digits" in answer.content.decode()
    assert officer.post("/verify/", {"number": nation.number}).status_code == 400
    assert not Asking.objects.exists()


def test_guessing_too_often_is_told_as_such(officer: Client, nation: Nation) -> None:
    for nth in range(3):
        ask(officer, nation, phone=f"0100000000{nth}")
    answer = officer.post("/verify/", {"number": nation.number, "full_name": nation.full_name, "phone": "01000000009"})
    assert answer.status_code == 429


def test_the_history_is_empty_then_lists_then_exports(officer: Client, nation: Nation) -> None:
    assert "Ask the first question" in officer.get("/verify/history/").content.decode()
    reference = ask(officer, nation).split("/")[2]
    shown = officer.get("/verify/history/").content.decode()
    assert reference in shown
    assert "K-7" in shown
    lines = b"".join(officer.get("/verify/history.csv")).decode("utf-8-sig").splitlines()
    assert lines[1].startswith(f"{reference},")
    assert nation.number not in "".join(lines)


@pytest.mark.parametrize("before", ["", "yesterday", "2026-13-45T00:00", "2026-01-01", "\x00"])
def test_a_page_of_the_history_that_is_none_is_the_first(officer: Client, nation: Nation, before: str) -> None:
    reference = ask(officer, nation).split("/")[2]
    assert reference in officer.get("/verify/history/", {"before": before}).content.decode()


def test_another_office_finds_neither_the_answer_nor_the_history(officer: Client, nation: Nation) -> None:
    address = ask(officer, nation)
    other = signed_in("registrar")
    assert other.get(address).status_code == 404
    assert address.split("/")[2] not in other.get("/verify/history/").content.decode()


def test_a_code_confirms_the_answer(officer: Client, nation: Nation, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Message] = []
    monkeypatch.setattr(codes, "send", sent.append)
    address = ask(officer, nation)
    after = officer.post(f"{address}code/", {"number": nation.number}, follow=True)
    assert "a code is on its way" in after.content.decode()
    wrong = officer.post(f"{address}confirm/", {"code": "x"})
    assert (wrong.status_code, "not the code" in wrong.content.decode()) == (400, True)
    digits = "".join(sign for sign in sent[0].text.split(":")[1][:8] if sign.isdigit())
    officer.post(f"{address}confirm/", {"code": digits})
    assert "Confirmed by a code" in officer.get(address).content.decode()


def test_the_person_reads_that_somebody_asked(officer: Client, nation: Nation) -> None:
    ask(officer, nation)
    shown = english(citizen_signed_in(nation.handle)).get("/my/looks/").content.decode()
    assert "It was asked whether you are who you say" in shown


def test_lines_and_photos_are_checked_on_their_pages(officer: Client) -> None:
    good = officer.post("/verify/documents/", {"content": PASSPORT, "full_name": "أحمد محمود حسن"})
    assert "It hangs together" in good.content.decode()
    assert "agrees" in good.content.decode()
    assert officer.post("/verify/documents/", {"content": "nothing"}).status_code == 400
    made = zxingcpp.create_barcode(PASSPORT, zxingcpp.BarcodeFormat.PDF417)
    photo = SimpleUploadedFile("card.png", png_of(np.array(made.to_image(scale=3))), "image/png")
    assert "A12345678" in officer.post("/verify/photos/", {"image": photo}).content.decode()
    rubbish = SimpleUploadedFile("card.png", b"rubbish", "image/png")
    assert officer.post("/verify/photos/", {"image": rubbish}).status_code == 400


def test_the_page_of_faces_says_that_it_is_a_demonstration(officer: Client) -> None:
    assert "no face was compared" in officer.get("/verify/faces/").content.decode()
    files = {name: SimpleUploadedFile(name, png_of(np.zeros((4, 4), np.uint8)), "image/png") for name in ("one", "two")}
    assert "no face was compared" in officer.post("/verify/faces/", files).content.decode()
