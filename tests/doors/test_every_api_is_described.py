"""Whatever the platform serves to programs stands in a description that an integrator finds: enumerated, none left out.

The catalogue of APIs (/.well-known/api-catalog) names the descriptions. Every address is held against them; what stands
in none must be a page, and is walked as everybody to see that it answers as one.
"""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.doors.test_every_door import ROLES, samples, visitor
from tests.doors.walking import Route, routes
from tests.nation import Nation
from wasl.core.conf import settings

__all__ = ["samples"]

CATALOGUE = "/.well-known/api-catalog"
NOTHING = "(?P<rest>"
"""Stands in addresses that say, in the words of their protocol, that there is nothing."""
PAGES = re.compile(r"(^|/)$")
"""Pages end in a slash; so does nothing that is for programs, but for what a page's own script asks."""


def linked(relation: str) -> list[str]:
    """Addresses on this platform that the catalogue links to."""
    links = Client().get(CATALOGUE).json()["linkset"]
    return [urlsplit(link["href"]).path for one in links for link in one.get(relation, [])]


def described() -> set[str]:
    """Every path of every description, with the names of its parts left out: they may be named otherwise."""
    files = [Client().get(address).json() for address in linked("service-desc")]
    return {re.sub(r"{\w+}", "{}", path) for file in files for path in file["paths"]}


def spelled(route: Route) -> str:
    return "/" + re.sub(r"<[^>]+>", "{}", route.address)


def undescribed() -> list[Route]:
    known = described() | {*linked("service-desc"), *linked("service-doc")}
    return [one for one in routes() if spelled(one) not in known and NOTHING not in one.address]


def test_every_address_for_programs_is_described(nation: Nation) -> None:
    assert [one.address for one in undescribed() if not PAGES.search(one.address)] == []


def test_every_described_address_is_served(nation: Nation) -> None:
    assert described() - {spelled(one) for one in routes()} == set()


@pytest.mark.parametrize("who", ["nobody", "citizen", *ROLES])
def test_what_no_description_names_answers_with_pages(who: str, nation: Nation, samples: dict[str, str]) -> None:
    found: dict[str, Any] = {}
    for route in undescribed():
        client, address = visitor(who, nation), route.filled(samples)
        for answer in (client.get(address), client.post(address, {"format": "json"})):
            kind = answer.get("Content-Type", "text/html").partition(";")[0]
            if kind != "text/html" and answer.status_code != 204:
                found[route.address] = kind
    assert found == {}, "describe these in the openapi.yaml beside them, or answer with a page"


def test_the_catalogue_is_one_that_programs_know(nation: Nation) -> None:
    """RFC 9727: media type with its profile, whole addresses, and a Link header also without the body."""
    answer, head = Client().get(CATALOGUE), Client().head(CATALOGUE)
    assert answer["Content-Type"] == 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
    assert head["Link"] == f'<{settings().public_address}{CATALOGUE}>; rel="api-catalog"'
    for one in answer.json()["linkset"]:
        assert one["anchor"].startswith(settings().public_address)
        assert one["service-desc"][0]["href"].startswith(settings().public_address)


def test_every_description_is_one_of_openapi_3_1_and_open_to_everybody(nation: Nation) -> None:
    for address in linked("service-desc"):
        told = Client().get(address)
        assert told.status_code == 200, address
        assert told.json()["openapi"].startswith("3.1."), address
