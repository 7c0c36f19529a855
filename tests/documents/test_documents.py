"""Issued once, checked by anybody without a word about anybody, read behind the door only."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.payments.at_once import at_once
from wasl.core.conf import settings as wasl_settings
from wasl.core.errors import Refusal, Unknown
from wasl.core.passage import UnguardedRead, guarded
from wasl.core.text import Text
from wasl.documents import paper as module
from wasl.documents.api import (
    Checked,
    Document,
    Draft,
    Standing,
    check,
    document,
    documents_for,
    documents_of,
    issue,
    pdf,
    revoke,
    why_revoked,
)
from wasl.documents.finding import normalised
from wasl.documents.models import Content
from wasl.trust.api import upkeep

ME, OTHER = "a" * 20, "b" * 20
NAME = Text(ar="الاسم", en="Name"), Text(ar="منى محمود السيد", en="Mona Mahmoud")
DRAFT = Draft(
    kind="driving-licence",
    title=Text(ar="رخصة قيادة خاصة", en="Private driving licence"),
    agency="traffic",
    holder=ME,
    case="W-1",
    lines=[NAME],
    valid_until=date(2027, 1, 31),
)
BY = "staff:officer"
WHY = Text(ar="صدرت بالخطأ", en="issued by mistake")


@pytest.fixture(autouse=True)
def store(transactional_db: None) -> Iterator[None]:
    with guarded():  # as every request is
        yield


def issued(once: str = "1", **changes: object) -> Document:
    return issue(replace(DRAFT, **changes), once=once)  # type: ignore[arg-type]


def test_the_same_token_is_one_document() -> None:
    assert issued().pk == issued().pk
    assert Document.objects.count() == 1


def test_the_same_token_at_once_is_one_document() -> None:
    found = at_once([issued] * 6)
    assert [one for one in found if isinstance(one, Exception)] == []
    with upkeep("a test"):
        assert Document.objects.count() == Content.objects.count() == 1


@given(tokens=st.lists(st.text(max_size=8), min_size=1, max_size=6))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_there_are_as_many_documents_as_tokens(tokens: list[str]) -> None:
    with upkeep("a test"):
        Content.objects.all().delete()
        Document.objects.all().delete()
    for token in tokens:
        issued(token)
    assert Document.objects.count() == len(set(tokens))


def test_a_token_of_another_document_is_refused() -> None:
    issued()
    for changed in ({"case": "W-2"}, {"kind": "passport"}):
        with pytest.raises(Refusal, match="another document"):
            issued(**changed)


def test_an_agency_is_one_of_the_country() -> None:
    with pytest.raises(Refusal, match="nobody"):
        issued(agency="nobody")


def test_documents_of_a_case_and_of_a_person_are_found() -> None:
    first, second = issued("1"), issued("2")
    issued("3", case="W-2", holder=OTHER)
    issued("4", case="W-3", holder="")
    assert [one.pk for one in documents_for("W-1")] == [first.pk, second.pk]
    with upkeep("a test"):
        assert [one.pk for one in documents_of(ME)] == [second.pk, first.pk]
        assert documents_of("") == []


def test_whose_it_is_and_what_it_says_stay_behind_the_door() -> None:
    made = issued()
    for attempt in (lambda: documents_of(ME), lambda: pdf(made, "ar"), lambda: made.content.lines):
        with pytest.raises(UnguardedRead):
            attempt()


def test_anybody_is_told_that_it_was_issued_and_nothing_of_whom() -> None:
    made = issued()
    found = check(made.number)
    assert (found.standing, found.agency, found.kind, found.demo) == (Standing.STANDS, "traffic", DRAFT.kind, True)
    assert {field.name for field in fields(Checked)} & {"holder", "lines", "case"} == set()
    assert "منى" not in str(found)


@pytest.mark.parametrize("number", ["D-2222-2222", "", "\x00", "1", "D-2222-2222-2222", "٢" * 500])
def test_what_was_not_issued_is_said_not_to_be(number: str) -> None:
    with pytest.raises(Unknown):
        check(number)


def test_a_number_may_be_written_in_any_way() -> None:
    made = issued()
    letters = made.number.replace("-", "")
    for written in (letters.lower(), letters[1:], f" {made.number} ", made.number.replace("-", " ")):
        assert document(written).pk == made.pk


@given(st.text())
def test_a_number_is_whole_or_none(text: str) -> None:
    found = normalised(text)
    assert found in {"", normalised(found)}


def test_after_its_last_day_it_has_expired() -> None:
    number = issued().number
    for instant, standing in (
        (datetime(2027, 1, 31, 21, 59, tzinfo=UTC), Standing.STANDS),  # the country's clocks are two hours ahead
        (datetime(2027, 1, 31, 22, 1, tzinfo=UTC), Standing.EXPIRED),
    ):
        with time_machine.travel(instant, tick=False):
            assert check(number).standing is standing


def test_revoked_it_stays_revoked_and_why_is_for_its_holder_alone() -> None:
    made = issued()
    revoke(made.number, why=WHY, by=BY)
    first = document(made.number)
    revoke(made.number, why=Text(ar="سبب آخر", en="another reason"), by="staff:other")
    stands = document(made.number)
    assert (stands.revoked, stands.revoked_by) == (first.revoked, BY)
    assert check(made.number).standing is Standing.REVOKED
    assert WHY.en not in str(check(made.number))
    with upkeep("a test"):
        assert why_revoked(stands) == WHY
        assert why_revoked(issued("another")) is None


def test_nobody_revokes_what_is_not_there_or_without_a_name() -> None:
    with pytest.raises(Unknown):
        revoke("D-2222-2222", why=WHY, by=BY)
    with pytest.raises(Refusal):
        revoke(issued().number, why=WHY, by="")


def test_the_store_holds_who_revoked() -> None:
    made = issued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=made.pk).update(revoked=datetime.now(UTC))


# --- on paper ---------------------------------------------------------------------------------------------------------


def on_paper(made: Document, language: str) -> PdfReader:
    with upkeep("a test"):
        return PdfReader(BytesIO(pdf(made, language)))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_paper_says_what_was_issued_by_whom_and_where_to_check_it(language: str) -> None:
    made = issued(lines=[NAME, (NAME[0], Text(ar="# *x* $y$ @z", en="# *x* $y$ @z"))])
    read = on_paper(made, language)
    text = read.pages[0].extract_text()
    assert made.number in text
    assert f"/documents/{made.number}/" in text
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]) == language
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in root["/Metadata"].get_data().decode()
    if language == "en":
        assert "# *x* $y$ @z" in text
        assert "Mona Mahmoud" in text
        assert "in a demonstration" in text
        assert "Valid until" in text


def test_the_days_on_paper_are_the_countrys() -> None:
    with time_machine.travel(datetime(2026, 11, 22, 22, 30, tzinfo=UTC), tick=False):
        made = issued()
        revoke(made.number, why=WHY, by=BY)
    text = on_paper(document(made.number), "en").pages[0].extract_text()
    assert text.count("23 November 2026") == 2


def test_long_content_goes_on_over_pages() -> None:
    assert len(on_paper(issued(lines=[NAME] * 120, valid_until=None), "ar").pages) > 2


def test_the_paper_of_what_was_revoked_says_so() -> None:
    made = issued()
    assert "was revoked" not in on_paper(made, "en").pages[0].extract_text()
    revoke(made.number, why=WHY, by=BY)
    text = on_paper(document(made.number), "en").pages[0].extract_text()
    assert "was revoked on" in text
    assert WHY.en not in text


def test_outside_a_demonstration_the_paper_says_nothing_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WASL_DEMO", "false")
    wasl_settings.cache_clear()
    made = issued()
    monkeypatch.undo()
    wasl_settings.cache_clear()
    assert not check(made.number).demo
    assert "emonstration" not in on_paper(made, "en").pages[0].extract_text()


def test_without_the_face_nothing_is_printed(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(module, "FONTS", tmp_path)
    with upkeep("a test"), pytest.raises(Refusal):
        pdf(issued(), "ar")
