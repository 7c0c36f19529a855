"""How strong keys are: ours, and those that relying parties bring."""

import json
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from tests.identity.openid.test_registering import told
from wasl.core.errors import Refusal
from wasl.identity.openid import keys, party_keys
from wasl.identity.openid.api import new_keys, party_named, register, ring, rotate
from wasl.identity.openid.fetching import Told
from wasl.identity.openid.models import RelyingParty

pytestmark = pytest.mark.django_db


def made(bits: int) -> RSAKey:
    with warnings.catch_warnings(action="ignore"):
        return RSAKey.generate_key(bits)


KEYS = {bits: made(bits) for bits in (1024, 2048, 3072)}


def jwks(bits: int) -> str:
    return json.dumps({"keys": [KEYS[bits].as_dict(private=False) | {"kid": str(bits)}]})


@pytest.fixture(autouse=True)
def own_ring() -> Iterator[None]:
    keys.forget()
    party_keys.forget()
    yield
    keys.forget()
    party_keys.forget()


def test_new_keys_of_the_provider_have_128_bits_of_security() -> None:
    for _ in range(2):
        ring_now = ring()
        assert {key.raw_value.key_size for key in ring_now.public.values() if isinstance(key, RSAKey)} == {3072}
        assert {key.curve_name for key in ring_now.public.values() if not isinstance(key, RSAKey)} == {"P-256"}
        rotate()


def test_a_key_that_stands_already_signs_until_it_is_turned_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "RSA_BITS", 2048)
    former = ring().current["RSA"]
    monkeypatch.setattr(keys, "RSA_BITS", 3072)
    keys.forget()
    assert ring().current["RSA"].kid == former.kid
    rotate()
    rotate()
    assert ring().current["RSA"].raw_value.key_size == 3072


def test_an_id_token_is_signed_with_es256_unless_another_algorithm_is_registered() -> None:
    register(told())
    assert party_named("portal").id_token_alg == "ES256"


@pytest.mark.parametrize(("bits", "sandbox"), [(3072, False), (3072, True), (2048, True)])
def test_a_relying_party_registers_a_key_that_is_strong_enough(bits: int, sandbox: bool) -> None:
    register(told(jwks=jwks(bits), sandbox=sandbox))
    assert [key.kid for key in party_keys.keys_of(party_named("portal"), None)] == [str(bits)]


@pytest.mark.parametrize(("bits", "sandbox"), [(2048, False), (1024, False), (1024, True)])
def test_a_weaker_one_is_refused_and_told_what_would_do(bits: int, sandbox: bool) -> None:
    with pytest.raises(Refusal, match=rf"RSA key of less than {party_keys.weakest_of(sandbox)} bits") as refused:
        register(told(jwks=jwks(bits), sandbox=sandbox))
    assert f"at least {party_keys.weakest_of(sandbox)} bits" in str(refused.value)
    register(told(sandbox=sandbox))
    with pytest.raises(Refusal, match="RSA key"):
        new_keys("portal", jwks(bits))


def test_a_key_that_was_registered_before_still_proves_its_party() -> None:
    register(told())
    RelyingParty.objects.update(jwks=jwks(2048))
    assert party_keys.keys_of(party_named("portal"), "2048")


def test_a_fetched_set_with_a_weak_key_takes_no_place_of_a_good_one(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Any] = [Told(200, jwks(3072).encode()), Told(200, jwks(2048).encode()), Told(200, b"rubbish")]
    monkeypatch.setattr(party_keys, "fetch", lambda address: answers.pop(0))
    monkeypatch.setattr(party_keys, "FRESH", 0.0)
    register(told(jwks="", jwks_uri="https://portal.example/jwks"))
    for _ in range(3):
        assert [key.kid for key in party_keys.keys_of(party_named("portal"), "3072")] == ["3072"]
    assert answers == []
