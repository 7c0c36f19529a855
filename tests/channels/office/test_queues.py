"""What an office finds in its queues, and what it takes out of them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.channels.office.conftest import (
    NAME,
    PERSON,
    POWER,
    VEHICLE,
    Office,
    browser,
    ended,
    happened,
    made,
    member,
    shown,
)
from tests.ledger import looks
from wasl.cases.models import Appeal, Case, Kind
from wasl.identity.api import Role

NOW = datetime.now(UTC)


@pytest.mark.parametrize("role", [one for one in Role if one not in (Role.CASE_WORKER, Role.OFFICE_HEAD, Role.AGENT)])
def test_a_role_without_cases_opens_none_of_the_pages(role: Role) -> None:
    case, client = made(), browser(member("other", role))
    for address in ("/work/", "/work/queue.csv", "/work/changes/", "/work/changes/1/", f"/work/{case.reference}/"):
        assert client.get(address).status_code == 403
    assert client.post("/work/next/").status_code == 403
    assert client.post(f"/work/{case.reference}/hold/", {"do": "take"}).status_code == 403
    assert not Case.objects.get().assigned


def test_who_has_not_signed_in_is_sent_to_the_sign_in() -> None:
    for address in ("/work/", f"/work/{made().reference}/"):
        assert Client().get(address)["Location"].startswith("/sign-in/")


def test_a_queue_holds_the_offices_own_cases_and_names_no_citizen(office: Office) -> None:
    mine, foreign = made(), made(VEHICLE)
    text = shown(browser(office.worker), "/work/")
    assert mine.reference in text
    assert foreign.reference not in text
    assert NAME not in text
    assert PERSON not in text
    assert looks() == []


def test_the_most_urgent_stands_first_and_a_late_one_says_so(office: Office) -> None:
    calm = made(due=NOW + timedelta(days=20))
    late = made(due=NOW - timedelta(days=10))
    text = shown(browser(office.worker), "/work/")
    assert text.index(late.reference) < text.index(calm.reference)
    assert "late by" in text
    assert "left" in text
    only_late = shown(browser(office.worker), "/work/?whose=late")
    assert late.reference in only_late
    assert calm.reference not in only_late


def test_each_queue_holds_what_its_name_says(office: Office) -> None:
    nobodys, mine = made(), made(assigned="rania")
    waiting = made(state="with_citizen")
    over = ended()
    asked = made(assigned="amr")
    happened(asked, Kind.OPINION_ASKED, "what do you think?", actor="staff:amr", role="case-worker", office="supply")
    Appeal.objects.create(case=over, asked=NOW, due=NOW + timedelta(days=9))
    client = browser(office.worker)
    holds = {
        "open": {nobodys, mine, asked},
        "mine": {mine},
        "nobodys": {nobodys},
        "opinions": {asked},
        "reviews": {over},
        "waiting": {waiting},
        "ended": {over},
        "all": {nobodys, mine, waiting, over, asked},
    }
    for whose, cases in holds.items():
        text = shown(client, f"/work/?whose={whose}")
        assert {one for one in Case.objects.all() if one.reference in text} == cases, whose


def test_a_queue_is_narrowed_by_service_state_and_reference(office: Office) -> None:
    one, other = made(), made()
    client = browser(office.worker)
    assert one.reference in shown(client, "/work/?service=ration-card-add-member&state=in_review")
    assert one.reference not in shown(client, "/work/?service=ration-card-add-member&state=with_citizen")
    text = shown(client, f"/work/?text={one.reference.lower()}")
    assert one.reference in text
    assert other.reference not in text
    assert "Nothing fits" in shown(client, "/work/?text=W-NOBODYS")


def test_a_long_queue_has_pages(office: Office) -> None:
    for _ in range(51):
        made()
    client = browser(office.worker)
    assert shown(client, "/work/").count('name="reference"') == 50
    assert shown(client, "/work/?page=2").count('name="reference"') == 1
    assert shown(client, "/work/?page=999").count('name="reference"') == 1


def test_an_empty_queue_says_what_comes_there(office: Office) -> None:
    assert "Nothing waits here" in shown(browser(office.worker), "/work/")
    assert "You have taken up nothing" in shown(browser(office.worker), "/work/?whose=mine")


def test_the_table_holds_every_page_and_nothing_of_a_citizen(office: Office) -> None:
    cases = [made() for _ in range(52)]
    answer = browser(office.worker).get("/work/queue.csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert all(case.reference in text for case in cases)
    assert NAME not in text
    assert PERSON not in text
    assert looks() == []


def test_the_next_is_the_most_urgent_of_nobodys_and_pressed_twice_it_is_one(office: Office) -> None:
    made(due=NOW + timedelta(days=9))
    urgent, taken = made(due=NOW + timedelta(days=1)), made(due=NOW, assigned="amr")
    client = browser(office.worker)
    for _ in range(2):
        assert client.post("/work/next/", {"once": "one"})["Location"] == f"/work/{urgent.reference}/"
    assert Case.objects.filter(assigned="rania").count() == 1
    taken.refresh_from_db()
    assert taken.assigned == "amr"


def test_the_next_is_one_that_the_role_may_work_on() -> None:
    made(POWER, state="in_preparation", due=NOW)
    ready = made(POWER, state="ready", due=NOW + timedelta(days=3))
    agent = browser(member("lamia", Role.AGENT, "notarisation"))
    assert agent.post("/work/next/", {"once": "one"})["Location"] == f"/work/{ready.reference}/"
    assert agent.post("/work/next/", {"once": "two"})["Location"] == "/work/"


def test_the_keys_can_be_turned_off(office: Office) -> None:
    client = browser(office.worker)
    assert 'data-keys="on"' in shown(client, "/work/")
    client.post("/work/keys/", {"keys": "off"})
    text = shown(client, "/work/")
    assert 'data-keys="off"' in text
    assert "aria-keyshortcuts" not in text


def test_changes_of_registers_are_announced_above_the_queue(office: Office) -> None:
    from tests.channels.office.conftest import change
    from wasl.cases.models import Progress

    change(made(), Progress.FAILED)
    assert "1 change of a register needs you" in shown(browser(office.worker), "/work/")
    assert "needs you" not in shown(browser(office.stranger), "/work/")
