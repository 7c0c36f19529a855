"""What the Egyptian pack promises to those who build on it."""

from datetime import date

import pytest

from wasl.core.conf import settings
from wasl.country.api import Pack, PackError, load_yaml_model, pack
from wasl.registers.manifest import Manifest


@pytest.fixture(scope="module")
def egypt() -> Pack:
    assert settings().country == "eg"
    return pack()


def test_it_has_the_parts_that_the_country_has(egypt: Pack) -> None:
    assert len(egypt.governorates) == 27
    assert len(egypt.register_files) == 128
    assert sum(service.in_pack for service in egypt.services) == 170
    assert (len(egypt.hubs), len(egypt.programmes), len(egypt.cities)) == (28, 21, 396)
    assert {part.gender for part in egypt.names.male} == {"male"}
    assert len(egypt.names.female) > 50
    assert len(egypt.names.family) > 50


def test_it_is_loaded_once(egypt: Pack) -> None:
    assert pack() is egypt


def test_a_person_may_be_born_abroad_but_no_governorate_lies_there(egypt: Pack) -> None:
    assert egypt.code_lists["governorates"]["88"].en == "Born abroad"
    assert set(egypt.code_lists["governorates"]) - set(egypt.governorates) == {"88"}


def test_every_governorate_has_cities_and_a_hub(egypt: Pack) -> None:
    assert {city.governorate for city in egypt.cities} == set(egypt.governorates)
    assert {hub.governorate for hub in egypt.hubs} == set(egypt.governorates)


def test_how_sure_a_fact_is_travels_with_it(egypt: Pack) -> None:
    assert {service.evidence for service in egypt.services if not service.documented} == {"D"}
    assert sum(hub.documented for hub in egypt.hubs) == 15
    assert all(fact.source for fact in (*egypt.services, *egypt.hubs, *egypt.programmes))


def test_what_is_assumed_about_the_law_says_so(egypt: Pack) -> None:
    confirmed = [purpose.id for purpose in egypt.purposes.values() if not purpose.assumed]
    assert confirmed == ["citizen-request"]
    assert all(purpose.source for purpose in egypt.purposes.values())


def test_the_citizens_own_request_shows_every_section(egypt: Pack) -> None:
    assert set(egypt.purposes["citizen-request"].sections) == set(egypt.sections)


def test_delivering_a_service_shows_no_guarded_section(egypt: Pack) -> None:
    guarded = {key for key, section in egypt.sections.items() if section.guarded}
    assert guarded == {"health", "finance", "justice"}
    assert not guarded & set(egypt.purposes["service-delivery"].sections)


@pytest.mark.parametrize("purpose", ["protection-audit", "data-quality"])
def test_those_who_check_see_the_identity_alone(egypt: Pack, purpose: str) -> None:
    assert egypt.purposes[purpose].sections == ("identity",)


def test_a_purpose_holds_from_its_first_to_its_last_day(egypt: Pack) -> None:
    purpose = egypt.purposes["health-care"].model_copy(update={"valid_to": date(2030, 1, 1)})
    held = [
        purpose.holds_on(day) for day in (date(2020, 10, 13), date(2020, 10, 14), date(2030, 1, 1), date(2030, 1, 2))
    ]
    assert held == [False, True, True, False]


def test_every_manifest_can_be_read(egypt: Pack) -> None:
    faults: list[str] = []
    for path in egypt.register_files:
        try:
            assert load_yaml_model(path, Manifest).id == path.stem
        except PackError as error:
            faults += map(str, error.faults)
    assert not faults, "\n".join(faults)
