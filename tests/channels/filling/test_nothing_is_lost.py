"""Sessions that end, other languages, two windows, forms left open, people without an account."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from tests.channels.conftest import citizen_signed_in
from tests.channels.filling.conftest import GOOD, address, begin, case, fill, fill_all, page_of, seen_on, shown
from tests.citizens import code_on_page
from tests.nation import Nation
from wasl.catalogue.api import Definition
from wasl.identity.api import Citizen
from wasl.identity.sessions.api import end_all
from wasl.persons.models import Person
from wasl.trust.api import Assurance


def test_what_was_typed_when_the_session_had_ended_is_there_after_signing_in(
    applicant: Client, begun: str, nation: Nation
) -> None:
    where = address(begun, "written")
    seen = seen_on(shown(applicant, where))
    visitor = Client()
    answer = visitor.post(where, {"seen": seen, "q-words": "ما كتبته للتو"})
    assert answer["Location"] == "/my/sign-in/"
    assert "ما كتبته" not in str(dict(visitor.session))
    carried = dict(visitor.session)
    again = citizen_signed_in(nation.handle)
    session = again.session
    session.update({"carried": carried["carried"]})
    session.save()
    text = shown(again, where)
    assert "ما كتبته للتو" in text
    assert "لم يُحفظ بعد" in text
    assert again.post(where, {"seen": seen_on(text), "q-words": "ما كتبته للتو"}).status_code == 302
    assert "لم يُحفظ بعد" not in shown(again, where)


def test_signing_in_keeps_what_is_sealed_for_a_page_and_comes_back_to_it(
    applicant: Client, begun: str, nation: Nation
) -> None:
    browser, where = Client(), address(begun, "written")
    browser.post(where, {"seen": "", "q-words": "ما كتبته للتو"})
    number = Person.objects.get(handle=nation.handle).number
    Citizen.objects.filter(person=nation.handle).update(telephone="+201012345678", assurance=Assurance.SUBSTANTIAL)
    browser.post("/my/sign-in/", {"number": number})
    answer = browser.post("/my/sign-in/code/", {"code": code_on_page(browser)})
    assert answer["Location"] == where
    assert "ما كتبته للتو" in shown(browser, where)


def test_what_somebody_else_typed_is_shown_to_nobody_else(applicant: Client, begun: str, nation: Nation) -> None:
    browser, where = Client(), address(begun, "written")
    browser.post(where, {"q-words": "ما كتبته للتو"})
    handle = Person.objects.exclude(handle=nation.handle).values_list("handle", flat=True)[0]
    other = citizen_signed_in(handle)
    session = other.session
    session["carried"] = browser.session["carried"]
    session.save()
    assert other.get(where).status_code == 404
    reference = begin(other, once="9")
    assert "ما كتبته للتو" not in shown(other, address(reference, "written"))


def test_another_language_is_a_button_of_the_form_and_loses_nothing(applicant: Client, begun: str) -> None:
    where = address(begun, "figures")
    text = shown(applicant, where)
    assert re.search(r'<button form="fill"[^>]*name="language" value="en"', text)
    typed = {**GOOD["figures"], "q-hives": "لا أعرف", "q-since-day": "99"}
    answer = applicant.post(f"{where}?back=check", {"seen": seen_on(text), **typed, "language": "en"})
    assert answer["Location"] == f"{where}?back=check"
    after = shown(applicant, where)
    assert 'lang="en"' in after
    assert "لا أعرف" in after
    assert 'value="99"' in after
    assert 'class="errors"' not in after


def test_a_form_left_open_for_too_long_is_shown_again_with_what_was_typed(
    applicant: Client, begun: str, nation: Nation
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[settings.SESSION_COOKIE_NAME] = applicant.cookies[settings.SESSION_COOKIE_NAME].value
    answer = strict.post(address(begun, "written"), {"q-words": "بعد وقت طويل"})
    text = page_of(answer)
    assert answer.status_code == 403
    assert "بعد وقت طويل" in text
    assert 'name="csrfmiddlewaretoken"' in text


def test_of_two_windows_neither_undoes_the_other(applicant: Client, begun: str) -> None:
    where = address(begun, "written")
    old = seen_on(shown(applicant, where))
    fill(applicant, begun, "written", **{"q-words": "الأولى"})
    answer = applicant.post(where, {"seen": old, "q-words": "الثانية"})
    text = page_of(answer)
    assert answer.status_code == 409
    assert "الأولى" in text
    assert "الثانية" in text
    assert "الأولى" in shown(applicant, where)
    assert applicant.post(where, {"mine": "1", "q-words": "الثانية"}).status_code == 302
    assert "الثانية" in shown(applicant, where)


def test_the_same_press_twice_is_no_quarrel(applicant: Client, begun: str) -> None:
    where = address(begun, "written")
    form = {"seen": seen_on(shown(applicant, where)), "q-words": "مرة"}
    assert [applicant.post(where, form).status_code for _ in range(2)] == [302, 302]


def test_somebody_without_an_account_goes_all_the_way(live: Callable[[str], Definition]) -> None:
    live("court-fee-calculator")
    browser = Client()
    assert browser.get("/services/court-fee-calculator/begin/").status_code == 200
    reference = begin(browser, "court-fee-calculator")
    where = browser.get(address(reference))["Location"]
    fill(browser, reference, where.split("/")[-2], **{"q-claim_kind": "value"})
    answer = fill(browser, reference, where.split("/")[-2], **{"q-claim_kind": "value", "q-claim_value": "١٠٠٠"})
    assert answer["Location"] == f"/my/cases/{reference}/check/"
    text = shown(browser, answer["Location"])
    answer = browser.post(f"/my/cases/{reference}/check/", {"once": "1", "seen": seen_on(text)})
    assert shown(browser, answer["Location"])
    assert Client().get(where)["Location"] == "/my/sign-in/"


def test_who_is_not_sure_enough_is_told_how_to_become_so(nation: Nation, offered: Definition) -> None:
    weak = citizen_signed_in(nation.handle, Assurance.LOW)
    for answer in (weak.get("/services/test-everything/begin/"), weak.post("/services/test-everything/begin/")):
        assert answer.status_code == 403
        assert "/my/account/raise/" in page_of(answer)


def test_a_weak_session_sees_no_draft_that_a_sure_one_began(applicant: Client, begun: str, nation: Nation) -> None:
    end_all(Citizen.objects.get(person=nation.handle))
    weak = citizen_signed_in(nation.handle, Assurance.LOW)
    for where in (address(begun), address(begun, "applicant"), f"/my/cases/{begun}/check/"):
        assert nation.number not in page_of(weak.get(where))
        assert weak.get(where).status_code == 403


def test_nobody_begins_without_signing_in_and_the_wanted_service_is_remembered(offered: Definition) -> None:
    browser = Client()
    assert browser.post("/services/test-everything/begin/")["Location"] == "/my/sign-in/"
    assert browser.session["citizen-next"] == "/services/test-everything/begin/"


def test_an_unknown_service_is_not_there(nation: Nation, offered: Definition) -> None:
    assert citizen_signed_in(nation.handle).post("/services/no-such-service/begin/").status_code == 404


def _somebody_else(nation: Nation) -> Person:
    """Whose number is nobody else's."""
    others = Person.objects.exclude(handle=nation.handle).exclude(number=None).order_by("pk")[:9]
    return next(one for one in others if Person.objects.filter(number=one.number).count() == 1)


