"""Changing what an account is proved with: only by who just proved themselves, never the last of staff, always told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pyotp
import pytest
from django.db import IntegrityError, connection, transaction

from tests.identity.factors.conftest import CITIZEN, STAFF, enrolled, owner
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.identity.factors.api import (
    By,
    Kind,
    ProveAgain,
    What,
    demanded,
    factors_of,
    forget,
    has_second_factor,
    history,
    on_change,
    passkey_register_options,
    password_set,
    recovery_codes_new,
    remove,
    totp_confirm,
    totp_new,
)
from wasl.identity.factors.changes import _TOLD, RECENT
from wasl.identity.factors.models import Passkey

pytestmark = pytest.mark.django_db

PASSWORD = "camel window seven rain"


def time_code(account: str, by: By | None = None, ago: timedelta = timedelta()) -> str:
    at = datetime.now(UTC) - ago
    return totp_confirm(account, pyotp.TOTP(totp_new(account, "app", by).secret).at(at), by, at).factor


CHANGES: dict[str, Any] = {
    "a passkey": lambda by: passkey_register_options(CITIZEN, "x", by),
    "a time code": lambda by: totp_new(CITIZEN, "x", by),
    "a password": lambda by: password_set(CITIZEN, PASSWORD, by),
    "recovery codes": lambda by: recovery_codes_new(CITIZEN, by),
    "removing": lambda by: remove(CITIZEN, "totp:1", by),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_citizen_who_has_not_proved_themselves_of_late_changes_nothing(change: str) -> None:
    long_ago = datetime.now(UTC) - RECENT - timedelta(seconds=1)
    for by in (By(CITIZEN), owner(proved=long_ago)):
        with pytest.raises(ProveAgain, match="sure that it is you"):
            CHANGES[change](by)
    assert (factors_of(CITIZEN), history(CITIZEN)) == ([], [])


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("by", [None, owner("citizen:P-2")])
def test_nobody_changes_another_citizens_factors(change: str, by: By | None) -> None:
    with pytest.raises(NotAllowed, match="not your account"):
        CHANGES[change](by)
    assert history(CITIZEN) == []


@pytest.mark.parametrize("change", CHANGES)
def test_a_code_to_the_telephone_is_not_enough_where_there_is_a_passkey(change: str) -> None:
    """Who has taken over the telephone's number must not take the account with it."""
    enrolled(CITIZEN, by=owner())
    for weak in (None, Kind.PASSWORD):
        with pytest.raises(ProveAgain):
            CHANGES[change](owner(kind=weak))


def test_what_must_be_shown_follows_what_there_is() -> None:
    assert demanded(CITIZEN) == frozenset()
    password_set(CITIZEN, PASSWORD, owner())
    assert demanded(CITIZEN) == {Kind.PASSWORD}
    time_code(CITIZEN, owner(kind=Kind.PASSWORD))
    assert demanded(CITIZEN) == {Kind.TIME_CODE}
    recovery_codes_new(CITIZEN, owner(kind=Kind.TIME_CODE))
    assert demanded(CITIZEN) == {Kind.TIME_CODE, Kind.RECOVERY}


def test_a_paper_that_was_found_changes_nothing_without_the_telephone() -> None:
    """Recovery raises no level: a code of the paper alone must not become a passkey."""
    recovery_codes_new(CITIZEN, owner())
    found = By(CITIZEN, "", datetime.now(UTC), "recovery:1")
    with pytest.raises(ProveAgain):
        totp_new(CITIZEN, "app", found)
    assert totp_new(CITIZEN, "app", replace(found, telephone=True))


def test_a_copied_passkey_is_not_asked_for() -> None:
    enrolled(CITIZEN, by=owner())
    Passkey.objects.update(copied=datetime.now(UTC))
    assert demanded(CITIZEN) == frozenset()


