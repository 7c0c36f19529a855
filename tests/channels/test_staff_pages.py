"""Pages of staff about staff: an office's list, invitations, approvals, one's own sessions and factors."""

import re

import pytest
from django.test import Client

from tests.identity.staffing.conftest import PASSWORD, Office, office
from tests.ledger import looks
from tests.staff import at_work
from tests.trust.conftest import ledger
from wasl.identity.api import Role, Staff
from wasl.identity.factors.models import TimeCode
from wasl.identity.staffing.api import Approval, ask_role
from wasl.identity.staffing.models import StaffSession

__all__ = ["ledger", "office"]

OWN_WORDS = "words that nobody else knows"


@pytest.fixture(autouse=True)
def own_log(ledger: None) -> None:
    """What is done here is on record: outside of transactions."""


def browser(account: Staff) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    return at_work(account, client)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.content.decode()


def test_somebody_new_is_invited_approved_and_joins(office: Office) -> None:
    head, second = browser(office.head), browser(office.other_head)
    asked = {"username": "samir", "name_ar": "سمير", "name_en": "Samir", "role": "officer", "reason": "a new desk"}
    answer = head.post("/staff/invite/", asked)
    row = Approval.objects.get()
    assert answer["Location"] == f"/approvals/{row.pk}/"
    assert "samir" in page(second, "/approvals/")
    shown = page(second, f"/approvals/{row.pk}/")
    assert "a new desk" in shown
    assert row.digest in shown
    decided = {"act": "approve", "note": "I know him", "seen": row.digest}
    assert second.post(f"/approvals/{row.pk}/decide/", decided).status_code == 302
    place = re.search(r"/staff/invitations/(\d+)/link/", page(head, "/staff/"))
    assert place
    found = re.search(r'id="link">http://testserver(/staff/join/[^<]+)<', head.post(place[0]).content.decode())
    assert found
    newcomer = Client()
    assert "سمير" in page(newcomer, found[1])
    with_a_space = f"{OWN_WORDS} "
    answer = newcomer.post(found[1], {"password": with_a_space, "again": with_a_space})
    assert answer["Location"] == "/sign-in/enrol/"
    assert Staff.objects.get(username="samir").check_password(with_a_space)
    assert newcomer.get("/persons/")["Location"].startswith("/sign-in/")
    assert newcomer.get(found[1]).status_code == 403
    outcomes = [look.outcome for look in looks()]
    assert outcomes == ["asked for staff.invite", "staff.invite: approved", "made a link of an invitation"]


def test_the_head_cannot_approve_on_the_page_either(office: Office) -> None:
    row = ask_role(office.head, "mona", Role.STEWARD, "why")
    head = browser(office.head)
    assert 'value="approve"' not in page(head, f"/approvals/{row.pk}/")
    answer = head.post(f"/approvals/{row.pk}/decide/", {"act": "approve", "note": "yes", "seen": row.digest})
    assert answer.status_code == 403
    assert Staff.objects.get(username="mona").role == Role.OFFICER


def test_a_page_that_showed_something_else_approves_nothing(office: Office) -> None:
    row = ask_role(office.head, "mona", Role.STEWARD, "why")
    answer = browser(office.other_head).post(
        f"/approvals/{row.pk}/decide/", {"act": "approve", "note": "yes", "seen": "0" * 64}
    )
    assert answer.status_code == 409
    assert Staff.objects.get(username="mona").role == Role.OFFICER


def test_a_decision_needs_a_reason(office: Office) -> None:
    row = ask_role(office.head, "mona", Role.STEWARD, "why")
    answer = browser(office.other_head).post(f"/approvals/{row.pk}/decide/", {"act": "approve", "seen": row.digest})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_what_is_not_for_ones_eyes_is_not_there(office: Office) -> None:
    row = ask_role(office.head, "mona", Role.STEWARD, "why")
    for account in (office.officer, office.stranger):
        assert browser(account).get(f"/approvals/{row.pk}/").status_code == 404


def test_a_head_changes_suspends_and_reinstates(office: Office) -> None:
    head = browser(office.head)
    assert "mona" in page(head, "/staff/members/mona/")
    for act in ("role", "reset"):
        answer = head.post("/staff/members/mona/", {"act": act, "role": "steward", "reason": "why"})
        assert answer["Location"].startswith("/approvals/"), act
    head.post("/staff/members/mona/", {"act": "suspend", "role": "officer", "reason": "why"})
    assert not Staff.objects.get(username="mona").is_active
    answer = head.post("/staff/members/mona/", {"act": "reinstate", "role": "officer", "reason": "why"})
    assert answer["Location"].startswith("/approvals/")
    assert looks()[2].outcome == "suspended a member of staff"


