"""All requests of whoever is here, and all that they were told."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cases.walking import candidates, citizen, filled, officer, once, told_by_examples
from tests.channels.conftest import citizen_signed_in
from tests.channels.mycases.conftest import (
    APPLICATION,
    APPOINTMENT,
    LANGUAGES,
    Sender,
    address,
    browser,
    by_office,
    page,
    pay,
)
from wasl.cases import api as cases
from wasl.cases.api import Basis, Case, Doer, Invited, Stage
from wasl.catalogue.api import Definition, Who
from wasl.identity.accounts.api import account_of
from wasl.persons.models import Person
from wasl.trust.api import Assurance

OPEN_TO_ALL = "notary-branch-queues"


@LANGUAGES
def test_who_has_none_is_led_to_the_services(
    own_nation: object, live: Callable[[str], Definition], clean_ledger: None, language: str
) -> None:
    person = candidates(live(APPLICATION))[0]
    client = browser(person, language)
    for where in ("/my/cases/", "/my/messages/"):
        text = page(client, where)
        assert 'class="button" href="/services/"' in text
        assert {"ar": "بعد.", "en": "yet."}[language] in text


@LANGUAGES
def test_they_stand_by_what_is_to_be_done(sent: Sender, language: str) -> None:
    waiting = sent()
    doer = citizen(waiting.person)
    draft = cases.begin(APPLICATION, doer, once=once())
    ended = cases.begin(APPLICATION, doer, once=once())
    client = browser(waiting, language)
    text = page(client, "/my/cases/")
    titles = {"ar": ("مطلوب منك شيء", "لم تُرسل بعد"), "en": ("Something is needed from you", "Not sent yet")}[language]
    assert text.index(titles[0]) < text.index(waiting.reference) < text.index(titles[1]) < text.index(draft.reference)
    assert {"ar": "تُحفظ حتى", "en": "Kept until"}[language] in text
    assert address(draft, "discard/") in text
    cases.discard(ended.reference, doer)
    assert ended.reference not in page(client, "/my/cases/")
    cases.act(waiting.reference, "withdraw", doer, once=once())
    text = page(client, "/my/cases/")
    assert titles[0] not in text
    assert text.index({"ar": "انتهت", "en": ">Ended<"}[language]) < text.index(waiting.reference)


@LANGUAGES
def test_messages_of_all_requests_stand_newest_first(sent: Sender, language: str) -> None:
    case = sent()
    pay(case)
    by_office(case, "ask_correction", words="أرسل عقد الإيجار")
    text = page(browser(case, language), "/my/messages/")
    last = {"ar": "وصل طلبك", "en": "Your request has arrived"}[language]
    assert text.index("أرسل عقد الإيجار") < text.index(last)
    assert address(case) in text


def test_messages_about_others_are_theirs(sent: Sender) -> None:
    case = sent()
    stranger = Person.objects.exclude(handle=case.person).exclude(number="").first()
    assert stranger
    assert case.reference not in page(browser(stranger.handle), "/my/messages/")


def test_a_request_for_somebody_else_names_them_and_a_guardian_sees_it(sent: Sender) -> None:
    case = sent()
    guardian = Person.objects.exclude(handle=case.person).exclude(number="").last()
    assert guardian
    client = browser(guardian.handle)
    account = account_of(guardian.handle)
    assert account
    Case.objects.filter(pk=case.pk).update(actor=account.account_id, basis=Basis.GUARDIAN)
    name = Person.objects.get(handle=case.person).full_name
    assert name in page(client, "/my/cases/")
    text = page(client, address(case))
    assert f'<bdi dir="auto">{name}' in text
    own = browser(case)
    assert "made for you by somebody else" in page(own, "/my/cases/")
    assert "What you must do now" in page(own, address(case))


def test_a_helper_sees_the_draft_and_may_leave_it(sent: Sender) -> None:
    case = sent()
    doer = citizen(case.person)
    draft = cases.begin(APPLICATION, doer, once=once())
    helper = Person.objects.exclude(handle=case.person).exclude(number="").first()
    assert helper
    cases.invite(draft.reference, helper.number or "", Invited.Part.HELPER, doer, once=once())
    client = browser(helper.handle)
    text = page(client, "/my/cases/")
    assert "you help to fill it in" in text
    assert address(draft, "discard/") not in text
    client.post(address(draft, "signers/"), {"end": str(draft.invited.get().pk)})
    assert draft.reference not in page(client, "/my/cases/")


def test_an_account_that_is_not_confirmed_sees_only_what_it_began(sent: Sender) -> None:
    case = sent()
    Case.objects.filter(pk=case.pk).update(actor="citizen:somebody", basis=Basis.GUARDIAN)
    text = page(citizen_signed_in(case.person, Assurance.LOW), "/my/cases/?lang=en")
    assert case.reference not in text


@LANGUAGES
def test_a_visitor_sees_what_was_begun_in_this_browser(
    own_nation: object, live: Callable[[str], Definition], clean_ledger: None, language: str
) -> None:
    live(OPEN_TO_ALL)
    client = Client()
    client.cookies["django_language"] = language
    assert {"ar": "سجل الدخول", "en": "Sign in"}[language] in page(client, "/my/cases/")
    client.post(f"/services/{OPEN_TO_ALL}/begin/", {"once": "1", "for": "me", "new": "1"})
    case = Case.objects.get(actor__startswith="visitor:")
    assert case.reference in page(client, "/my/cases/")
    assert case.reference not in page(Client(), "/my/cases/")
    assert Client().get(address(case)).status_code == 302
    where = client.get(address(case))["Location"]
    assert where == address(case, "fill/")


@LANGUAGES
def test_what_a_visitor_sent_has_its_page(
    own_nation: object, live: Callable[[str], Definition], clean_ledger: None, language: str
) -> None:
    definition = live(OPEN_TO_ALL)
    client = Client()
    client.cookies["django_language"] = language
    client.post(f"/services/{OPEN_TO_ALL}/begin/", {"once": "1", "for": "me", "new": "1"})
    account = Case.objects.get(actor__startswith="visitor:").actor
    doer = Doer(account, Who.CITIZEN, "portal")
    case = filled(definition, doer, told_by_examples(OPEN_TO_ALL)[0]).case
    case = cases.submit(case.reference, doer, once=once(), declared=True, despite=True)
    text = page(client, address(case))
    assert case.reference in text
    assert "/my/wallet/" not in text
    assert Client().get(address(case)).status_code == 302
    assert case.reference in page(client, "/my/messages/")


@LANGUAGES
def test_an_appointment_shows_day_and_place_and_is_cancelled_by_withdrawing(sent: Sender, language: str) -> None:
    case = sent(APPOINTMENT)
    booked = case.appointments.get(released=None)
    client = browser(case, language)
    text = page(client, address(case))
    year = {"ar": "٢٠٢", "en": "202"}[language]
    assert {"ar": "أين", "en": "Where"}[language] in text
    assert year in text
    assert {"ar": "لإلغاء الموعد", "en": "To cancel the appointment"}[language] in text
    asked = page(client, address(case, "do/withdraw/"))
    assert {"ar": "ويُلغى موعدك", "en": "Your appointment is given up"}[language] in asked
    client.post(address(case, "do/withdraw/"), {"once": "1"})
    booked.refresh_from_db()
    assert booked.released is not None
    case.refresh_from_db()
    assert case.stage == Stage.ENDED


@pytest.mark.parametrize("where", ["/my/", "/my/cases/"])
def test_the_citizens_pages_lead_there(sent: Sender, where: str) -> None:
    case = sent()
    text = page(browser(case), where)
    assert 'href="/my/cases/"' in text
    assert 'href="/my/messages/"' in text


def test_a_look_of_an_office_is_told_in_words_and_leads_to_the_request(sent: Sender) -> None:
    case = sent()
    pay(case)
    case.refresh_from_db()
    cases.looked_at(case.reference, officer(Who.CASE_WORKER, case.office))
    text = page(browser(case), "/my/looks/")
    assert "A request of yours for a service was opened" in text
    assert f'href="{address(case)}"' in text
