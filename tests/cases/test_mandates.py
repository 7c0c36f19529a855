"""Acting for somebody else: a parent for their own child, a representative for the purpose, while the right stands."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.cases.walking import candidates, citizen, decided, filled, once, sent
from wasl.cases import api as cases
from wasl.cases.api import Basis, Doer
from wasl.cases.models import Case, Filled
from wasl.catalogue.api import Definition
from wasl.core.errors import NotAllowed
from wasl.identity.accounts.api import accept_mandate, account_of, acts_for, end_mandate, mandate
from wasl.identity.models import Citizen
from wasl.persons.models import Link, Person
from wasl.trust.api import Assurance, upkeep

NAME = {"wanted_name": "مكتبة النيل", "activity": "agriculture"}


@pytest.fixture
def names(live: Callable[[str], Definition]) -> Definition:
    return live("trade-name-reservation")


def with_account(person: str) -> Doer:
    Citizen.objects.get_or_create(person=person, defaults={"assurance": Assurance.HIGH})
    return citizen(person)


@pytest.fixture
def people(names: Definition) -> tuple[Doer, Doer]:
    """Who gives, and who acts for them."""
    giver, holder, *_ = candidates(names)
    return with_account(giver), with_account(holder)


@pytest.fixture
def standing(people: tuple[Doer, Doer]) -> int:
    giver, holder = (account_of(one.person) for one in people)
    assert giver
    assert holder
    number = Person.objects.get(handle=people[1].person).number or ""
    year = (datetime.now(UTC) + timedelta(days=300)).date()
    made = mandate(giver, number, ["service-delivery"], year)
    accept_mandate(holder, made.pk)
    return made.pk


def end(number: int, people: tuple[Doer, Doer]) -> None:
    giver = account_of(people[0].person)
    assert giver
    end_mandate(giver, number)


def for_them(definition: Definition, people: tuple[Doer, Doer]) -> Case:
    giver, holder = people
    press = once()
    cases.begin(definition.slug, holder, once=press, person=giver.person)
    return filled(definition, holder, NAME, press).case


def test_without_a_mandate_nobody_acts_for_another(names: Definition, people: tuple[Doer, Doer]) -> None:
    with pytest.raises(NotAllowed):
        for_them(names, people)


def test_a_representative_applies_and_both_see_it(names: Definition, people: tuple[Doer, Doer], standing: int) -> None:
    giver, holder = people
    case = for_them(names, people)
    cases.submit(case.reference, holder, once=once(), declared=True)
    case.refresh_from_db()
    assert (case.actor, case.person, case.basis, case.mandate) == (
        holder.account,
        giver.person,
        Basis.MANDATE,
        standing,
    )
    for one in people:
        assert case in cases.cases_of(one)


def test_a_mandate_for_something_else_does_not_do(live: Callable[[str], Definition], people: tuple[Doer, Doer]) -> None:
    giver, holder = people
    tax = live("takaful-and-karama")
    with pytest.raises(NotAllowed):
        cases.begin(tax.slug, holder, once=once(), person=giver.person)


def test_a_mandate_that_has_ended_neither_fills_nor_reads_nor_sends(
    names: Definition, people: tuple[Doer, Doer], standing: int
) -> None:
    _, holder = people
    case = for_them(names, people)
    end(standing, people)
    with pytest.raises(NotAllowed):
        cases.submit(case.reference, holder, once=once(), declared=True)
    with pytest.raises(NotAllowed):
        cases.save_page(case.reference, holder, "name", NAME)
    with upkeep("a test"):
        Filled.objects.filter(pk=case.pk).update(read=datetime.now(UTC) - timedelta(hours=2))
    with pytest.raises(NotAllowed):
        cases.opened(case.reference, holder)


def test_a_mandate_that_has_ended_does_not_act_either(
    names: Definition, people: tuple[Doer, Doer], standing: int
) -> None:
    giver, holder = people
    case = for_them(names, people)
    cases.submit(case.reference, holder, once=once(), declared=True)
    end(standing, people)
    with pytest.raises(NotAllowed):
        decided(case, "withdraw", holder)
    assert decided(case, "withdraw", giver).outcome == cases.Outcome.WITHDRAWN


def test_a_parent_acts_for_their_own_child_and_for_no_other(live: Callable[[str], Definition]) -> None:
    papers = live("insured-vehicle")
    parents = Link.objects.filter(role__in=["father", "mother"], person__birth_date__lt="2000-01-01")
    for handle in parents.order_by("person_id").values_list("person__handle", flat=True).distinct()[:40]:
        parent = with_account(handle)
        rights = acts_for(Citizen.objects.get(person=handle), parent.look("service-delivery"))
        if wards := [one.person for one in rights if one.kind == "guardian"]:
            break
    case = cases.begin(papers.slug, parent, once=once(), person=wards[0])
    assert (case.basis, case.person, case.actor) == (Basis.GUARDIAN, wards[0], parent.account)
    strangers = Person.objects.filter(birth_date__gt="2015-01-01").exclude(handle__in=wards)
    stranger = strangers.first()
    assert stranger
    with pytest.raises(NotAllowed):
        cases.begin(papers.slug, parent, once=once(), person=stranger.handle)


def test_for_oneself_no_right_is_asked_for(names: Definition, people: tuple[Doer, Doer]) -> None:
    assert sent(names, people[1], NAME).basis == Basis.SELF
