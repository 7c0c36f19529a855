"""Recovery codes: ten on paper, each opens once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.identity.factors.conftest import STAFF
from wasl.core.errors import NotAllowed
from wasl.identity.factors.api import (
    What,
    factors_of,
    has_second_factor,
    history,
    recovery_code_use,
    recovery_codes_new,
)
from wasl.identity.factors.models import RecoveryCode, Tries
from wasl.trust.api import Assurance

pytestmark = pytest.mark.django_db


def test_ten_codes_come_and_each_opens_once() -> None:
    codes = recovery_codes_new(STAFF)
    assert len(set(codes)) == 10
    for code in codes:
        assert recovery_code_use(STAFF, code).account == STAFF
    for code in codes[:2]:
        with pytest.raises(NotAllowed, match="used already"):
            recovery_code_use(STAFF, code)
    assert factors_of(STAFF)[0].left == 0


def test_a_recovery_code_raises_no_level_and_is_no_second_factor() -> None:
    codes = recovery_codes_new(STAFF)
    assert recovery_code_use(STAFF, codes[0]).carries is Assurance.LOW
    assert not has_second_factor(STAFF)


def test_how_many_are_left_and_that_one_was_used_stand_in_the_account() -> None:
    recovery_code_use(STAFF, recovery_codes_new(STAFF)[3], "Firefox, Android")
    assert factors_of(STAFF)[0].left == 9
    assert (history(STAFF)[0].what, history(STAFF)[0].device) == (What.SPENT, "Firefox, Android")


@pytest.mark.parametrize(
    "written", [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("0", "o").replace("1", "l")]
)
def test_a_code_is_read_as_people_write_it(written) -> None:
    assert recovery_code_use(STAFF, written(recovery_codes_new(STAFF)[0]))


def test_a_new_list_ends_the_former_one() -> None:
    former, new = recovery_codes_new(STAFF), recovery_codes_new(STAFF)
    for code in former:
        Tries.objects.all().delete()
        with pytest.raises(NotAllowed):
            recovery_code_use(STAFF, code)
    assert recovery_code_use(STAFF, new[0])


def test_of_the_codes_only_hashes_are_kept() -> None:
    codes = recovery_codes_new(STAFF)
    kept = str(list(RecoveryCode.objects.values_list()))
    assert not any(code[2:].replace("-", "") in kept for code in codes)
    assert RecoveryCode.objects.filter(encoded__startswith="argon2$argon2id$").count() == 10


def test_another_accounts_code_does_not_open() -> None:
    recovery_codes_new(STAFF)
    with pytest.raises(NotAllowed):
        recovery_code_use(STAFF, recovery_codes_new("staff:hoda")[0])


def test_a_code_with_the_right_beginning_only_does_not_open() -> None:
    code = recovery_codes_new(STAFF)[0]
    for tried in (code[:2], code[:-1], code[:2] + "0" * 10):
        with pytest.raises(NotAllowed):
            recovery_code_use(STAFF, tried)


@given(code=some.text(max_size=40))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_no_code_is_refused(code: str) -> None:
    Tries.objects.all().delete()
    with pytest.raises(NotAllowed, match="recovery code is wrong"):
        recovery_code_use(STAFF, code)


@pytest.mark.django_db(transaction=True)
def test_of_one_code_sent_many_times_at_once_one_opens() -> None:
    code, ready = recovery_codes_new(STAFF)[0], Barrier(4)

    def send(_: int) -> bool:
        try:
            ready.wait()
            return bool(recovery_code_use(STAFF, code))
        except NotAllowed:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(send, range(4))) == 1
