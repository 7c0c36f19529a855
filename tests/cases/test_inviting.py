"""Helpers fill in and never send; co-signers read what was sent, and sign; with the last one the case goes on once."""

from collections.abc import Callable

import pytest

from tests.cases.walking import citizen, decided, filled, once, one_who_can, paid, visitor
from tests.payments.at_once import at_once
from wasl.cases import api as cases
from wasl.cases.api import Case, Doer, Kind
from wasl.cases.models import Invited
from wasl.catalogue.api import Definition
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.country.api import pack
from wasl.persons.models import Person

NAME = {"wanted_name": "مكتبة النيل", "activity": "agriculture"}


@pytest.fixture
def names(live: Callable[[str], Definition]) -> Definition:
    return live("trade-name-reservation")


@pytest.fixture
def me(names: Definition) -> Doer:
    return one_who_can(names, NAME)


def others(me: Doer) -> list[Doer]:
    found = Person.objects.filter(in_spine=True).exclude(handle=me.person).exclude(number=None).order_by("-pk")[:2]
    return [citizen(one.handle) for one in found]


def number_of(doer: Doer) -> str:
    return Person.objects.get(handle=doer.person).number or ""


def invite(case: Case, who: Doer, part: Invited.Part, me: Doer) -> None:
    cases.invite(case.reference, number_of(who), part, me, once=once())


def test_a_helper_fills_in_and_never_sends(names: Definition, me: Doer) -> None:
    helper, stranger = others(me)
    found = filled(names, me, NAME)
    with pytest.raises(Unknown):
        cases.save_page(found.case.reference, helper, "name", NAME)
    invite(found.case, helper, Invited.Part.HELPER, me)
    cases.save_page(found.case.reference, helper, "name", {**NAME, "wanted_name": "مكتبة المساعد"})
    for act in (
        lambda: cases.submit(found.case.reference, helper, once=once(), declared=True),
        lambda: cases.discard(found.case.reference, helper),
        lambda: invite(found.case, stranger, Invited.Part.HELPER, helper),
    ):
        with pytest.raises(NotAllowed):
            act()
    case = cases.submit(found.case.reference, me, once=once(), declared=True)
    with pytest.raises(Unknown):
        cases.opened(case.reference, helper)


def test_a_number_of_nobody_is_answered_like_any_other(names: Definition, me: Doer) -> None:
    case = cases.begin(names.slug, me, once=once())
    cases.invite(case.reference, "99912319999999", Invited.Part.HELPER, me, once=once())
    invite(case, others(me)[0], Invited.Part.HELPER, me)
    assert Invited.objects.filter(case=case, ended=None).count() == 2


def test_invited_twice_is_invited_once_and_nobody_invites_themselves(names: Definition, me: Doer) -> None:
    case, helper = cases.begin(names.slug, me, once=once()), others(me)[0]
    at_once([lambda: invite(case, helper, Invited.Part.HELPER, me)] * 3)
    assert Invited.objects.filter(case=case).count() == 1
    with pytest.raises(Refusal, match="own number"):
        invite(case, me, Invited.Part.HELPER, me)


def test_an_invitation_that_was_ended_opens_nothing(names: Definition, me: Doer) -> None:
    case, helper = cases.begin(names.slug, me, once=once()), others(me)[0]
    invite(case, helper, Invited.Part.HELPER, me)
    standing = Invited.objects.get(case=case)
    with pytest.raises(Unknown):
        cases.end_invitation(case.reference, standing.pk, visitor())
    cases.end_invitation(case.reference, standing.pk, me)
    with pytest.raises(Unknown):
        cases.opened(case.reference, helper)


@pytest.fixture
def company(live: Callable[[str], Definition]) -> tuple[Case, Doer]:
    """Sent and paid; it waits for whoever founds it too."""
    definition = live("company-incorporation")
    form = next(one for one in pack().code_lists["legal-form"] if one != "sole")
    me = one_who_can(definition, {"legal_form": form})
    found = filled(definition, me, {"legal_form": form})
    for one in others(me):
        invite(found.case, one, Invited.Part.COSIGNER, me)
        with pytest.raises(Refusal, match="cannot be signed now"):
            cases.sign(found.case.reference, one, once=once())
    case = cases.submit(found.case.reference, me, once=once(), declared=True)
    return (paid(case) if case.state == "awaiting_payment" else case), me


def test_with_the_last_signature_the_case_goes_on_once(company: tuple[Case, Doer]) -> None:
    case, me = company
    first, second = others(me)
    assert case.state == "awaiting_partner"
    assert cases.sign(case.reference, first, once=once()).state == "awaiting_partner"
    with pytest.raises(Refusal):
        decided(case, cases.open_actions(cases.opened(case.reference, me), me)[0].key, first)
    press = once()
    at_once([lambda: cases.sign(case.reference, second, once=press)] * 3)
    after = Case.objects.get(pk=case.pk)
    assert after.state != "awaiting_partner"
    kinds = list(after.journal.values_list("kind", flat=True))
    assert kinds.count(Kind.COSIGNED) == 2
    assert after.journal.filter(before="awaiting_partner", kind=Kind.ACTION).count() == 1


def test_who_was_not_invited_does_not_sign(company: tuple[Case, Doer]) -> None:
    case, me = company
    with pytest.raises(NotAllowed):
        cases.sign(case.reference, me, once=once())
