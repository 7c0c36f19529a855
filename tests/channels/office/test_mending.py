"""Changes of registers that need somebody: tried again, entered by hand, taken back."""

import pytest
from django.test import Client

from tests.channels.office.conftest import PERSON, Office, browser, change, made, member, shown
from tests.ledger import looks, only_look
from wasl.cases.models import Change, Progress

WHAT = "what is to be entered"


def press(client: Client, one: Change, do: str, once: str = "1", **given: str) -> int:
    told = {"do": do, "case": one.case.reference, "once": once, **given}
    return client.post(f"/work/changes/{one.pk}/do/", told).status_code


def test_the_list_says_where_a_change_goes_and_never_what_it_says(office: Office) -> None:
    one = change(made(), Progress.FAILED, why="the register does not answer")
    text = shown(browser(office.worker), "/work/changes/")
    assert one.case.reference in text
    assert "the register does not answer" in text
    assert WHAT not in text
    assert looks() == []


def test_what_is_to_be_entered_is_shown_on_record(office: Office) -> None:
    one = change(made(), Progress.BY_HAND)
    assert WHAT in shown(browser(office.worker), f"/work/changes/{one.pk}/")
    look = only_look()
    assert (look.case, look.persons, look.registers) == (one.case.reference, (PERSON,), ("reg-020",))


@pytest.mark.parametrize(
    ("stands", "do", "becomes"),
    [
        (Progress.FAILED, "again", Progress.WAITING),
        (Progress.FAILED, "by-hand", Progress.DONE),
        (Progress.BY_HAND, "by-hand", Progress.DONE),
        (Progress.DONE, "back", Progress.TAKEN_BACK),
    ],
)
def test_a_change_is_mended_and_pressed_twice_it_is_one(
    office: Office, stands: Progress, do: str, becomes: Progress
) -> None:
    one = change(made(), stands)
    client = browser(office.worker)
    for _ in range(2):
        assert press(client, one, do) == 302
    one.refresh_from_db()
    assert one.progress == becomes
    assert one.case.journal.count() == 2


@pytest.mark.parametrize(
    ("stands", "do"), [(Progress.DONE, "again"), (Progress.WAITING, "by-hand"), (Progress.FAILED, "back")]
)
def test_what_does_not_fit_how_a_change_stands_is_refused(office: Office, stands: Progress, do: str) -> None:
    one = change(made(), stands)
    assert press(browser(office.worker), one, do) == 409
    one.refresh_from_db()
    assert one.progress == stands


def test_what_cannot_be_undone_is_not_taken_back(office: Office) -> None:
    one = change(made(), Progress.DONE, undo="none")
    assert "Take it back from the register" not in shown(browser(office.worker), f"/work/{one.case.reference}/")
    assert press(browser(office.worker), one, "back") == 409


def test_the_office_that_answers_for_a_register_mends_it_and_no_other_does(office: Office) -> None:
    one = change(made(), Progress.BY_HAND, office="traffic")
    assert one.case.reference in shown(browser(office.stranger), "/work/changes/")
    nobody = browser(member("nobody", office="health"))
    assert one.case.reference not in shown(nobody, "/work/changes/")
    shown(nobody, f"/work/changes/{one.pk}/", 404)
    assert press(nobody, one, "by-hand") == 404
    assert press(browser(office.stranger), one, "by-hand") == 302


def test_an_office_that_once_had_the_case_mends_nothing_in_it(office: Office) -> None:
    from tests.channels.office.conftest import happened
    from wasl.cases.models import Kind

    one = change(made(), Progress.FAILED)
    happened(one.case, Kind.NOTE, "ours once", actor="staff:x", role="case-worker", office="health")
    client = browser(member("nobody", office="health"))
    assert press(client, one, "by-hand") == 404
    one.refresh_from_db()
    assert one.progress == Progress.FAILED


def test_a_change_that_is_not_there_is_not_found(office: Office) -> None:
    client = browser(office.worker)
    shown(client, "/work/changes/999/", 404)
    assert client.post("/work/changes/999/do/", {"do": "again", "case": made().reference}).status_code == 404
    one = change(made(), Progress.FAILED)
    assert client.post(f"/work/changes/{one.pk}/do/", {"do": "dance"}).status_code == 302
