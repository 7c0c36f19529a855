"""Staff sessions: they begin with both factors, end by themselves, and can be ended from elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.identity.staffing.conftest import Office
from tests.staff import at_work
from wasl.core.errors import Unknown
from wasl.identity.api import Staff
from wasl.identity.staffing.api import end_all_of, end_own, work_lines
from wasl.identity.staffing.models import StaffSession
from wasl.identity.staffing.working import IDLE, LONGEST, Why


def is_in(browser: Client) -> bool:
    return browser.get("/staff/me/").status_code == 200


def aged(**ages: timedelta) -> None:
    StaffSession.objects.update(**{name: datetime.now(UTC) - age for name, age in ages.items()})


def test_django_alone_signs_nobody_in(office: Office) -> None:
    browser = Client()
    browser.force_login(office.officer)
    assert not is_in(browser)


def test_half_an_hour_without_a_visit_ends_a_session(office: Office) -> None:
    browser = at_work(office.officer)
    aged(last_seen=IDLE - timedelta(minutes=1))
    assert is_in(browser)
    assert datetime.now(UTC) - StaffSession.objects.get().last_seen < timedelta(minutes=1)
    aged(last_seen=IDLE + timedelta(seconds=1))
    assert not is_in(browser)
    aged(last_seen=timedelta())
    assert not is_in(browser), "what has ended does not come back"


def test_eight_hours_end_a_session_however_busy(office: Office) -> None:
    browser = at_work(office.officer)
    aged(created=LONGEST - timedelta(minutes=1))
    assert is_in(browser)
    aged(created=LONGEST + timedelta(seconds=1))
    assert not is_in(browser)


def test_a_session_is_ended_from_another_device(office: Office) -> None:
    counter, home = at_work(office.officer), at_work(office.officer)
    first = StaffSession.objects.order_by("pk")[0]
    end_own(office.officer, first.pk)
    assert (is_in(counter), is_in(home)) == (False, True)
    assert end_all_of(office.officer, Why.ENDED) == 1
    assert not is_in(home)
    assert [line.ended is None for line in work_lines(office.officer)] == [False, False]


def test_nobody_ends_somebody_elses_session(office: Office) -> None:
    browser = at_work(office.officer)
    with pytest.raises(Unknown):
        end_own(office.head, StaffSession.objects.get().pk)
    assert is_in(browser)


def test_signing_out_ends_the_session_itself(office: Office) -> None:
    browser = at_work(office.officer)
    kept = browser.cookies["sessionid"].value
    browser.post("/sign-out/")
    assert StaffSession.objects.get().ended_why == Why.LEFT
    browser.cookies["sessionid"] = kept
    assert not is_in(browser)


def test_a_session_is_its_own_accounts(office: Office) -> None:
    """A row of one account opens nothing for another, whatever a browser's session says."""
    browser = at_work(office.officer)
    StaffSession.objects.update(account=office.head)
    assert not is_in(browser)


def test_a_running_session_is_substantially_sure_and_a_key_is_not(office: Office) -> None:
    request = at_work(office.officer).get("/staff/me/").wsgi_request
    assert request.user.assurance == "substantial"  # type: ignore[union-attr]
    assert Staff.objects.get(username="mona").assurance == "low"
