from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest

from tests.nation import Nation
from wasl.identity.verification.models import Asking
from wasl.persons.models import Person
from wasl.trust.api import Assurance, Kind, Look

LOOK = Look(
    actor="staff:officer",
    actor_name="Officer",
    office="social-solidarity",
    role="officer",
    purpose="identity-verification",
    channel="verification",
    kind=Kind.VERIFY,
    assurance=Assurance.SUBSTANTIAL,
)
BY_CONSENT = replace(LOOK, office="egypt-post")
NOBODYS = "88501010100011"


@dataclass(frozen=True)
class Known:
    """What the index knows of somebody alive."""

    number: str
    handle: str
    full_name: str
    birth_date: date
    sex: str
    birth_governorate: str


@pytest.fixture
def known(nation: Nation, clean_ledger: None) -> Known:
    return known_as(Person.objects.get(handle=nation.handle))


def known_as(person: Person) -> Known:
    assert person.birth_date
    return Known(
        person.number or "",
        person.handle,
        person.full_name,
        person.birth_date,
        person.sex or "",
        person.birth_governorate or "",
    )


@pytest.fixture(autouse=True)
def nothing_asked(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "nation" in request.fixturenames:
        Asking.objects.all().delete()
