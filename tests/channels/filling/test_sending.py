"""The list of steps, the check before sending, and what one gets afterwards."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.channels.conftest import citizen_signed_in
from tests.channels.filling.conftest import (
    GOOD,
    LANGUAGES,
    address,
    begin,
    case,
    fill,
    fill_all,
    page_of,
    seen_on,
    shown,
)
from tests.nation import Nation
from wasl.cases.models import Stage
from wasl.catalogue.api import Definition
from wasl.payments.api import payments_for


def check(reference: str) -> str:
    return f"/my/cases/{reference}/check/"


def send(client: Client, reference: str, **more: str) -> Any:
    return client.post(check(reference), {"once": "s", "seen": seen_on(shown(client, check(reference))), **more})


@pytest.fixture
def whole(applicant: Client, begun: str) -> str:
    fill_all(applicant, begun)
    return begun


@LANGUAGES
def test_a_long_service_lists_its_steps_and_says_how_far_each_is(applicant: Client, begun: str, language: str) -> None:
    text = shown(applicant, address(begun), language=language)
    assert {"ar": "مطلوب", "en": "To do"}[language] in text
    assert {"ar": "٣٠ يومًا", "en": "30 days"}[language] in text
    assert check(begun) not in text
    fill_all(applicant, begun)
    assert check(begun) in shown(applicant, address(begun))


def test_a_short_service_goes_on_to_its_next_page(nation: Nation, live: Callable[[str], Definition]) -> None:
    live("birth-certificate")
    client = citizen_signed_in(nation.handle)
    reference = begin(client, "birth-certificate")
    where = client.get(address(reference))["Location"]
    assert where.startswith(address(reference))
    assert shown(client, where)


@LANGUAGES
def test_the_check_shows_every_answer_its_source_and_the_fee(applicant: Client, whole: str, language: str) -> None:
    text = shown(applicant, check(whole), language=language)
    told = {
        "ar": ("نحل وعسل", "٢٧ مارس ٢٠٢٤", "شمع", "رسم الترخيص", "للعرض", "لم يُذكر", "تغيير", "قُرئ اليوم"),
        "en": (
            "نحل وعسل",
            "27 March 2024",
            "Wax",
            "Licence",
            "demonstration",
            "Not provided",
            "Change",
            "read today at",
        ),
    }
    assert [words for words in told[language] if words not in text] == []
    assert f"{address(whole, 'figures')}?back=check#q-hives" in text


def test_a_change_from_the_check_leads_back_to_it(applicant: Client, whole: str) -> None:
    where = f"{address(whole, 'figures')}?back=check"
    answer = applicant.post(where, {"seen": seen_on(shown(applicant, where)), **GOOD["figures"], "q-hives": "7"})
    assert answer["Location"] == check(whole)
    assert "٧" in shown(applicant, check(whole))


def test_what_a_change_makes_necessary_is_asked_before_the_check(applicant: Client, begun: str) -> None:
    for page, fields in GOOD.items():
        fill(applicant, begun, page, **({**fields, "q-insured": "no"} if page == "chosen" else fields))
    where = f"{address(begun, 'chosen')}?back=check"
    form = {"seen": seen_on(shown(applicant, where)), **GOOD["chosen"]}
    assert applicant.post(where, form)["Location"] == where
    form = {"seen": seen_on(shown(applicant, where)), **GOOD["chosen"]}
    assert applicant.post(where, form)["Location"] == check(begun)


def test_the_button_sends_once_and_the_receipt_says_what_comes_next(applicant: Client, whole: str) -> None:
    text = shown(applicant, check(whole), language="en")
    form = {"once": "s", "seen": seen_on(text), "declared": "1"}
    for _ in range(2):
        answer = applicant.post(check(whole), form)
        assert answer["Location"] == f"/my/cases/{whole}/sent/"
    assert case(whole).stage == Stage.OPEN
    assert case(whole).journal.filter(kind="sent").count() == 1
    receipt = shown(applicant, answer["Location"], language="en")
    [payment] = payments_for(whole)
    assert [
        words
        for words in (whole, "Pay the fee", f"/pay/{payment.reference}/", "A decision at the")
        if words not in receipt
    ] == []


@LANGUAGES
def test_without_the_declaration_nothing_is_sent(applicant: Client, whole: str, language: str) -> None:
    applicant.cookies["django_language"] = language
    answer = send(applicant, whole)
    text = page_of(answer)
    assert '<a href="#declared">' in text
    assert 'aria-invalid="true"' in text
    assert case(whole).stage == Stage.DRAFT


def test_one_like_another_is_asked_about_first(applicant: Client, whole: str) -> None:
    send(applicant, whole, declared="1")
    second = begin(applicant, once="2")
    fill_all(applicant, second)
    text = page_of(send(applicant, second, declared="1"))
    assert whole in text
    assert case(second).stage == Stage.DRAFT
    applicant.post(check(second), {"once": "s", "declared": "1", "despite": "1"})
    assert case(second).stage == Stage.OPEN


def test_who_does_not_meet_a_condition_reads_which_and_by_which_law(applicant: Client, whole: str) -> None:
    fill(applicant, whole, "chosen", **{**GOOD["chosen"], "q-insured": "no"})
    text = shown(applicant, check(whole), language="en")
    assert "You do not meet this condition:" in text
    assert "Article 7" in text
    assert "Send the request" not in text
    applicant.post(check(whole), {"once": "s", "declared": "1"})
    assert case(whole).stage == Stage.DRAFT


def test_answers_changed_in_another_tab_are_shown_before_they_are_sent(applicant: Client, whole: str) -> None:
    old = seen_on(shown(applicant, check(whole)))
    fill(applicant, whole, "written", **{"q-words": "شيء آخر"})
    text = page_of(applicant.post(check(whole), {"once": "s", "seen": old, "declared": "1"}))
    assert "شيء آخر" in text
    assert case(whole).stage == Stage.DRAFT


def test_an_unfinished_one_cannot_be_sent(applicant: Client, begun: str) -> None:
    text = shown(applicant, check(begun), language="en")
    assert "Some questions have no answer yet" in text
    applicant.post(check(begun), {"once": "s", "declared": "1"})
    assert case(begun).stage == Stage.DRAFT


def test_an_inquiry_shows_its_answer_at_once(nation: Nation, live: Callable[[str], Definition]) -> None:
    live("driving-fines-inquiry")
    client = citizen_signed_in(_holder())
    reference = begin(client, "driving-fines-inquiry")
    where = client.get(address(reference))["Location"]
    value = re.search(r'name="q-licence_no" value="([^"]+)"', shown(client, where))
    assert value
    assert 'name="q-licence_class"' not in shown(client, where)
    answer = fill(client, reference, "licence", **{"q-licence_no": value[1]})
    assert answer["Location"] == check(reference)
    assert "read today at" in shown(client, check(reference), language="en")
    answer = send(client, reference)
    text = shown(client, answer["Location"], language="en")
    assert "The answer" in text


def _holder() -> str:
    """Somebody who holds a driving licence."""
    from wasl.persons.models import Link

    return str(Link.objects.filter(register="reg-010", role="holder").order_by("pk")[0].person.handle)


def test_a_draft_is_thrown_away_only_after_asking(applicant: Client, begun: str) -> None:
    where = f"/my/cases/{begun}/discard/"
    assert "Throw it away" in shown(applicant, where, language="en")
    assert case(begun).stage == Stage.DRAFT
    for _ in range(2):
        applicant.post(where)
    assert case(begun).stage == Stage.DISCARDED


def test_nothing_is_there_for_somebody_else(applicant: Client, begun: str, nation: Nation) -> None:
    from wasl.persons.models import Person

    handle = Person.objects.exclude(handle=nation.handle).values_list("handle", flat=True)[0]
    other = citizen_signed_in(handle)
    for where in (address(begun), address(begun, "written"), check(begun), f"/my/cases/{begun}/sent/"):
        assert other.get(where).status_code == 404
        assert other.post(where, {"q-words": "x"}).status_code in (404, 405)
    for more in ("discard", "invite"):
        assert other.post(f"/my/cases/{begun}/{more}/").status_code == 404
    assert case(begun).stage == Stage.DRAFT