def test_only_heads_open_the_list(office: Office) -> None:
    for account in (office.officer, office.watcher):
        for address in ("/staff/", "/staff/invite/", "/staff/members/mona/"):
            assert browser(account).get(address).status_code == 403


def test_a_head_sees_nobody_of_another_office(office: Office) -> None:
    stranger = browser(office.stranger)
    assert "mona" not in page(stranger, "/staff/")
    assert stranger.get("/staff/members/mona/")["Location"] == "/staff/"


def test_an_agent_without_a_number_is_not_asked_for(office: Office) -> None:
    asked = {"username": "x", "name_ar": "س", "name_en": "X", "role": "agent", "reason": "why"}
    answer = browser(office.head).post("/staff/invite/", asked)
    assert "counter agent" in answer.content.decode()
    assert not Approval.objects.exists()


# One's own


def test_ones_own_page_lists_sessions_and_ends_the_others(office: Office) -> None:
    here, there = browser(office.officer), browser(office.officer)
    assert "End all others" in page(here, "/staff/me/")
    here.post("/staff/me/sessions/", {"session": "others"})
    assert (here.get("/staff/me/").status_code, there.get("/staff/me/").status_code) == (200, 302)


@pytest.mark.parametrize("number", ["x", "-1", "9" * 40, "٣", ""])
def test_what_is_no_session_ends_none(office: Office, number: str) -> None:
    here = browser(office.officer)
    assert here.post("/staff/me/sessions/", {"session": number}).status_code in (302, 404)
    assert StaffSession.objects.filter(ended=None).count() == 1


def test_a_new_password_keeps_this_session_and_ends_the_others(office: Office) -> None:
    here, there = browser(office.officer), browser(office.officer)
    asked = {"old_password": PASSWORD, "new_password1": OWN_WORDS, "new_password2": OWN_WORDS}
    assert here.post("/staff/me/password/", asked)["Location"] == "/staff/me/"
    assert (here.get("/staff/me/").status_code, there.get("/staff/me/").status_code) == (200, 302)
    assert Staff.objects.get(username="mona").check_password(OWN_WORDS)


def test_a_password_is_not_changed_by_who_does_not_know_it(office: Office) -> None:
    asked = {"old_password": "guess", "new_password1": OWN_WORDS, "new_password2": OWN_WORDS}
    here = browser(office.officer)
    answers = [here.post("/staff/me/password/", asked).content.decode() for _ in range(6)]
    assert "not your password" in answers[0]
    assert "Wait" in answers[5]
    assert Staff.objects.get(username="mona").check_password(PASSWORD)


def test_a_factor_is_added_only_after_the_password(office: Office) -> None:
    here = browser(office.officer)
    assert here.get("/staff/me/factors/new/")["Location"] == "/staff/me/"
    assert here.post("/staff/me/factors/", {"password": "guess"}).status_code == 400
    assert here.get("/staff/me/factors/new/")["Location"] == "/staff/me/"
    assert here.post("/staff/me/factors/", {"password": PASSWORD})["Location"] == "/staff/me/factors/new/"
    import pyotp

    found = re.search(r'id="secret">(\w+)<', page(here, "/staff/me/factors/new/"))
    assert found
    assert here.post("/staff/me/factors/new/", {"code": pyotp.TOTP(found[1]).now()})["Location"] == "/staff/me/"
    assert TimeCode.objects.exclude(confirmed=None).count() == 1
    assert found[1] not in page(here, "/staff/me/")


def test_the_last_second_factor_stays(office: Office) -> None:
    test_a_factor_is_added_only_after_the_password(office)
    factor = f"totp:{TimeCode.objects.get().pk}"
    answer = browser(office.officer).post("/staff/me/factors/", {"password": PASSWORD, "remove": factor})
    assert "last second factor" in answer.content.decode()
    assert TimeCode.objects.count() == 1


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_is_a_page_in_both_languages(office: Office, language: str) -> None:
    from tests.channels.test_backoffice import is_a_page_in

    ask_role(office.other_head, "mona", Role.STEWARD, "why")
    head = browser(office.head)
    head.cookies["django_language"] = language
    for address in ("/staff/", "/staff/invite/", "/staff/members/mona/", "/staff/me/", "/staff/me/password/",
                    "/approvals/", f"/approvals/{Approval.objects.get().pk}/"):  # fmt: skip
        is_a_page_in(head.get(address), language)
