"""A few services of the country, live in the store of each test."""

import pytest
from django.test import Client

from wasl.catalogue.api import Definition, Surroundings, load_services, publish, surroundings

SLUGS = (
    "vehicle-licence-renewal",
    "birth-certificate",
    "birth-certificate-first",
    "social-housing",
    "vehicle-fines-inquiry",
    "postal-code",
)


@pytest.fixture(scope="session")
def world() -> Surroundings:
    return surroundings()


@pytest.fixture(scope="session")
def loaded(world: Surroundings) -> dict[str, Definition]:
    return {one.definition.slug: one.definition for one in load_services([world.services[s] for s in SLUGS], world)}


@pytest.fixture
def offered(db: None, loaded: dict[str, Definition]) -> dict[str, Definition]:
    for one in loaded.values():
        publish(one)
    return loaded


@pytest.fixture
def english(offered: dict[str, Definition]) -> Client:
    """Somebody who reads English and is not signed in."""
    client = Client()
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def arabic(offered: dict[str, Definition]) -> Client:
    return Client()
