"""Relatives and neighbours in bulk, as the index and the last linking run know them."""

import pytest

from tests.persons.conftest import handle_of
from tests.persons.world import World
from wasl.persons.api import governorates_in_bulk, homes_in_bulk, relatives_in_bulk
from wasl.persons.family import relatives_of
from wasl.persons.models import Person

MEMBERS = ["father", "mother", "first", "second", "left"]


@pytest.mark.usefixtures("linked")
def test_in_bulk_the_same_relatives_are_found_as_for_one() -> None:
    handles = {member: handle_of(member) for member in MEMBERS}
    one_by_one = {
        (handle, relative.handle)
        for handle in handles.values()
        for relative in relatives_of(Person.objects.get(handle=handle).id)
    }
    assert relatives_in_bulk(list(handles.values())) == one_by_one
    assert (handles["first"], handles["second"]) in one_by_one


@pytest.mark.usefixtures("linked")
def test_who_is_unknown_has_no_relatives_and_no_home() -> None:
    assert relatives_in_bulk(["nobody"]) == frozenset()
    assert len(homes_in_bulk(["nobody"])) == 0
    assert relatives_in_bulk([]) == frozenset()
    assert len(homes_in_bulk([])) == 0


def test_a_building_is_the_address_without_its_flat_and_a_street_without_its_number(linked: World) -> None:
    handle = handle_of("father")
    [home] = homes_in_bulk([handle]).to_dicts()
    assert home == {
        "handle": handle,
        "building": "01|12 شارع النيل|المنيا",
        "street": "01|شارع النيل|المنيا",
        "governorate": "01",
    }
    assert governorates_in_bulk([handle]) == {handle: "01"}
