"""Drafts: begun once, filled in page by page, and nothing that somebody typed is lost or kept without being asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.cases.walking import citizen, filled, officer, once, one_who_can, upload, visitor
from tests.payments.at_once import at_once
from wasl.cases import api as cases
from wasl.cases import drafting, sheets
from wasl.cases.api import Doer, Sheet, Stage
from wasl.cases.models import Case, Filled, Upload
from wasl.catalogue.api import Definition, Who, publish
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.passage import UnguardedRead, guarded
from wasl.trust.api import Assurance, upkeep

NAME = {"wanted_name": "مكتبة النيل", "activity": "agriculture"}


@pytest.fixture
def names(live: Callable[[str], Definition]) -> Definition:
    return live("trade-name-reservation")


@pytest.fixture
def me(names: Definition) -> Doer:
    return one_who_can(names, NAME)


def begun(definition: Definition, doer: Doer) -> Sheet:
    return cases.opened(cases.begin(definition.slug, doer, once=once()).reference, doer)


def save(found: Sheet, doer: Doer, key: str, seen: Sheet | None = None, **given: object) -> Sheet:
    print_ = (seen or found).print_of(key)
    return cases.save_page(found.case.reference, doer, key, given, seen=print_)


def test_one_press_begins_one_draft_however_often_it_arrives(names: Definition, me: Doer) -> None:
    press = once()
    found = at_once([lambda: cases.begin(names.slug, me, once=press)] * 4)
    assert len({one.reference for one in found if isinstance(one, Case)}) == 1
    assert not [one for one in found if isinstance(one, Exception)]
    assert cases.begin(names.slug, me, once=press).stage == Stage.DRAFT


def test_two_tabs_on_two_pages_are_both_kept(names: Definition, me: Doer) -> None:
    first = second = begun(names, me)
    save(first, me, "name", **NAME)
    save(second, me, "contact", phone="+201912345678", governorate="01", address="شارع النيل")
    answers = cases.opened(first.case.reference, me).filled.answers
    assert answers["wanted_name"] == NAME["wanted_name"]
    assert answers["phone"] == "+201912345678"


def test_two_tabs_on_one_page_do_not_undo_each_other(names: Definition, me: Doer) -> None:
    first = second = begun(names, me)
    save(first, me, "name", **NAME)
    with pytest.raises(cases.Overtaken):
        save(second, me, "name", wanted_name="مكتبة البحر", activity="agriculture")
    assert cases.opened(first.case.reference, me).filled.answers["wanted_name"] == NAME["wanted_name"]


def test_the_same_answers_twice_are_no_quarrel(names: Definition, me: Doer) -> None:
    found = begun(names, me)
    contact = {"phone": "٠١٩١٢٣٤٥٦٧٨", "governorate": "01", "address": " شارع النيل "}
    first = save(found, me, "contact", **contact)
    again = save(found, me, "contact", **contact)
    assert again.filled.answers == first.filled.answers
    assert again.filled.answers["address"] == "شارع النيل"


def test_what_is_not_asked_is_not_kept(names: Definition, me: Doer) -> None:
    found = save(begun(names, me), me, "name", **NAME, full_name="غيري", role="admin")
    assert set(found.filled.answers) == {"wanted_name", "activity"}
    with pytest.raises(Refusal):
        cases.save_page(found.case.reference, me, "no_such_page", {})


def test_what_a_register_says_for_sure_cannot_be_overwritten(names: Definition, me: Doer) -> None:
    found = begun(names, me)
    said = found.asked()["full_name"].value
    found = save(found, me, "applicant", full_name="اسم آخر", number="29001011234567")
    assert found.asked()["full_name"].value == said
    assert "full_name" not in found.filled.answers


def test_a_definition_published_anew_changes_nothing_for_a_draft(names: Definition, me: Doer) -> None:
    found = begun(names, me)
    questions = names.pages["name"].questions
    shorter = {key: one for key, one in questions.items() if key != "second_choice"}
    page = names.pages["name"].model_copy(update={"questions": shorter})
    publish(names.model_copy(update={"pages": {**names.pages, "name": page}}))
    assert "second_choice" in cases.opened(found.case.reference, me).asked()
    assert "second_choice" not in begun(names, me).asked()


@pytest.mark.parametrize(
    ("page", "question", "value"),
    [("contact", "phone", "12"), ("contact", "governorate", "99"), ("name", "activity", "piracy")],
)
def test_what_cannot_be_an_answer_is_refused_in_words(
    names: Definition, me: Doer, page: str, question: str, value: str
) -> None:
    found = begun(names, me)
    with pytest.raises(cases.Unfit) as refused:
        save(found, me, page, **{question: value})
    assert refused.value.problems[question].ar
    assert cases.opened(found.case.reference, me).filled.answers == {}


def test_arabic_digits_are_digits(names: Definition, me: Doer) -> None:
    found = save(begun(names, me), me, "contact", phone="٠١٩١٢٣٤٥٦٧٨", governorate="01", address="شارع")
    assert found.filled.answers["phone"] == "+201912345678"


def test_somebody_elses_row_is_refused(live: Callable[[str], Definition]) -> None:
    sale = live("vehicle-sale-contract")
    me, other = one_who_can(sale), one_who_can(sale, but=1)
    theirs = begun(sale, other).known.choices["plate"][0].value
    found = begun(sale, me)
    assert theirs not in [one.value for one in found.known.choices["plate"]]
    with pytest.raises(cases.Unfit):
        save(found, me, "vehicle", plate=theirs)


def test_what_was_read_for_another_row_does_not_count_for_the_one_chosen(live: Callable[[str], Definition]) -> None:
    """As it stands where the process ended between keeping a choice and reading what registers say of it."""
    sale = live("vehicle-sale-contract")
    me = one_who_can(sale)
    found = begun(sale, me)
    found = save(found, me, "vehicle", plate=found.known.choices["plate"][0].value)
    right = found.asked()["chassis_no"].value
    assert right
    with upkeep("a test"):
        filled = Filled.objects.get(pk=found.case.pk)
        filled.known["facts"]["chassis_no"] = "of another vehicle"
        filled.known["read_for"]["chassis_no"] = ["another row"]
        filled.save()
        assert sheets.sheet(found.case).asked()["chassis_no"].value != "of another vehicle"
    assert cases.opened(found.case.reference, me).asked()["chassis_no"].value == right


def test_a_draft_is_nobody_elses_to_see(names: Definition, me: Doer) -> None:
    found = begun(names, me)
    for stranger in (one_who_can(names, NAME, but=1), visitor(), officer(Who.CASE_WORKER, found.case.office)):
        with pytest.raises(Unknown):
            cases.opened(found.case.reference, stranger)


def test_a_service_for_confirmed_people_is_not_begun_by_others(names: Definition, me: Doer) -> None:
    for doer in (replace(me, level=Assurance.LOW), replace(me, level=None), visitor()):
        with pytest.raises(NotAllowed):
            cases.begin(names.slug, doer, once=once())


def test_a_draft_that_nobody_touched_lapses_and_leaves_nothing(names: Definition, me: Doer) -> None:
    found = filled(names, me, NAME)
    upload(found, "wanted_name")
    Case.objects.filter(pk=found.case.pk).update(saved=datetime.now(UTC) - cases.KEPT - timedelta(minutes=1))
    cases.tidy()
    assert Case.objects.get(pk=found.case.pk).stage == Stage.DISCARDED
    with upkeep("a test"):
        left = Filled.objects.get(pk=found.case.pk)
        assert not Upload.objects.filter(case=found.case).exists()
    assert (left.answers, left.known, left.answer) == ({}, {}, [])
    assert drafting.lapse(datetime.now(UTC)) == 0


def test_a_draft_in_use_stays(names: Definition, me: Doer) -> None:
    found = begun(names, me)
    cases.tidy(datetime.now(UTC) + cases.KEPT - timedelta(minutes=1))
    assert Case.objects.get(pk=found.case.pk).stage == Stage.DRAFT


def test_registers_are_asked_anew_when_somebody_comes_back_later(names: Definition, me: Doer) -> None:
    found = begun(names, me)
    with upkeep("a test"):
        Filled.objects.filter(pk=found.case.pk).update(read=datetime.now(UTC) - timedelta(hours=1), known={})
    assert cases.opened(found.case.reference, me).asked()["full_name"].value


@pytest.mark.parametrize("table", ["filled", "upload", "said", "content"])
def test_what_is_about_a_person_is_not_read_outside_a_passage(names: Definition, table: str) -> None:
    from django.db import connection

    with guarded(), pytest.raises(UnguardedRead), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM cases_{table}")


def test_nobody_keeps_drafts_without_end(names: Definition, me: Doer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "MOST_DRAFTS", 2)
    for _ in range(2):
        begun(names, me)
    with pytest.raises(Refusal, match="many drafts"):
        begun(names, me)
    assert citizen(me.person) == me
