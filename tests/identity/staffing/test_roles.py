"""One table says which role may do what."""

import pytest

from wasl.identity.api import LOOKS_AT_PERSONS, Role
from wasl.identity.staffing.api import MAY, May, may, who_may


def test_every_role_stands_in_the_table() -> None:
    assert set(MAY) == set(Role)


@pytest.mark.parametrize("right", May)
def test_every_right_is_somebodys(right: May) -> None:
    assert who_may(right)


def test_who_looks_at_persons_is_the_same_everywhere() -> None:
    assert who_may(May.LOOK_AT_PERSONS) == LOOKS_AT_PERSONS


def test_who_leads_staff_sees_no_person_and_who_watches_leads_nobody() -> None:
    assert not may(Role.OFFICE_HEAD, May.LOOK_AT_PERSONS)
    assert not may(Role.PROTECTION, May.LEAD_STAFF)
    assert not may(Role.AUDITOR, May.PROTECT)
