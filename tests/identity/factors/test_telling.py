"""Whoever changes an account's factors, its owner's telephone hears of it."""

import pytest

from tests.identity.factors.conftest import CITIZEN, STAFF, enrolled, owner
from wasl.identity.api import Citizen
from wasl.identity.factors.api import Kind, remove
from wasl.identity.factors.models import Change
from wasl.messaging.api import outcome, shown

pytestmark = pytest.mark.django_db(transaction=True)


def heard() -> list[str]:
    """What the telephone showed, in the order in which it happened."""
    return [shown(f"factor-{number}") or "" for number in Change.objects.order_by("pk").values_list("pk", flat=True)]


@pytest.mark.parametrize(("language", "added", "removed"), [("ar", "أُضيف", "حُذف"), ("en", "Added", "Removed")])
def test_the_owner_is_told_in_their_language(language: str, added: str, removed: str) -> None:
    Citizen.objects.create(person="P-1", telephone="+201000000001", language=language)
    _, factor = enrolled(CITIZEN, by=owner())
    remove(CITIZEN, factor, owner(kind=Kind.PASSKEY))
    first, second = heard()
    assert added in first
    assert removed in second
    assert "my telephone" not in first


def test_without_a_telephone_nothing_is_sent_and_the_change_holds() -> None:
    Citizen.objects.create(person="P-1")
    enrolled(CITIZEN, by=owner())
    enrolled(STAFF)
    assert [outcome(f"factor-{one.pk}") for one in Change.objects.all()] == [None, None]
