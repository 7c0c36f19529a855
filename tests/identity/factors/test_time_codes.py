"""Time codes: each step of the clock opens once, a clock may be one step off, and five wrong ones make one wait."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pyotp
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.identity.factors.conftest import CITIZEN, STAFF, owner
from wasl.core.digits import arabic_digits
from wasl.core.errors import NotAllowed, Refusal
from wasl.identity.factors import seal
from wasl.identity.factors.api import factors_of, has_second_factor, totp_check, totp_confirm, totp_new
from wasl.identity.factors.models import TimeCode
from wasl.trust.api import Assurance

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 9, 0, 10, tzinfo=UTC)


def steps(count: int) -> timedelta:
    return timedelta(seconds=30 * count)


def app(account: str = STAFF, at: datetime = NOW - timedelta(hours=1)) -> pyotp.TOTP:
    """An app that shares a confirmed secret with us."""
    made = pyotp.TOTP(totp_new(account, "my telephone").secret)
    totp_confirm(account, made.at(at), now=at)
    return made


def test_a_time_code_proves_whose_it_is() -> None:
    proof = totp_check(STAFF, app().at(NOW), NOW)
    assert (proof.account, proof.amr, proof.carries) == (STAFF, ("otp",), Assurance.SUBSTANTIAL)
    assert proof.factor == factors_of(STAFF)[0].id


def test_what_an_app_scans_says_the_same_as_what_it_is_told() -> None:
    made = totp_new(STAFF, "هاتفي")
    scanned = pyotp.parse_uri(made.uri)
    assert (scanned.secret, scanned.issuer, scanned.name) == (made.secret, "Wasl", "هاتفي")
    assert made.qr.startswith("data:image/svg+xml")


def test_a_code_in_arabic_digits_with_a_space_is_the_same_code() -> None:
    code = arabic_digits(app().at(NOW))
    assert totp_check(STAFF, f"{code[:3]} {code[3:]}", NOW)


def test_it_opens_nothing_until_its_first_code_is_confirmed() -> None:
    made = pyotp.TOTP(totp_new(STAFF, "my telephone").secret)
    assert not has_second_factor(STAFF)
    with pytest.raises(NotAllowed):
        totp_check(STAFF, made.at(NOW), NOW)
    totp_confirm(STAFF, made.at(NOW), now=NOW)
    assert has_second_factor(STAFF)


def test_the_confirming_code_does_not_open_as_well() -> None:
    made = app(at=NOW)
    with pytest.raises(NotAllowed, match="used already"):
        totp_check(STAFF, made.at(NOW), NOW)


def test_one_begun_and_left_is_replaced_by_the_next() -> None:
    left = pyotp.TOTP(totp_new(STAFF, "left").secret)
    taken = pyotp.TOTP(totp_new(STAFF, "taken").secret)
    with pytest.raises(NotAllowed):
        totp_confirm(STAFF, left.at(NOW), now=NOW)
    totp_confirm(STAFF, taken.at(NOW), now=NOW)
    assert [one.label for one in factors_of(STAFF)] == ["taken"]


def test_a_code_opens_once() -> None:
    code = app().at(NOW)
    totp_check(STAFF, code, NOW)
    with pytest.raises(NotAllowed, match="used already"):
        totp_check(STAFF, code, NOW)


def test_after_a_code_an_earlier_one_does_not_open() -> None:
    made = app()
    totp_check(STAFF, made.at(NOW), NOW)
    with pytest.raises(NotAllowed):
        totp_check(STAFF, made.at(NOW - steps(1)), NOW)
    assert totp_check(STAFF, made.at(NOW + steps(1)), NOW)


@given(off=some.integers(-6, 6))
@settings(max_examples=13, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_clock_may_be_one_step_off_and_no_more(off: int) -> None:
    TimeCode.objects.all().delete()
    made = app()
    if abs(off) <= 1:
        assert totp_check(STAFF, made.at(NOW + steps(off)), NOW)
    else:
        with pytest.raises(NotAllowed):
            totp_check(STAFF, made.at(NOW + steps(off)), NOW)
        totp_check(STAFF, made.at(NOW), NOW)  # or else the tries would add up


@pytest.mark.parametrize("code", ["", "0", "12345", "1234567", "abcdef", "\x00" * 6, "٣" * 400, "💥" * 6, "-12345"])
def test_what_is_no_code_is_refused(code: str) -> None:
    app()
    with pytest.raises(NotAllowed, match="code is wrong"):
        totp_check(STAFF, code, NOW)


def test_without_an_app_the_words_are_the_same() -> None:
    app()
    said = []
    for account in (STAFF, "staff:nobody"):
        with pytest.raises(NotAllowed) as refused:
            totp_check(account, "000000", NOW)
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_another_accounts_code_does_not_open() -> None:
    app(STAFF)
    code = app("staff:hoda").at(NOW)
    with pytest.raises(NotAllowed):
        totp_check(STAFF, code, NOW)


def test_each_of_several_apps_opens() -> None:
    first = app()
    second = app(at=NOW - timedelta(minutes=30))
    assert totp_check(STAFF, first.at(NOW), NOW).factor != totp_check(STAFF, second.at(NOW), NOW).factor


def test_apps_are_limited_in_number() -> None:
    for minutes in range(5):
        app(at=NOW - timedelta(hours=2, minutes=5 * minutes))
    with pytest.raises(Refusal, match="many apps"):
        totp_new(STAFF, "one more")


# --- the secret at rest -----------------------------------------------------------------------------------------------


def test_the_secret_is_not_in_the_store() -> None:
    made = totp_new(STAFF, "my telephone")
    kept = TimeCode.objects.values_list().get()
    assert not any(made.secret in str(value) for value in kept)
    assert seal.opened(TimeCode.objects.get().sealed, STAFF) == made.secret


def test_a_secret_moved_to_another_accounts_row_opens_nothing() -> None:
    made = app()
    TimeCode.objects.update(account="staff:hoda")
    with pytest.raises(NotAllowed):
        totp_check("staff:hoda", made.at(NOW), NOW)


def test_the_store_without_our_key_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = app()
    monkeypatch.setattr(seal, "USE", "another key")
    with pytest.raises(NotAllowed):
        totp_check(STAFF, made.at(NOW), NOW)


@given(secret=some.text(max_size=60), account=some.text(max_size=30))
def test_what_is_sealed_is_opened_for_its_account_only(secret: str, account: str) -> None:
    try:
        secret.encode(), account.encode()
    except UnicodeEncodeError:
        return
    held = seal.sealed(secret, account)
    assert seal.opened(held, account) == secret
    assert seal.opened(held, account + "x") is None
    assert seal.sealed(secret, account) != held


# --- waiting ----------------------------------------------------------------------------------------------------------


def wrong(account: str, at: datetime) -> str:
    with pytest.raises(NotAllowed) as refused:
        totp_check(account, "wrong", at)
    return str(refused.value)


def test_five_wrong_codes_and_one_waits_longer_each_time() -> None:
    made, at = app(), NOW
    assert all("code is wrong" in wrong(STAFF, at) for _ in range(5))
    for minutes in (1, 5, 15, 15):
        with pytest.raises(NotAllowed, match=f"Wait {minutes} minute"):
            totp_check(STAFF, made.at(at), at)
        at += timedelta(minutes=minutes)
        assert "code is wrong" in wrong(STAFF, at)
    at += timedelta(minutes=15)
    assert totp_check(STAFF, made.at(at), at)
    assert "code is wrong" in wrong(STAFF, at)


def test_an_account_without_an_app_waits_as_well() -> None:
    assert all("code is wrong" in wrong("staff:nobody", NOW) for _ in range(5))
    assert "Wait 1 minute," in wrong("staff:nobody", NOW)


def test_tries_at_one_account_make_no_other_wait() -> None:
    made = app()
    for _ in range(6):
        wrong("staff:hoda", NOW)
    assert totp_check(STAFF, made.at(NOW), NOW)


def test_wrong_codes_are_forgotten_after_a_day() -> None:
    for _ in range(6):
        wrong(STAFF, NOW)
    later = NOW + timedelta(days=1, minutes=1)
    assert all("code is wrong" in wrong(STAFF, later) for _ in range(5))


# --- at once ----------------------------------------------------------------------------------------------------------

AT_ONCE = 6


def all_at_once(code: str) -> list[str]:
    """What so many threads are told who send the same code in the same moment."""
    ready = Barrier(AT_ONCE)

    def send(_: int) -> str:
        try:
            ready.wait()
            totp_check(CITIZEN, code, NOW)
        except NotAllowed as refused:
            return str(refused.what)
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(send, range(AT_ONCE)))


@pytest.fixture
def citizens_app() -> pyotp.TOTP:
    made = pyotp.TOTP(totp_new(CITIZEN, "x", owner()).secret)
    earlier = NOW - timedelta(hours=1)
    totp_confirm(CITIZEN, made.at(earlier), owner(), earlier)
    return made


@pytest.mark.django_db(transaction=True)
def test_of_one_code_sent_many_times_at_once_one_opens(citizens_app: pyotp.TOTP) -> None:
    told = all_at_once(citizens_app.at(NOW))
    assert told.count("in") == 1, told


@pytest.mark.django_db(transaction=True)
def test_wrong_codes_sent_at_once_are_all_counted(citizens_app: pyotp.TOTP) -> None:
    told = all_at_once("000000")
    assert sum("Too many" in one for one in told) == AT_ONCE - 5, told
    with pytest.raises(NotAllowed, match="Wait"):
        totp_check(CITIZEN, citizens_app.at(NOW), NOW)
