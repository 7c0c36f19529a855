"""Passkeys, answered by an authenticator that none of us wrote the encodings of."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fido2.utils import websafe_decode, websafe_encode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.identity.factors.conftest import CITIZEN, STAFF, enrolled, owner
from tests.identity.factors.device import Device
from wasl.core.conf import settings as platform
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.identity.factors import challenges
from wasl.identity.factors.api import (
    Kind,
    What,
    bind,
    factors_of,
    has_second_factor,
    history,
    on_change,
    passkey_check,
    passkey_options,
    passkey_register,
    passkey_register_options,
    remove,
    works_at,
)
from wasl.identity.factors.changes import _TOLD
from wasl.identity.factors.hosts import origins, rp_id
from wasl.identity.factors.models import Challenge, Passkey
from wasl.trust.api import Assurance

pytestmark = pytest.mark.django_db


def checked(device: Device, account: str | None = None) -> Any:
    asked = passkey_options(account)
    return passkey_check(asked.state, device.get(asked.options))


# --- what opens -------------------------------------------------------------------------------------------------------


def test_a_passkey_says_by_itself_whose_it_is() -> None:
    device, factor = enrolled()
    proof = checked(device)
    assert (proof.account, proof.factor) == (STAFF, factor)
    assert proof.amr == ("pop", "hwk", "user", "mfa")


def test_a_passkey_that_devices_share_is_not_called_a_hardware_key() -> None:
    device, _ = enrolled(device=Device(synced=True))
    proof = checked(device)
    assert "swk" in proof.amr
    assert "hwk" not in proof.amr
    assert factors_of(STAFF)[0].synced


def test_one_that_never_counts_opens_again_and_again() -> None:
    device, _ = enrolled(device=Device(counts=False))
    assert [checked(device).account for _ in range(3)] == [STAFF] * 3


def test_the_device_is_asked_to_find_the_key_itself_and_to_verify_the_person() -> None:
    asked = passkey_register_options(STAFF, "Mona").options
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert STAFF not in str(asked)
    assert websafe_decode(asked["user"]["id"]) != STAFF.encode()
    assert passkey_options(None).options["userVerification"] == "required"
    assert passkey_options(None).options.get("allowCredentials", []) == []


def test_a_device_is_not_asked_to_make_a_second_passkey_for_the_same_account() -> None:
    device, _ = enrolled()
    excluded = passkey_register_options(STAFF, "Mona").options["excludeCredentials"]
    assert [one["id"] for one in excluded] == [websafe_encode(device.id)]


# --- levels -----------------------------------------------------------------------------------------------------------


def test_only_a_passkey_that_stays_on_its_device_and_was_bound_at_a_counter_carries_high() -> None:
    device, factor = enrolled(CITIZEN, by=owner())
    assert checked(device).carries is Assurance.SUBSTANTIAL
    bind(factor, "staff:counter")
    assert checked(device).carries is Assurance.HIGH
    assert history(CITIZEN)[0].by == "staff:counter"


def test_a_synced_passkey_cannot_be_bound() -> None:
    device, factor = enrolled(CITIZEN, Device(synced=True), owner())
    with pytest.raises(Refusal, match="shared among devices"):
        bind(factor, "staff:counter")
    assert checked(device).carries is Assurance.SUBSTANTIAL


@pytest.mark.parametrize("by", ["citizen:P-1", "citizen:P-2", ""])
def test_nobody_binds_a_passkey_but_staff(by: str) -> None:
    _, factor = enrolled(CITIZEN, by=owner())
    with pytest.raises(NotAllowed, match="before a member of staff"):
        bind(factor, by)


def test_staff_do_not_bind_their_own() -> None:
    _, factor = enrolled(STAFF)
    with pytest.raises(NotAllowed):
        bind(factor, STAFF)


@pytest.mark.parametrize("factor", ["passkey:0", "passkey:99999999999999999999", "totp:1", "passkey:٣", "", "passkey:"])
def test_what_is_no_passkey_cannot_be_bound(factor: str) -> None:
    enrolled(CITIZEN, by=owner())
    with pytest.raises(Unknown):
        bind(factor, "staff:counter")


def test_a_passkey_that_says_it_has_become_shareable_is_refused() -> None:
    device, factor = enrolled(CITIZEN, by=owner())
    bind(factor, "staff:counter")
    device.synced = True
    with pytest.raises(NotAllowed):
        checked(device)


# --- what does not open -----------------------------------------------------------------------------------------------

LIES: dict[str, Callable[[Device], None]] = {
    "another origin": lambda device: setattr(device, "origin", "https://wasl.example.evil"),
    "another port": lambda device: setattr(device, "origin", "http://localhost:8001"),
    "another RP id": lambda device: setattr(device, "rp_id", "evil.example"),
    "the person not verified": lambda device: setattr(device, "verifies", False),
    "inside another page": lambda device: setattr(device, "framed", True),
    "another person's name": lambda device: setattr(device, "user_handle", b"somebody else"),
    "nobody's name": lambda device: setattr(device, "user_handle", None),
    "another key": lambda device: setattr(device, "key", Device().key),
    "an id never heard of": lambda device: setattr(device, "id", b"x" * 32),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_false_answer_is_refused_in_the_same_words(lie: str) -> None:
    device, _ = enrolled()
    LIES[lie](device)
    with pytest.raises(NotAllowed, match="This passkey could not be accepted"):
        checked(device)


@pytest.mark.parametrize("lie", ["another origin", "another RP id", "the person not verified", "inside another page"])
def test_a_passkey_is_not_made_from_a_false_answer(lie: str) -> None:
    device = Device()
    LIES[lie](device)
    with pytest.raises(NotAllowed, match="could not be accepted"):
        enrolled(device=device)
    assert not has_second_factor(STAFF)


def test_an_answer_opens_once() -> None:
    device, _ = enrolled()
    asked = passkey_options(None)
    answer = device.get(asked.options)
    assert passkey_check(asked.state, answer)
    with pytest.raises(NotAllowed, match="no longer holds"):
        passkey_check(asked.state, answer)


def test_an_answer_to_one_challenge_does_not_answer_another() -> None:
    device, _ = enrolled()
    theirs, ours = passkey_options(None), passkey_options(None)
    with pytest.raises(NotAllowed):
        passkey_check(ours.state, device.get(theirs.options))


def test_a_wrong_answer_spends_the_challenge_too() -> None:
    device, _ = enrolled()
    asked = passkey_options(None)
    with pytest.raises(NotAllowed):
        passkey_check(asked.state, Device().get(asked.options))
    with pytest.raises(NotAllowed, match="no longer holds"):
        passkey_check(asked.state, device.get(asked.options))


def test_a_challenge_to_show_a_passkey_makes_none() -> None:
    shows, device = passkey_options(STAFF), Device()
    asked = {**passkey_register_options(STAFF, "Mona").options, "challenge": shows.options["challenge"]}
    with pytest.raises(NotAllowed, match="no longer holds"):
        passkey_register(STAFF, shows.state, device.create(asked), "Mona")


def test_what_one_account_was_asked_another_does_not_register() -> None:
    asked = passkey_register_options(STAFF, "Mona")
    with pytest.raises(NotAllowed, match="no longer holds"):
        passkey_register("staff:hoda", asked.state, Device().create(asked.options), "Hoda")


def test_asked_of_one_account_the_passkey_of_another_does_not_do() -> None:
    enrolled(STAFF)
    hodas, _ = enrolled("staff:hoda")
    with pytest.raises(NotAllowed):
        checked(hodas, STAFF)


def test_a_challenge_is_forgotten_after_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    device, _ = enrolled()
    asked = passkey_options(None)
    Challenge.objects.update(created=Challenge.objects.get().created - challenges.HOLDS - timedelta(seconds=1))
    with pytest.raises(NotAllowed, match="no longer holds"):
        passkey_check(asked.state, device.get(asked.options))


def test_challenges_that_nobody_answers_do_not_pile_up() -> None:
    passkey_options(None)
    Challenge.objects.update(created=Challenge.objects.get().created - challenges.HOLDS - timedelta(seconds=1))
    passkey_options(None)
    assert Challenge.objects.count() == 1


def test_a_removed_passkey_opens_nothing() -> None:
    device, factor = enrolled(CITIZEN, by=owner())
    remove(CITIZEN, factor, owner(kind=Kind.PASSKEY))
    with pytest.raises(NotAllowed):
        checked(device)


def test_the_same_passkey_is_not_added_twice() -> None:
    device, _ = enrolled()
    with pytest.raises(NotAllowed, match="already in use"):
        enrolled("staff:hoda", device)
    assert not has_second_factor("staff:hoda")


# --- a copied key -----------------------------------------------------------------------------------------------------


def test_a_cloned_key_is_stopped_and_its_owner_told() -> None:
    told: list[Any] = []
    on_change(told.append)
    try:
        device, _ = enrolled()
        clone = device.twin()
        checked(device)
        with pytest.raises(NotAllowed, match="there seems to be a copy"):
            checked(clone)
    finally:
        _TOLD.remove(told.append)
    assert told[-1].what == What.COPIED
    assert history(STAFF)[0].what == What.COPIED
    assert factors_of(STAFF)[0].copied
    with pytest.raises(NotAllowed):
        checked(device)
    assert not has_second_factor(STAFF)


def test_a_counter_that_goes_silent_is_taken_for_a_copy() -> None:
    device, _ = enrolled()
    device.counts, device.count = False, 0
    with pytest.raises(NotAllowed, match="copy"):
        checked(device)


@given(counts=some.lists(some.integers(0, 2**32 - 1), min_size=1, max_size=6))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_count_opens_only_when_it_grows_or_was_never_kept(counts: list[int]) -> None:
    Passkey.objects.all().delete()
    device, _ = enrolled(device=Device(counts=False))
    highest = 0
    for count in counts:
        device.count = count
        if count > highest or count == highest == 0:
            assert checked(device).account == STAFF
            highest = count
        else:
            with pytest.raises(NotAllowed, match="copy"):
                checked(device)
            break


# --- odd input --------------------------------------------------------------------------------------------------------

ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
PARTS = ("id", "rawId", "type", "response")


@given(part=some.sampled_from(PARTS), value=ANYTHING)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_answer_that_makes_no_sense_is_refused_and_breaks_nothing(part: str, value: Any) -> None:
    asked = passkey_options(None)
    with pytest.raises(NotAllowed):
        passkey_check(asked.state, {**Device().get(asked.options), part: value})


@given(
    part=some.sampled_from(("clientDataJSON", "authenticatorData", "signature", "userHandle")),
    value=ANYTHING
    | some.binary(max_size=120).map(websafe_encode)
    | ANYTHING.map(str).map(str.encode).map(websafe_encode),
)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_known_passkey_with_a_broken_answer_is_refused_and_breaks_nothing(part: str, value: Any) -> None:
    Passkey.objects.all().delete()
    device, _ = enrolled()
    asked = passkey_options(None)
    answer = device.get(asked.options)
    answer["response"][part] = value
    with pytest.raises(NotAllowed):
        passkey_check(asked.state, answer)


@given(
    part=some.sampled_from(("clientDataJSON", "attestationObject")),
    value=ANYTHING | some.binary(max_size=200).map(websafe_encode),
)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_broken_registration_is_refused_and_breaks_nothing(part: str, value: Any) -> None:
    asked, device = passkey_register_options(STAFF, "x"), Device()
    answer = device.create(asked.options)
    answer["response"][part] = value
    with pytest.raises(NotAllowed):
        passkey_register(STAFF, asked.state, answer, "x")


@given(
    part=some.sampled_from(("clientDataJSON", "authenticatorData", "signature", "userHandle")),
    bit=some.integers(0, 2000),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_flipped_bit_of_what_was_signed_is_refused(part: str, bit: int) -> None:
    Passkey.objects.all().delete()
    device, _ = enrolled()
    asked = passkey_options(None)
    answer = device.get(asked.options)
    raw = bytearray(websafe_decode(answer["response"][part]))
    raw[bit // 8 % len(raw)] ^= 1 << bit % 8
    answer["response"][part] = websafe_encode(bytes(raw))
    with pytest.raises(NotAllowed):
        passkey_check(asked.state, answer)


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    def set_to(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        platform.cache_clear()

    yield set_to
    monkeypatch.undo()
    platform.cache_clear()


def test_a_demo_serves_passkeys_on_this_machine() -> None:
    assert (origins(), rp_id()) == (["http://localhost:8000"], "localhost")
    assert works_at("localhost:8000")
    assert not works_at("127.0.0.1:8000")


def test_passkeys_belong_to_the_first_address_and_hold_below_it(configured: Any) -> None:
    configured(WASL_PASSKEY_ORIGINS="https://gov.example, https://my.gov.example")
    assert rp_id() == "gov.example"
    device, _ = enrolled(device=Device(origin="https://my.gov.example"))
    assert checked(device).account == STAFF
    device.origin = "http://localhost:8000"
    with pytest.raises(NotAllowed):
        checked(device)


def test_outside_a_demo_they_belong_to_the_first_host(configured: Any) -> None:
    configured(WASL_DEMO="false", WASL_ALLOWED_HOSTS="wasl.gov.example,other.example")
    assert (origins(), rp_id()) == (["https://wasl.gov.example"], "wasl.gov.example")


@pytest.mark.parametrize(
    "bad", ["https://gov.example,https://notgov.example", "https://my.gov.example,https://gov.example"]
)
def test_hosts_that_cannot_share_passkeys_are_refused(configured: Any, bad: str) -> None:
    configured(WASL_PASSKEY_ORIGINS=bad)
    with pytest.raises(Refusal, match="WASL_PASSKEY_ORIGINS"):
        rp_id()


@pytest.mark.parametrize("bad", ["http://gov.example", "gov.example", "https://gov.example/path", "ftp://x"])
def test_an_address_that_browsers_would_not_trust_stops_the_start(configured: Any, bad: str) -> None:
    configured(WASL_PASSKEY_ORIGINS=bad)
    with pytest.raises(Refusal, match="WASL_PASSKEY_ORIGINS"):
        platform()
