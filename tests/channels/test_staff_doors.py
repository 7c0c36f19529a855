"""No page of staff opens with a password alone: every address is walked by a browser between the two factors."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from tests.doors.walking import routes
from tests.ledger import only_look
from tests.nation import Nation
from wasl.channels.backoffice import views
from wasl.identity.staffing.halfway import HALF

OPEN = {"sign-in", "sign-in-second", "sign-in-enrol", "set_language", "sign-out"}
"""Addresses that a browser between the two factors may use."""


@pytest.fixture(scope="module")
def halfway(nation: Nation) -> Callable[[], Client]:
    """Makes browsers that have given the officer's password and nothing else. Hashing is slow: it is given once."""
    client = Client()
    client.post("/sign-in/", {"username": "officer", "password": "wasl-officer-demo"})
    kept = dict(client.session)
    assert HALF in kept

    def browser() -> Client:
        store = SessionStore()
        store.update(kept)
        store.save()
        fresh = Client()
        fresh.cookies["sessionid"] = str(store.session_key)
        return fresh

    return browser


def test_a_browser_between_the_factors_is_led_to_the_second(halfway: Callable[[], Client], clean_ledger: None) -> None:
    assert halfway().get("/sign-in/second/").status_code == 200


def test_a_password_alone_opens_no_page_of_staff(halfway: Callable[[], Client], clean_ledger: None) -> None:
    """Every address answers a browser between the two factors as it answers a stranger."""
    walked = [route for route in routes() if route.name not in OPEN and not route.parameters]
    assert {"search", "staff", "approvals", "counter", "desk", "quality", "policies"} <= {
        route.name for route in walked
    }
    for route in walked:
        for ask in ("get", "post"):
            theirs, nobodys = (getattr(one, ask)(f"/{route.address}") for one in (halfway(), Client()))
            assert told(theirs) == told(nobodys), f"{ask} {route.address}"


def told(answer: Any) -> tuple[int, str | None]:
    return answer.status_code, answer.get("Location")


@pytest.mark.parametrize(
    "address", ["persons", "desk", "approvals", "staff", "counter", "protection", "policies", "quality"]
)
def test_work_of_staff_begins_after_both_factors(
    address: str, halfway: Callable[[], Client], clean_ledger: None
) -> None:
    assert halfway().get(f"/{address}/")["Location"] == f"/sign-in/?next=/{address}/"


def test_the_api_knows_nobody_by_a_password_alone(
    halfway: Callable[[], Client], nation: Nation, clean_ledger: None
) -> None:
    asked = {"purpose": "citizen-request", "number": nation.number}
    assert halfway().post("/api/v1/persons/search", asked, content_type="application/json").status_code == 401


def test_looks_of_a_session_are_substantially_sure(
    officer: Client, nation: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    search = views.search_persons
    monkeypatch.setattr(
        views, "search_persons", lambda query, look, most: seen.append(look.assurance) or search(query, look, most)
    )
    officer.post("/persons/", {"query": nation.number, "purpose": "citizen-request"}, follow=True)
    assert seen == ["substantial"]
    assert only_look().actor == "staff:officer"