def test_a_citizen_may_remove_the_last_factor() -> None:
    _, factor = enrolled(CITIZEN, by=owner())
    remove(CITIZEN, factor, owner(kind=Kind.PASSKEY))
    assert factors_of(CITIZEN) == []


@pytest.mark.parametrize("make", [lambda: enrolled(STAFF)[1], lambda: time_code(STAFF)])
def test_the_last_second_factor_of_staff_stays(make: Any) -> None:
    factor = make()
    password_set(STAFF, PASSWORD)
    recovery_codes_new(STAFF)
    with pytest.raises(Refusal, match="last second factor"):
        remove(STAFF, factor)
    assert has_second_factor(STAFF)


def test_with_another_one_it_goes() -> None:
    _, passkey = enrolled(STAFF)
    code = time_code(STAFF)
    remove(STAFF, passkey)
    with pytest.raises(Refusal, match="last second factor"):
        remove(STAFF, code)


def test_a_copied_passkey_does_not_count_as_another_one() -> None:
    enrolled(STAFF)
    Passkey.objects.update(copied=datetime.now(UTC))
    code = time_code(STAFF)
    with pytest.raises(Refusal, match="last second factor"):
        remove(STAFF, code)


@pytest.mark.parametrize(
    "factor", ["", "passkey:", "passkey:0", "totp:1", "recovery:list", "x:1", "passkey:" + "9" * 40]
)
def test_what_an_account_does_not_have_is_not_removed(factor: str) -> None:
    with pytest.raises(Unknown):
        remove(STAFF, factor)


def test_nobody_elses_factor_is_removed() -> None:
    _, hodas = enrolled("staff:hoda")
    enrolled(STAFF)
    with pytest.raises(Unknown):
        remove(STAFF, hodas)
    assert has_second_factor("staff:hoda")


def test_each_kind_can_be_removed_and_is_noted() -> None:
    enrolled(STAFF)
    time_code(STAFF)
    password_set(STAFF, PASSWORD)
    recovery_codes_new(STAFF)
    for one in factors_of(STAFF)[1:]:
        remove(STAFF, one.id)
    assert [one.kind for one in factors_of(STAFF)] == [Kind.PASSKEY]
    removed = [line.kind for line in history(STAFF) if line.what == What.REMOVED]
    assert removed == [Kind.RECOVERY, Kind.PASSWORD, Kind.TIME_CODE]


def test_an_account_that_passes_to_its_owner_forgets_all_factors() -> None:
    enrolled(CITIZEN, by=owner())
    assert forget(CITIZEN, By("staff:counter")) == 1
    assert factors_of(CITIZEN) == []
    assert history(CITIZEN)[0].by == "staff:counter"


def test_every_change_says_who_what_when_and_where() -> None:
    before = datetime.now(UTC)
    enrolled(CITIZEN, by=owner())
    line = history(CITIZEN)[0]
    assert (line.by, line.kind, line.label, line.device) == (CITIZEN, Kind.PASSKEY, "my telephone", "Firefox, Linux")
    assert before <= line.at <= datetime.now(UTC)
    assert line.happened.en == "Added"
    assert line.name.en == "Passkey"


def test_what_hears_of_changes_can_stop_them() -> None:
    """A message that cannot be put down to be sent leaves no change behind either."""

    def broken(_: Any) -> None:
        raise IntegrityError("the outbox is full")

    on_change(broken)
    try:
        with pytest.raises(IntegrityError), transaction.atomic():
            password_set(STAFF, PASSWORD)
    finally:
        _TOLD.remove(broken)
    assert factors_of(STAFF) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_each_remove_the_last_but_one_leave_one() -> None:
    factors = [enrolled(STAFF)[1], time_code(STAFF)]
    ready = Barrier(2)

    def take(factor: str) -> bool:
        try:
            ready.wait()
            remove(STAFF, factor)
        except Refusal:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(take, factors)) == [False, True]
    assert has_second_factor(STAFF)
