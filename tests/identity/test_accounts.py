"""Staff accounts, their passwords and the keys of their programs."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import identify_hasher
from django.db import IntegrityError, transaction
from django.utils import timezone

from wasl.core.conf import settings
from wasl.country.api import pack
from wasl.identity.api import LOOKS_AT_PERSONS, Role, Staff, account_of_key, demo_accounts, ensure_demo_accounts
from wasl.identity.models import ApiKey

pytestmark = pytest.mark.django_db

PASSWORD = "a long and quiet password"


def member(username: str = "mona", role: str = Role.OFFICER, **more: object) -> Staff:
    return Staff.objects.create_user(
        username, PASSWORD, name_ar="منى", name_en="Mona", office="mcit", role=role, **more
    )


@pytest.fixture
def outside_demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("WASL_DEMO", "false")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def test_a_password_is_kept_as_argon2id_and_never_as_it_is() -> None:
    account = member()
    assert account.password.startswith("argon2$argon2id$")
    assert PASSWORD not in account.password
    assert identify_hasher(account.password).algorithm == "argon2"
    assert authenticate(username="mona", password=PASSWORD) == account
    assert authenticate(username="mona", password=PASSWORD.upper()) is None


def test_two_accounts_with_one_password_have_two_hashes() -> None:
    assert member("mona").password != member("hoda").password


def test_a_closed_account_does_not_sign_in() -> None:
    member(is_active=False)
    assert authenticate(username="mona", password=PASSWORD) is None


def test_a_user_name_stands_for_one_person() -> None:
    member()
    with pytest.raises(IntegrityError), transaction.atomic():
        member()


@pytest.mark.parametrize("role", ["", "minister", "OFFICER"])
def test_the_database_itself_refuses_a_role_that_does_not_exist(role: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        member(role=role)
    account = member()
    with pytest.raises(IntegrityError), transaction.atomic():
        Staff.objects.filter(pk=account.pk).update(role=role)


def test_only_officers_and_stewards_look_at_persons() -> None:
    assert {Role.OFFICER, Role.STEWARD} == LOOKS_AT_PERSONS
    assert {role: member(role, role).may_look_at_persons for role in Role} == {
        Role.OFFICER: True,
        Role.STEWARD: True,
        Role.AUDITOR: False,
        Role.OPERATOR: False,
        Role.PROTECTION: False,
        Role.AGENT: False,
        Role.CASE_WORKER: False,
        Role.OFFICE_HEAD: False,
    }


def test_an_account_is_named_in_the_ledger_by_a_stable_id() -> None:
    assert (member().account_id, member("hoda").display_name) == ("staff:mona", "منى")


# Keys


def test_of_a_key_only_the_hash_is_kept() -> None:
    account = member()
    secret = ApiKey.issue(account, "counter program")
    assert account_of_key(secret) == account
    kept = ApiKey.objects.filter(account=account).values_list().get()
    assert secret not in map(str, kept)
    assert not any(secret[5:25] in str(value) for value in kept)


def test_every_key_is_new_and_long() -> None:
    account = member()
    keys = {ApiKey.issue(account, "program") for _ in range(20)}
    assert len(keys) == 20
    assert min(map(len, keys)) >= 48


@pytest.mark.parametrize("secret", ["", "wasl_", "x" * 100_000, "مفتاح", "\x00"])
def test_a_key_that_was_never_issued_stands_for_nobody(secret: str) -> None:
    ApiKey.issue(member(), "program")
    assert account_of_key(secret) is None


def test_a_hash_stolen_from_the_store_opens_nothing() -> None:
    secret = ApiKey.issue(member(), "program")
    assert account_of_key(ApiKey.digest_of(secret)) is None


def test_a_revoked_key_and_a_closed_accounts_key_stand_for_nobody() -> None:
    revoked, closed = ApiKey.issue(member(), "one"), ApiKey.issue(member("hoda", is_active=False), "two")
    ApiKey.objects.filter(label="one").update(revoked=timezone.now())
    assert account_of_key(revoked) is account_of_key(closed) is None


def test_a_key_goes_with_its_account() -> None:
    account = member()
    secret = ApiKey.issue(account, "program")
    account.delete()
    assert account_of_key(secret) is None


# The demo's log-ins


def test_the_demos_log_ins_work_and_belong_to_agencies_of_the_pack() -> None:
    ensure_demo_accounts()
    assert {account.role for account in demo_accounts()} == set(Role) - {Role.OPERATOR}
    for account in demo_accounts():
        assert account.office in pack().agencies
        found = authenticate(username=account.username, password=account.password)
        assert isinstance(found, Staff)
        assert (found.role, found.office) == (account.role, account.office)
        if account.api_key:
            assert account_of_key(account.api_key) == found


def test_making_the_demos_log_ins_again_changes_nothing() -> None:
    ensure_demo_accounts()
    Staff.objects.filter(username="officer").update(name_en="Renamed")
    before = list(Staff.objects.order_by("id").values()), ApiKey.objects.count()
    ensure_demo_accounts()
    assert (list(Staff.objects.order_by("id").values()), ApiKey.objects.count()) == before


def test_a_demo_key_that_was_revoked_stays_revoked() -> None:
    ensure_demo_accounts()
    ApiKey.objects.update(revoked=timezone.now())
    ensure_demo_accounts()
    assert account_of_key("wasl_demo_officer_key") is None


def test_outside_the_demo_there_are_no_public_log_ins(outside_demo: None) -> None:
    assert demo_accounts() == []
    ensure_demo_accounts()
    assert not Staff.objects.exists()
    assert account_of_key("wasl_demo_officer_key") is None


def test_demo_accounts_left_in_a_store_do_not_open_a_real_platform(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    ensure_demo_accounts()
    request.getfixturevalue("outside_demo")
    assert account_of_key("wasl_demo_officer_key") is None
    assert authenticate(username="officer", password="wasl-officer-demo") is None
