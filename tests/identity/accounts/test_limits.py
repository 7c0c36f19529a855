"""Attempts slow an attacker down and not a village behind one address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import RequestFactory

from tests.identity.accounts.watching import statements
from wasl.core.conf import settings
from wasl.core.errors import NotAllowed
from wasl.identity import limits
from wasl.identity.accounts.models import Pace
from wasl.identity.api import address_of

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
VILLAGE, ELSEWHERE = "192.0.2.1", "198.51.100.9"


def slowed(subject: str, address: str, now: datetime = NOW, what: str = "sign-in") -> bool:
    try:
        limits.attempt(what, subject, address, now=now)
    except NotAllowed:
        return True
    return False


def test_five_are_free_then_the_wait_is_told_in_both_languages() -> None:
    assert [slowed("one", VILLAGE) for _ in range(6)] == [False] * 5 + [True]
    with pytest.raises(NotAllowed) as told:
        limits.attempt("sign-in", "one", VILLAGE, now=NOW)
    assert "Wait 12 minutes" in str(told.value)
    assert not slowed("one", VILLAGE, NOW + timedelta(minutes=12))
    assert slowed("one", VILLAGE, NOW + timedelta(minutes=12))


def test_many_addresses_are_no_way_around_the_count_of_one_number() -> None:
    assert sum(not slowed("one", f"203.0.113.{place}") for place in range(50)) == 5


def test_a_stranger_elsewhere_does_not_lock_out_who_signed_in_from_home() -> None:
    limits.succeeded("sign-in", "one", VILLAGE, now=NOW)
    for _ in range(20):
        slowed("one", ELSEWHERE)
    assert slowed("one", ELSEWHERE)
    assert not slowed("one", VILLAGE)


def test_one_kind_of_attempt_does_not_slow_another() -> None:
    for _ in range(9):
        slowed("one", VILLAGE)
    assert not slowed("one", VILLAGE, what="recover")


def test_a_village_of_two_thousand_behind_one_address_is_not_slowed() -> None:
    """Within one hour; one in twenty mistypes the number once, so that it is nobody's."""

    def comes(who: str, number: int, *, stranger: bool) -> bool:
        now = NOW + timedelta(seconds=number * 1.8)
        held_up = slowed(f"{who} {number}", VILLAGE, now)
        limits.met(VILLAGE, f"{who} {number}", stranger=stranger, now=now)
        return held_up

    with transaction.atomic():  # quick on every store
        mistyped = [comes("mistyped", number, stranger=True) for number in range(0, 2000, 20)]
        signed_in = [comes("person", number, stranger=False) for number in range(2000)]
    assert not any([*mistyped, *signed_in])


def test_who_tries_out_numbers_is_slowed_to_three_a_minute_and_neighbours_wait_a_minute_at_most() -> None:
    let_in = 0
    with transaction.atomic():
        for place in range(400):
            if not slowed(f"guess {place}", VILLAGE):
                let_in += 1
                limits.met(VILLAGE, f"guess {place}", stranger=True, now=NOW)
    assert let_in == limits.STRANGERS.burst
    assert slowed("a neighbour", VILLAGE)
    assert not slowed("a neighbour", VILLAGE, NOW + limits.LONGEST_FOR_ADDRESS)
    assert not slowed("somebody elsewhere", ELSEWHERE)


def test_the_same_wrong_number_again_counts_once_against_an_address() -> None:
    for _ in range(500):
        limits.met(VILLAGE, "the same slip", stranger=True, now=NOW)
    assert not slowed("a neighbour", VILLAGE)


def test_whether_a_number_is_nobodys_changes_no_step() -> None:
    known = statements(lambda: limits.met(VILLAGE, "one", stranger=False, now=NOW))
    assert statements(lambda: limits.met(VILLAGE, "two", stranger=True, now=NOW)) == known


def test_ten_thousand_registrations_from_one_address_wait_in_a_queue_and_lock_nobody_out() -> None:
    with transaction.atomic():
        crowded = [limits.in_a_crowd(VILLAGE, NOW) for _ in range(10_000)]
    assert crowded.count(False) == limits.REGISTRATIONS.burst
    assert not slowed("a neighbour", VILLAGE)
    assert not slowed("a neighbour", VILLAGE, what="register")
    assert not limits.in_a_crowd(ELSEWHERE, NOW)


def test_many_at_once_are_no_way_around() -> None:
    def attempt(_: int) -> bool:
        try:
            return not slowed("one", VILLAGE)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(24))) == 5


def test_what_is_counted_names_neither_number_nor_address_and_is_forgotten_after_a_day() -> None:
    limits.met(VILLAGE, "29001010100000", stranger=True, now=NOW)
    slowed("29001010100000", VILLAGE)
    kept = " ".join(Pace.objects.values_list("key", flat=True))
    assert VILLAGE not in kept
    assert "29001010100000" not in kept
    limits.forget(NOW + timedelta(days=1, seconds=1))
    assert not Pace.objects.exists()


# Addresses


def asked_from(monkeypatch: pytest.MonkeyPatch, near: str, told: str = "", proxies: str = "") -> str:
    monkeypatch.setenv("WASL_TRUSTED_PROXIES", proxies)
    settings.cache_clear()
    headers = {"X-Forwarded-For": told} if told else {}
    found = address_of(RequestFactory().get("/", REMOTE_ADDR=near, headers=headers))
    monkeypatch.undo()
    settings.cache_clear()
    return found


def test_nobody_names_their_own_address(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_from(monkeypatch, VILLAGE, told=ELSEWHERE) == VILLAGE


def test_behind_a_trusted_proxy_the_nearest_other_address_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    told = f"203.0.113.1, {ELSEWHERE}, 10.0.0.2"
    assert asked_from(monkeypatch, "10.0.0.1", told=told, proxies="10.0.0.0/8") == ELSEWHERE


def test_a_household_has_one_address_in_the_new_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_from(monkeypatch, "2001:db8::1") == asked_from(monkeypatch, "2001:db8::ffff:2") == "2001:db8::/64"


@pytest.mark.parametrize("odd", ["", "unix:", "999.1.1.1", "' OR 1=1"])
def test_what_is_no_address_is_none(monkeypatch: pytest.MonkeyPatch, odd: str) -> None:
    assert asked_from(monkeypatch, odd) == ""