def test_a_helper_fills_in_and_cannot_send(applicant: Client, begun: str, nation: Nation) -> None:
    other = _somebody_else(nation)
    text = shown(applicant, f"/my/cases/{begun}/invite/")
    once = re.search(r'name="once" value="([^"]+)"', text)
    assert once
    for _ in range(2):
        answer = applicant.post(f"/my/cases/{begun}/invite/", {"once": once[1], "number": other.number})
        assert answer.status_code == 302
    [invitation] = case(begun).invited.all()
    helper = citizen_signed_in(other.handle)
    fill_all(helper, begun)
    text = shown(helper, f"/my/cases/{begun}/check/", language="en")
    assert "Only the applicant can send it" in text
    assert helper.post(f"/my/cases/{begun}/check/", {"once": "s", "declared": "1"}).status_code == 403
    assert case(begun).stage == "draft"
    applicant.post(f"/my/cases/{begun}/invite/", {"end": str(invitation.pk)})
    assert helper.get(address(begun)).status_code == 404


@pytest.mark.parametrize("number", ["", "123", "٩٩٩"])
def test_a_number_that_is_none_is_refused_beside_its_field(applicant: Client, begun: str, number: str) -> None:
    text = page_of(applicant.post(f"/my/cases/{begun}/invite/", {"once": "1", "number": number}))
    assert '<a href="#number">' in text
    assert 'id="number-error"' in text
