"""Passwords: long, not common, never composed by rule; and whether an account has one is nobody's business."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.conftest import STRENGTH
from tests.identity.factors.conftest import STAFF
from wasl.core.errors import NotAllowed, Refusal
from wasl.identity.factors.api import (
    What,
    has_password,
    has_second_factor,
    history,
    password_check,
    password_set,
)
from wasl.identity.factors.models import Password
from wasl.trust.api import Assurance

pytestmark = pytest.mark.django_db

GOOD = "camel window seven rain"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_a_password_opens_and_carries_little() -> None:
    password_set(STAFF, GOOD)
    proof = password_check(STAFF, GOOD)
    assert (proof.account, proof.amr, proof.carries) == (STAFF, ("pwd",), Assurance.LOW)


def test_a_password_is_no_second_factor() -> None:
    password_set(STAFF, GOOD)
    assert has_password(STAFF)
    assert not has_second_factor(STAFF)


def test_it_is_kept_as_argon2id_and_never_as_it_is() -> None:
    password_set(STAFF, GOOD)
    encoded = Password.objects.get().encoded
    assert encoded.startswith("argon2$argon2id$")
    assert "camel" not in encoded


def test_a_new_password_ends_the_former_one_and_is_noted() -> None:
    password_set(STAFF, GOOD)
    password_set(STAFF, "another quiet morning")
    assert [line.what for line in history(STAFF)] == [What.REPLACED, What.ADDED]
    assert password_check(STAFF, "another quiet morning")
    with pytest.raises(NotAllowed):
        password_check(STAFF, GOOD)


@pytest.mark.parametrize("short", ["", "short", "elevenchars", "أحد عشر حرف"[:11], " " * 11])
def test_a_short_one_is_refused(short: str) -> None:
    with pytest.raises(Refusal, match="fewer than 12"):
        password_set(STAFF, short)


@pytest.mark.parametrize(
    "plain", ["aaaaaaaaaaab", "أربع كلمات لا يجمعها شيء", "only small letters", "1847362950184", "💡" * 12]
)
def test_no_rule_says_what_it_must_be_made_of(plain: str) -> None:
    password_set(STAFF, plain)
    assert password_check(STAFF, plain)


@pytest.mark.parametrize("common", ["123456789abc", "qwertyuiop123", "Password1234"])
def test_one_that_everybody_tries_first_is_refused(common: str) -> None:
    with pytest.raises(Refusal, match="first that anybody tries"):
        password_set(STAFF, common)


def test_one_made_of_the_platforms_own_words_is_refused() -> None:
    with pytest.raises(Refusal, match="this platform's own words"):
        password_set(STAFF, "Wasl-citizen-2026")


def test_an_endless_one_is_refused_before_it_costs_anything() -> None:
    with pytest.raises(Refusal, match="more than 200"):
        password_set(STAFF, "x" * 100_000)
    with pytest.raises(NotAllowed):
        password_check(STAFF, "x" * 100_000)


@given(password=some.text(min_size=12, max_size=40))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_accepted_opens(password: str) -> None:
    try:
        password_set(STAFF, password)
    except Refusal:
        return
    assert password_check(STAFF, password)


def test_one_password_written_in_two_ways_of_unicode_is_one() -> None:
    password_set(STAFF, "caf\u00e9 au lait noir")
    assert password_check(STAFF, "cafe\u0301 au lait noir")


def test_the_account_without_one_is_told_the_same_after_as_many_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    password_set(STAFF, GOOD)
    hashes: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(
            Argon2PasswordHasher,
            name,
            lambda self, *given, real=real, name=name: hashes.append(name) or real(self, *given),
        )
    told = []
    for account in (STAFF, "staff:nobody"):
        with pytest.raises(NotAllowed) as refused:
            password_check(account, "wrong and also long")
        told.append((str(refused.value), len(hashes)))
        hashes.clear()
    assert told[0] == told[1]
    assert told[0][1] == 1


def test_both_wait_after_five_wrong_ones() -> None:
    password_set(STAFF, GOOD)
    for account in (STAFF, "staff:nobody"):
        for _ in range(5):
            with pytest.raises(NotAllowed, match="password is wrong"):
                password_check(account, "wrong", NOW)
        with pytest.raises(NotAllowed, match="Wait 1 minute"):
            password_check(account, GOOD, NOW)


def test_hashing_costs_who_guesses_what_the_documents_say() -> None:
    """100 MiB, two passes, eight lanes: docs/security/cryptography.md."""
    assert STRENGTH == {"time_cost": 2, "memory_cost": 100 * 1024, "parallelism": 8}
