"""Staff work neither on their own cases nor on their relatives'."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.cases.walking import citizen, officer, once
from wasl.cases import api as cases
from wasl.cases.models import Basis, Case, Filled
from wasl.catalogue.api import Definition, Who
from wasl.core.errors import NotAllowed
from wasl.persons.api import relatives_in_bulk
from wasl.persons.models import Person
from wasl.trust.api import upkeep

SLUG = "criminal-record-certificate"


def parent_and_child() -> tuple[str, str]:
    with upkeep("a test's family"):
        everybody = list(Person.objects.order_by("pk").values_list("handle", flat=True))
        return next(pair for pair in relatives_in_bulk(everybody))


def case_of(person: str, definition: Definition) -> Case:
    """One that an officer has: how it came there is tried elsewhere."""
    case = cases.begin(SLUG, citizen(person), once=once())
    state = next(key for key, one in definition.workflow.states.items() if one.who is Who.CASE_WORKER)
    Case.objects.filter(pk=case.pk).update(
        stage="open", state=state, who=Who.CASE_WORKER, sent=case.begun, entered=case.begun, basis=Basis.SELF
    )
    with upkeep("a test's case"):
        assert Filled.objects.filter(pk=case.pk).exists()
    case.refresh_from_db()
    return case


def test_nobody_works_on_their_own_case_or_a_relatives(live: Callable[[str], Definition]) -> None:
    definition = live(SLUG)
    one, relative = parent_and_child()
    case = case_of(one, definition)
    worker = officer(Who.CASE_WORKER, case.office)
    for own in (one, relative):
        with pytest.raises(NotAllowed):
            cases.take(case.reference, replace(worker, own=own), once=once())
        with pytest.raises(NotAllowed):
            cases.act(case.reference, "refuse", replace(worker, own=own), once=once(), words="سبب")


def test_a_colleague_does(live: Callable[[str], Definition]) -> None:
    definition = live(SLUG)
    one, _ = parent_and_child()
    case = case_of(one, definition)
    stranger = Person.objects.exclude(handle__in=[one, *(b for a, b in related(one))]).order_by("pk").first()
    assert stranger
    worker = replace(officer(Who.CASE_WORKER, case.office), own=stranger.handle)
    assert cases.take(case.reference, worker, once=once()).assigned == "worker"


def related(person: str) -> list[tuple[str, str]]:
    with upkeep("a test's family"):
        return list(relatives_in_bulk([person]))
