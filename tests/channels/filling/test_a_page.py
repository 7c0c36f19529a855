"""One page: every type of question, every error beside its field, and what was typed stays."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.cases.files import pdf
from tests.channels.filling.conftest import (
    GOOD,
    LANGUAGES,
    address,
    begin,
    fill,
    fill_all,
    page_of,
    shown,
)
from wasl.cases.models import Filled
from wasl.trust.api import own_words


def answers(reference: str) -> dict[str, Any]:
    with own_words("a test"):
        return dict(Filled.objects.get(case__reference=reference).answers)


@pytest.mark.parametrize("page", GOOD)
@LANGUAGES
def test_each_page_is_shown_and_saved(applicant: Client, begun: str, page: str, language: str) -> None:
    text = shown(applicant, address(begun, page), language=language)
    assert f'lang="{language}"' in text
    assert fill(applicant, begun, page, **GOOD[page]).status_code == 302


def test_answers_are_kept_in_one_form_whatever_the_digits(applicant: Client, begun: str) -> None:
    fill_all(applicant, begun)
    kept = answers(begun)
    expected = {
        "words": "نحل وعسل",
        "hives": 12,
        "price": 123450,
        "since": "2024-03-27",
        "insured": True,
        "insurer": "مصر",
        "kind": "bees",
        "products": ["wax"],
        "country": "SDN",
        "phone": "+201012345678",
    }
    assert {key: kept[key] for key in expected} == expected


BAD = [
    ("written", {"q-words": ""}, "q-words"),
    ("written", {"q-words": "ط" * 41}, "q-words"),
    ("written", {"q-words": "نحل", "q-mail": "nobody at home"}, "q-mail"),
    ("written", {"q-words": "نحل", "q-other": "123"}, "q-other"),
    ("figures", {"q-hives": "عشر"}, "q-hives"),
    ("figures", {"q-hives": "-5"}, "q-hives"),
    ("figures", {"q-hives": "901"}, "q-hives"),
    ("figures", {"q-price": "12,5"}, "q-price"),
    ("figures", {"q-price": "0.5"}, "q-price"),
    ("figures", {"q-since-day": "31", "q-since-month": "2", "q-since-year": "2024"}, "q-since-day"),
    ("figures", {"q-since-day": "1", "q-since-month": "", "q-since-year": "2024"}, "q-since-day"),
    ("chosen", {"q-insured": "perhaps"}, "q-insured-1"),
    ("chosen", {"q-kind": "dragons"}, "q-kind-1"),
    ("chosen", {"q-products": ["wax", "gold"]}, "q-products-1"),
    ("chosen", {"q-country": "nowhere"}, "q-country"),
    ("own", {"q-plate": "of somebody else"}, "q-plate"),
    ("own", {"q-child": ["of somebody else"]}, "q-child"),
    ("contact", {"q-phone": "12"}, "q-phone"),
    ("contact", {"q-governorate": "nowhere"}, "q-governorate"),
]


CHOSEN = {"q-insured", "q-insurer", "q-kind", "q-country", "q-governorate", "q-plate"}
"""Shown as what was chosen, or not asked yet."""


@pytest.mark.parametrize(("page", "wrong", "place"), BAD)
@LANGUAGES
def test_an_error_stands_on_top_and_beside_its_field_and_nothing_typed_is_lost(
    applicant: Client, begun: str, page: str, wrong: dict[str, Any], place: str, language: str
) -> None:
    applicant.cookies["django_language"] = language
    before = answers(begun)
    answer = fill(applicant, begun, page, **{**GOOD[page], **wrong})
    text = page_of(answer)
    assert answer.status_code == 200
    assert f'<a href="#{place}' in text
    assert f'id="{place}' in text
    title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    assert title
    assert title[1].startswith({"ar": "خطأ:", "en": "Error:"}[language])
    problem = re.search(rf'<a href="#{place}[^"]*">(.*?)</a>', text)
    assert problem
    assert text.count(problem[1]) >= 2
    typed = {**GOOD[page], **wrong}
    for name, value in typed.items():
        if isinstance(value, str) and name not in CHOSEN:
            assert value in text
    assert answers(begun) == before


def test_a_question_that_an_answer_brings_up_is_asked_on_the_same_page(applicant: Client, begun: str) -> None:
    given = {**GOOD["chosen"]}
    del given["q-insurer"]
    assert 'name="q-insurer"' not in shown(applicant, address(begun, "chosen"))
    answer = fill(applicant, begun, "chosen", **given)
    assert answer["Location"] == address(begun, "chosen")
    assert 'name="q-insurer"' in shown(applicant, address(begun, "chosen"))


def test_an_answer_that_ends_the_service_says_why_and_can_be_changed(applicant: Client, begun: str) -> None:
    answer = fill(applicant, begun, "figures", **{**GOOD["figures"], "q-hives": "600"})
    assert "stop" in answer["Location"]
    text = shown(applicant, answer["Location"])
    assert "هذه الخدمة حتى خمسمئة خلية" in text
    assert address(begun, "figures") in text
    assert applicant.get(f"/my/cases/{begun}/check/")["Location"] == answer["Location"]
    assert fill(applicant, begun, "figures", **GOOD["figures"]).status_code == 302


def test_what_registers_know_stands_with_its_source_and_can_be_called_wrong(applicant: Client, begun: str) -> None:
    text = shown(applicant, address(begun, "applicant"), language="en")
    assert "read today at" in text
    assert "/my/data/correct/?register=" in text
    assert 'name="q-number"' not in text
    link = re.search(r'href="(/my/data/correct/[^"]+)"', text)
    assert link
    assert applicant.get(link[1]).status_code == 200


def test_hints_and_what_is_optional_are_said(applicant: Client, begun: str) -> None:
    text = shown(applicant, address(begun, "written"), language="en")
    assert "Two words are enough" in text
    assert text.count("(optional)") == 3


def test_nobody_can_choose_where_a_register_holds_nothing_and_it_says_which(applicant: Client, begun: str) -> None:
    text = shown(applicant, address(begun, "own"), language="en")
    assert ('name="q-plate"' in text) != ("Nothing is entered under your name in" in text)


def test_a_file_is_given_listed_and_taken_back(applicant: Client, begun: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    where = address(begun, "own")
    for pages, name in enumerate(("one.pdf", "two.pdf"), 1):
        file = SimpleUploadedFile(name, pdf(pages), content_type="application/pdf")
        answer = fill(applicant, begun, "own", **{"q-proof": file, "add": "proof"})
        assert answer["Location"] == where, page_of(answer)
    text = shown(applicant, where)
    assert "one.pdf" in text
    assert "two.pdf" in text
    keys = re.findall(r'name="remove" value="(\w+)"', text)
    assert applicant.post(where, {"remove": keys[0]})["Location"] == where
    assert "one.pdf" not in shown(applicant, where)
    assert answers(begun)["proof"] == keys[1:]


def test_a_file_that_comes_with_the_page_is_saved_with_it(applicant: Client, begun: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = fill(applicant, begun, "own", **{"q-proof": SimpleUploadedFile("one.pdf", pdf())})
    assert answer.status_code == 302
    assert len(answers(begun)["proof"]) == 1


def test_a_file_that_is_no_paper_is_refused_beside_its_field(applicant: Client, begun: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = fill(applicant, begun, "own", **{"q-proof": SimpleUploadedFile("virus.pdf", b"MZ"), "add": "proof"})
    assert '<a href="#q-proof">' in page_of(answer)
    assert "proof" not in answers(begun)


def test_pages_are_light(applicant: Client, begun: str) -> None:
    import gzip

    for page in GOOD:
        assert len(gzip.compress(applicant.get(address(begun, page)).content)) < 8_000


def test_a_page_off_the_path_and_an_unknown_one_are_no_crash(applicant: Client, begun: str) -> None:
    shown(applicant, address(begun, "no_such_page"), 404)
    fill(applicant, begun, "figures", **{**GOOD["figures"], "q-hives": "600"})
    text = shown(applicant, address(begun, "contact"), 409, "en")
    assert "This page is not part of your request" in text
    assert "Go on with the request" in text


def test_one_that_was_sent_takes_no_more_answers(applicant: Client, begun: str) -> None:
    from wasl.cases.models import Case

    Case.objects.filter(reference=begun).update(stage="open", sent="2026-01-01T00:00Z", state="in_review", who="x")
    assert "has been sent already" in shown(applicant, address(begun, "written"), 409, "en")


def test_beginning_twice_offers_to_go_on(applicant: Client, begun: str) -> None:
    text = page_of(applicant.post("/services/test-everything/begin/?lang=en", {"once": "2", "for": "me"}))
    assert "You have an unfinished request" in text
    assert begun in text
    assert begin(applicant, once="3") != begun
    assert begin(applicant, once="3") != begun
