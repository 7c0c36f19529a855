"""The first head of an office comes in by whoever runs the platform; everybody else by a head and a second person."""

from dataclasses import replace

import pytest

from tests.identity.staffing.conftest import Office, member
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.identity.api import Role, Staff
from wasl.identity.staffing.api import Newcomer, appoint, invitations, join

FIRST = Newcomer("amal", "أمل", "Amal", Role.OFFICE_HEAD)
OWN_WORDS = "words that nobody else knows"


@pytest.mark.django_db
def test_the_first_head_of_an_office_joins_by_the_link() -> None:
    joined = join(appoint(FIRST, "health"), OWN_WORDS)
    assert (joined.username, joined.office, joined.role) == ("amal", "health", Role.OFFICE_HEAD)
    assert joined.check_password(OWN_WORDS)


@pytest.mark.django_db
def test_asked_for_again_the_former_link_opens_nothing_and_no_second_place_is_made() -> None:
    lost, fresh = appoint(FIRST, "health"), appoint(replace(FIRST, name_en="Amal M."), "health")
    with pytest.raises(NotAllowed):
        join(lost, OWN_WORDS)
    assert join(fresh, OWN_WORDS).name_en == "Amal M."


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.PROTECTION, Role.AUDITOR, Role.OPERATOR])
def test_who_watches_over_offices_is_appointed_too(role: Role) -> None:
    assert join(appoint(replace(FIRST, role=role), "mcit"), OWN_WORDS).role == role


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.OFFICER, Role.STEWARD, Role.AGENT, Role.CASE_WORKER, "minister"])
def test_roles_that_heads_give_are_left_to_heads_and_a_second_person(role: str) -> None:
    with pytest.raises(NotAllowed, match="head of an office"):
        appoint(replace(FIRST, role=role), "health")
    assert not Staff.objects.filter(username="amal").exists()


@pytest.mark.django_db
def test_an_unknown_office_is_named_with_the_nearest_known() -> None:
    with pytest.raises(Unknown, match="unknown office 'helth'") as raised:
        appoint(FIRST, "helth")
    assert "did you mean 'health'" in str(raised.value.mend)


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["", "Amal", "amal m", "أمل", "a" * 61])
def test_a_user_name_that_nobody_could_type_is_refused(username: str) -> None:
    with pytest.raises(Refusal, match="user name"):
        appoint(replace(FIRST, username=username), "health")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_a_name_is_given_in_both_languages(name: str) -> None:
    for broken in (replace(FIRST, name_ar=name), replace(FIRST, name_en=name)):
        with pytest.raises(Refusal, match="name is missing or too long"):
            appoint(broken, "health")


def test_a_taken_name_is_refused_and_heads_see_who_is_awaited(office: Office) -> None:
    with pytest.raises(Refusal, match="taken"):
        appoint(replace(FIRST, username="mona"), "mcit")
    appoint(FIRST, "mcit")
    assert [place.username for place in invitations(office.head)] == ["amal"]
    with pytest.raises(Refusal, match="taken"):
        appoint(replace(FIRST, username=member("late").username), "mcit")
