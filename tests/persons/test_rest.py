import json
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from ninja.testing import TestClient

from tests.ledger import only_look
from tests.persons.conftest import handle_of
from tests.persons.world import FAMILY, World
from wasl.core.errors import Refusal
from wasl.persons.api import link_registers
from wasl.persons.rest import look_from, router
from wasl.trust.api import Assurance, Kind

OFFICER = SimpleNamespace(
    account_id="staff:mona", display_name="منى", office="social-solidarity", role="officer", assurance=Assurance.LOW
)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    return TestClient(router)


def test_a_search_answers_handles_and_no_numbers(linked: World, client: TestClient) -> None:
    body = {"purpose": "citizen-request", "number": FAMILY["father"].number}
    answer = client.post("/search", json=body, user=OFFICER)
    assert answer.status_code == 200, answer.content
    assert [found["handle"] for found in answer.json()] == [handle_of("father")]
    assert FAMILY["father"].number not in answer.content.decode()


def test_a_picture_is_answered_by_handle(linked: World, client: TestClient) -> None:
    answer = client.get(
        f"/{handle_of('father')}/picture?purpose=citizen-request&sections=identity,support&case=C-1", user=OFFICER
    )
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert [section["slug"] for section in found["sections"]] == ["identity", "support"]
    assert found["sections"][0]["facts"][0]["values"][0]["shown"]["ar"]
    assert json.loads(answer.content)["missing"] == []
    entry = only_look()
    assert (entry.actor, entry.channel, entry.case) == ("staff:mona", "api", "C-1")


def test_a_consumer_follows_the_index_by_its_changes(linked: World, client: TestClient) -> None:
    first = client.get("/changes?after=0", user=OFFICER).json()
    assert [change["kind"] for change in first["changes"]] == ["rebuilt"]
    assert client.get(f"/changes?after={first['next']}", user=OFFICER).json() == {
        "changes": [],
        "next": first["next"],
        "more": False,
    }


def test_what_happened_to_a_person_is_told(linked: World, client: TestClient) -> None:
    linked.rows["clinic"] = [{**linked.rows["clinic"][0], "visit": "v2"}]
    linked.write()
    link_registers()
    told = client.get(f"/{handle_of('father')}/changes", user=OFFICER).json()
    assert sorted((change["kind"], change["register"]) for change in told) == [
        ("linked", "clinic"),
        ("unlinked", "clinic"),
    ]
    assert client.get("/nobody/changes", user=OFFICER).json() == []


def test_a_family_is_answered_by_handle(linked: World, client: TestClient) -> None:
    answer = client.get(f"/{handle_of('second')}/family?purpose=citizen-request", user=OFFICER)
    assert [relative["relation"] for relative in answer.json()] == ["father", "mother", "sibling"]


@pytest.mark.parametrize(
    "body", [{}, {"purpose": "p" * 100, "name": "a"}, {"purpose": "citizen-request", "name": "a", "limit": 0}]
)
def test_wrong_input_is_answered_with_422(client: TestClient, body: dict[str, object]) -> None:
    assert client.post("/search", json=body, user=OFFICER).status_code == 422


def test_a_refusal_reaches_the_api_that_words_it(linked: World, client: TestClient) -> None:
    with pytest.raises(Refusal):
        client.get(f"/{handle_of('father')}/picture?purpose=curiosity", user=OFFICER)


def test_the_look_is_that_of_the_account_that_was_authenticated() -> None:
    request = RequestFactory().get("/")
    request.auth = OFFICER  # type: ignore[attr-defined]
    look = look_from(request, "citizen-request", kind=Kind.SEARCH, reason="counter 4")
    assert (look.actor, look.office, look.role, look.reason) == (
        "staff:mona",
        "social-solidarity",
        "officer",
        "counter 4",
    )
