"""What somebody wrote with the guide for service owners alone: it passes, is published, and goes from start to end."""

from pathlib import Path

import pytest

from tests.cases.conftest import own_nation
from tests.cases.walking import one_who_can, sent, to_the_end
from tests.nation import Nation
from wasl.catalogue.api import Definition, Surroundings, check, publish
from wasl.documents.models import Document
from wasl.payments import api as payments

__all__ = ["own_nation"]

FOLDER = Path(__file__).parent / "newcomer/street-stall"
BOOKS = {"goods": "books", "metres": 6, "sells_food": False}
FOOD = {"goods": "food", "metres": 2, "sells_food": True, "certificate": "H-100"}


@pytest.fixture(scope="module")
def stall(world: Surroundings) -> Definition:
    (loaded,) = check([FOLDER], world)
    return loaded.definition


@pytest.mark.parametrize(("answers", "fee"), [(BOOKS, 120_000), (FOOD, 50_000)], ids=["books", "food"])
def test_a_stall_is_asked_for_paid_examined_and_permitted(
    own_nation: Nation,
    stall: Definition,
    answers: dict[str, object],
    fee: int,
) -> None:
    publish(stall)
    me = one_who_can(stall, answers)
    case = sent(stall, me, answers)
    [asked] = payments.payments_for(case.reference)
    assert asked.amount == fee
    assert to_the_end(case.reference, me).outcome == "granted"
    assert Document.objects.filter(case=case.reference, kind="permit").count() == 1
