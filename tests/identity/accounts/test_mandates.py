"""Acting for somebody else: by mandate that both agreed to, or as a child's guardian by the registers."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.citizens import account
from tests.nation import Nation
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.identity.accounts.api import (
    accept_mandate,
    acts_for,
    end_mandate,
    given_by,
    mandate,
    may_act,
    names_of,
    offered_to,
)
from wasl.identity.accounts.models import Mandate
from wasl.identity.models import Citizen
from wasl.persons.api import examples, family, guardian_of, parents, wards_of
from wasl.persons.models import Person
from wasl.trust.api import Assurance, Kind, Look
from wasl.trust.log.api import entries

FOR = ["citizen-request"]


def in_a_year() -> date:
    return datetime.now(UTC).date() + timedelta(days=365)


@pytest.fixture
def giver(nation: Nation) -> Citizen:
    return account(nation.number)


@pytest.fixture
def holder_number(nation: Nation) -> str:
    others = Person.objects.exclude(handle=nation.handle).filter(number__isnull=False, in_spine=True)
    return others.order_by("id")[0].number or ""


@pytest.fixture
def holder(holder_number: str) -> Citizen:
    return account(holder_number)


def test_a_mandate_holds_once_its_holder_accepts_it(giver: Citizen, holder: Citizen, holder_number: str) -> None:
    made = mandate(giver, holder_number, FOR, in_a_year())
    assert acts_for(holder) == []
    [offer] = offered_to(holder)
    accept_mandate(holder, offer.pk)
    [right] = acts_for(holder)
    assert (right.person, right.purposes, right.mandate) == (giver.person, ("citizen-request",), made.pk)
    assert may_act(holder, giver.person, "citizen-request")
    assert not may_act(holder, giver.person, "tax-assessment")
    assert not may_act(giver, holder.person, "citizen-request")


@pytest.mark.parametrize("who", ["giver", "holder"])
def test_either_of_them_ends_it(giver: Citizen, holder: Citizen, holder_number: str, who: str) -> None:
    made = mandate(giver, holder_number, FOR, in_a_year())
    accept_mandate(holder, made.pk)
    end_mandate(giver if who == "giver" else holder, made.pk)
    assert acts_for(holder) == []
    with pytest.raises(Unknown):
        end_mandate(giver, made.pk)


def test_an_expired_mandate_is_refused(giver: Citizen, holder: Citizen, holder_number: str) -> None:
    made = mandate(giver, holder_number, FOR, in_a_year())
    accept_mandate(holder, made.pk)
    long_ago = date(2020, 1, 1)
    Mandate.objects.update(valid_from=long_ago, valid_to=long_ago)
    assert acts_for(holder) == []


def test_nobody_else_accepts_or_ends_it(giver: Citizen, holder: Citizen, holder_number: str) -> None:
    made = mandate(giver, holder_number, FOR, in_a_year())
    stranger = Citizen.objects.create(person="nobody", assurance=Assurance.SUBSTANTIAL)
    for change in (accept_mandate, end_mandate):
        with pytest.raises(Unknown):
            change(stranger, made.pk)
    with pytest.raises(Unknown):
        accept_mandate(giver, made.pk)


def test_a_number_of_nobody_is_answered_like_any_other(giver: Citizen, holder: Citizen, holder_number: str) -> None:
    for number in (holder_number, "99912319999999"):
        mandate(giver, number, FOR, in_a_year())
    told = [(one.holder_hint[:0], one.accepted, one.ended, one.purposes) for one in given_by(giver)]
    assert len(told) == 2
    assert told[0] == told[1]


def test_an_account_that_is_not_confirmed_gives_and_takes_no_mandate(
    nation: Nation, holder: Citizen, holder_number: str
) -> None:
    unsure = account(nation.number, Assurance.LOW)
    with pytest.raises(NotAllowed):
        mandate(unsure, holder_number, FOR, in_a_year())
    made = mandate(holder, nation.number, FOR, in_a_year())
    with pytest.raises(NotAllowed):
        accept_mandate(unsure, made.pk)


@pytest.mark.parametrize("days", [-1, 3 * 365 + 1])
def test_a_mandate_ends_within_three_years(giver: Citizen, holder_number: str, days: int) -> None:
    with pytest.raises(Refusal, match="cannot last"):
        mandate(giver, holder_number, FOR, datetime.now(UTC).date() + timedelta(days=days))


@pytest.mark.parametrize("purposes", [[], ["no-such-purpose"]])
def test_a_mandate_names_what_it_is_for(giver: Citizen, holder_number: str, purposes: list[str]) -> None:
    with pytest.raises(Refusal, match="what the mandate is for"):
        mandate(giver, holder_number, purposes, in_a_year())


def test_nobody_is_their_own_representative(giver: Citizen, nation: Nation) -> None:
    with pytest.raises(Refusal, match="your own"):
        mandate(giver, nation.number, FOR, in_a_year())


def test_a_parent_acts_for_a_child_by_the_registers_as_far_as_the_session_may_see_them(nation: Nation) -> None:
    parent = account(examples(parents(1), 1)[0].number)
    look = Look(
        parent.account_id, "", None, "citizen", "citizen-request", "portal", Kind.PICTURE,
        assurance=Assurance.SUBSTANTIAL,
    )  # fmt: skip
    rights = acts_for(parent, look)
    assert rights
    assert {one.kind for one in rights} == {"guardian"}
    weak = Look(parent.account_id, "", None, "citizen", "citizen-request", "portal", Kind.PICTURE)
    assert acts_for(parent, weak) == []


def test_all_children_of_a_parent_are_found_in_one_look_at_them(nation: Nation) -> None:
    parent = account(examples(parents(1), 1)[0].number)
    look = Look(
        parent.account_id, "", None, "citizen", "citizen-request", "portal", Kind.PICTURE,
        assurance=Assurance.SUBSTANTIAL,
    )  # fmt: skip
    children = [one.handle for one in family(parent.person, look) if one.relation == "child"]
    one_by_one = [one for one in children if guardian_of(one, parent.person, look)]
    before = len(list(entries()))
    assert wards_of(parent.person, look) == one_by_one
    [entry] = list(entries())[before:]
    assert (entry.outcome, entry.persons) == ("guardian", (parent.person, *one_by_one))


def test_names_are_told_on_record(giver: Citizen, nation: Nation) -> None:
    assert names_of([giver.person]) == {giver.person: nation.full_name}
    newest = list(entries())[-1]
    assert (newest.actor, newest.persons) == ("platform:mandates", (giver.person,))
