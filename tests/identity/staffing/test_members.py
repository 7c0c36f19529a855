"""The head of an office leads its staff: what could hurt waits for a second person."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError

from tests.identity.staffing.conftest import PASSWORD, Office, member
from tests.staff import at_work
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.identity.api import Role, Staff
from wasl.identity.factors.api import has_second_factor
from wasl.identity.factors.models import TimeCode
from wasl.identity.staffing.api import (
    Invitation,
    Newcomer,
    approve,
    ask_invitation,
    ask_reinstate,
    ask_reset,
    ask_role,
    invitations,
    invited,
    join,
    make_link,
    members,
    suspend,
    work_lines,
)

NEW = Newcomer("samir", "سمير", "Samir", Role.AGENT, "p-1")
OWN_WORDS = "words that nobody else knows"


def role_of(username: str) -> str:
    return Staff.objects.get(username=username).role


def test_a_head_sees_the_staff_of_their_own_office_alone(office: Office) -> None:
    assert {one.username for one in members(office.head)} == {"head", "other-head", "mona"}
    with pytest.raises(NotAllowed):
        members(office.officer)


def test_a_role_changes_when_another_head_or_a_protection_officer_approves(office: Office) -> None:
    approve(ask_role(office.head, "mona", Role.AGENT, "moves to the counter").pk, office.other_head)
    assert role_of("mona") == Role.AGENT
    approve(ask_role(office.head, "mona", Role.OFFICER, "and back").pk, office.watcher)
    assert role_of("mona") == Role.OFFICER


def test_nobody_raises_themselves_with_anybodys_help(office: Office) -> None:
    row = ask_role(office.head, "other-head", Role.OFFICER, "less")
    with pytest.raises(NotAllowed):
        approve(row.pk, office.other_head)
    with pytest.raises(NotAllowed, match="their own"):
        ask_role(office.head, "head", Role.OFFICER, "why not")


def test_the_head_of_another_office_neither_asks_nor_approves(office: Office) -> None:
    with pytest.raises(Unknown):
        ask_role(office.stranger, "mona", Role.AGENT, "why")
    with pytest.raises(NotAllowed):
        approve(ask_role(office.head, "mona", Role.AGENT, "why").pk, office.stranger)


@pytest.mark.parametrize("role", [Role.PROTECTION, Role.AUDITOR, Role.OPERATOR, "minister"])
def test_heads_neither_give_nor_take_the_roles_that_watch_over_them(office: Office, role: str) -> None:
    with pytest.raises(NotAllowed):
        ask_role(office.head, "mona", role, "why")
    with pytest.raises(NotAllowed):
        ask_invitation(office.head, Newcomer("x", "x", "x", role), "why")
    if role in Role:
        member("auditor", role)
        with pytest.raises(NotAllowed):
            suspend(office.head, "auditor")


def test_a_role_that_changed_meanwhile_is_not_changed_by_an_old_approval(office: Office) -> None:
    row = ask_role(office.head, "mona", Role.AGENT, "why")
    approve(ask_role(office.head, "mona", Role.STEWARD, "why").pk, office.other_head)
    with pytest.raises(Refusal, match="changed since"):
        approve(row.pk, office.other_head)
    assert role_of("mona") == Role.STEWARD


def test_suspending_signs_out_at_once_and_reinstating_needs_two(office: Office) -> None:
    browser = at_work(office.officer)
    assert browser.get("/staff/me/").status_code == 200
    suspend(office.head, "mona")
    assert browser.get("/staff/me/").status_code == 302
    assert authenticate(username="mona", password=PASSWORD) is None
    row = ask_reinstate(office.head, "mona", "cleared")
    assert authenticate(username="mona", password=PASSWORD) is None
    approve(row.pk, office.other_head)
    assert authenticate(username="mona", password=PASSWORD) == office.officer


def test_a_reset_second_factor_is_gone_and_so_are_the_sessions(office: Office) -> None:
    TimeCode.objects.create(
        account="staff:mona", label="", sealed="x", created=datetime.now(UTC), confirmed=datetime.now(UTC)
    )
    at_work(office.officer)
    row = ask_reset(office.head, "mona", "lost the telephone")
    assert has_second_factor("staff:mona")
    approve(row.pk, office.watcher)
    assert not has_second_factor("staff:mona")
    assert [line.ended is None for line in work_lines(office.officer)] == [False]


# Invitations


def link_of(office: Office, newcomer: Newcomer = NEW) -> str:
    approve(ask_invitation(office.head, newcomer, "a new counter").pk, office.other_head)
    return make_link(office.head, Invitation.objects.latest("pk").pk)


def test_somebody_invited_and_approved_joins_by_a_link(office: Office) -> None:
    secret = link_of(office)
    assert invited(secret).username == "samir"
    joined = join(secret, OWN_WORDS)
    assert (joined.office, joined.role, joined.person) == ("mcit", Role.AGENT, "p-1")
    assert authenticate(username="samir", password=OWN_WORDS) == joined
    assert invitations(office.head) == []


def test_nobody_is_invited_by_one_person_alone(office: Office) -> None:
    row = ask_invitation(office.head, NEW, "why")
    assert not Invitation.objects.exists()
    with pytest.raises(NotAllowed):
        approve(row.pk, office.head)


def test_a_link_opens_once(office: Office) -> None:
    secret = link_of(office)
    join(secret, OWN_WORDS)
    with pytest.raises(NotAllowed, match="no longer"):
        join(secret, OWN_WORDS)
    assert Staff.objects.filter(username="samir").count() == 1


def test_a_link_holds_for_a_day(office: Office) -> None:
    secret = link_of(office)
    Invitation.objects.update(until=datetime.now(UTC) - timedelta(seconds=1))
    with pytest.raises(NotAllowed, match="no longer"):
        invited(secret)


def test_a_new_link_ends_the_old_one_and_only_who_asked_makes_one(office: Office) -> None:
    secret = link_of(office)
    place = invited(secret)
    fresh = make_link(office.head, place.pk)
    assert invited(fresh) == place
    with pytest.raises(NotAllowed):
        invited(secret)
    with pytest.raises(NotAllowed):
        make_link(office.other_head, place.pk)


def test_of_a_link_only_the_hash_is_kept(office: Office) -> None:
    secret = link_of(office)
    assert secret not in str(Invitation.objects.values().get())


def test_a_weak_password_spends_no_link(office: Office) -> None:
    secret = link_of(office)
    for weak in ("short", "password1234", "samir"):
        with pytest.raises(ValidationError):
            join(secret, weak)
    assert invited(secret).used is None


def test_a_name_that_was_taken_meanwhile_is_refused(office: Office) -> None:
    secret = link_of(office)
    member("samir")
    with pytest.raises(Refusal, match="taken"):
        join(secret, OWN_WORDS)
    assert invited(secret).used is None


def test_an_agent_is_invited_only_as_somebody_of_the_index(office: Office) -> None:
    with pytest.raises(Refusal, match="counter agent"):
        ask_invitation(office.head, Newcomer("x", "x", "x", Role.AGENT), "why")
