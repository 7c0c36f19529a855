"""Proofs of possession: one checker for relying parties and wallets, whatever key they hold."""

import time
import warnings
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from wasl.identity.openid.dpop import RULES as PARTIES
from wasl.identity.openid.dpop import proof_of
from wasl.identity.openid.errors import ProtocolError
from wasl.identity.possession import NotProven, Proven, hashed, proven
from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.dpop import RULES as WALLETS
from wasl.identity.wallet.dpop import thumbprint

URL = "https://wasl.example/openid/token"
EC = ECKey.generate_key("P-256")


def weak() -> RSAKey:
    with warnings.catch_warnings(action="ignore"):
        return RSAKey.generate_key(1024)


def made(key: Any = EC, alg: str = "ES256", head: dict[str, Any] | None = None, **changes: Any) -> str:
    header = {"typ": "dpop+jwt", "alg": alg, "jwk": key.as_dict(private=False)} | (head or {})
    claims = {"jti": "one", "htm": "POST", "htu": URL, "iat": int(time.time())} | changes
    return jwt.encode(header, {k: v for k, v in claims.items() if v is not None}, key, algorithms=[alg])


def shown(proof: str, **changes: Any) -> Proven:
    return proven(proof, PARTIES, **({"method": "POST", "address": URL} | changes))


@pytest.mark.parametrize(
    ("key", "alg"),
    [
        (EC, "ES256"),
        (RSAKey.generate_key(2048), "PS256"),
        (OKPKey.generate_key("Ed25519"), "Ed25519"),
    ],
    ids=["P-256", "RSA 2048", "Ed25519"],
)
def test_a_key_that_is_strong_enough_proves_what_it_holds(key: Any, alg: str) -> None:
    assert shown(made(key, alg)).jkt == key.thumbprint()


@pytest.mark.parametrize(
    ("key", "alg"),
    [
        (weak(), "PS256"),
        (ECKey.generate_key("P-384"), "ES384"),
        (ECKey.generate_key("secp256k1"), "ES256K"),
        (OKPKey.generate_key("Ed448"), "Ed448"),
        (RSAKey.generate_key(2048), "RS256"),
    ],
    ids=["RSA 1024", "P-384", "secp256k1", "Ed448", "RS256"],
)
def test_a_weak_key_another_curve_and_another_algorithm_prove_nothing(key: Any, alg: str) -> None:
    proof = made(key, alg)
    with pytest.raises(ProtocolError) as refused:
        proof_of(proof, method="POST", address=URL)
    assert refused.value.code == "invalid_dpop_proof"
    with pytest.raises(Denied) as denied:
        thumbprint(proof, "POST", URL)
    assert denied.value.code == "invalid_dpop_proof"


def test_a_key_of_another_curve_is_not_taken_under_the_name_of_one_that_is() -> None:
    other = OKPKey.generate_key("X25519").as_dict(private=False)
    for jwk in (other, ECKey.generate_key("P-384").as_dict(private=False), EC.as_dict(private=True)):
        with pytest.raises(NotProven, match="jwk"):
            shown(made(head={"jwk": jwk}))


def test_what_wallets_may_not_sign_with_relying_parties_may() -> None:
    key = OKPKey.generate_key("Ed25519")
    assert shown(made(key, "Ed25519"))
    with pytest.raises(NotProven, match="algorithm"):
        proven(made(key, "Ed25519"), WALLETS, method="POST", address=URL)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"htm": "GET"}, "htm"),
        ({"htu": "https://wasl.example/openid/par"}, "htu"),
        ({"htu": "https://wasl.example:444/openid/token"}, "htu"),
        ({"jti": None}, "jti"),
        ({"jti": 7}, "jti"),
        ({"jti": "x" * 501}, "jti"),
        ({"iat": None}, "iat"),
        ({"iat": True}, "iat"),
        ({"iat": int(time.time()) - 3600}, "iat"),
        ({"iat": int(time.time()) + 3600}, "iat"),
        ({"iat": 10**400}, "iat"),
    ],
)
def test_a_proof_for_something_else_or_of_another_time_does_not_hold(changes: dict[str, Any], why: str) -> None:
    for rules in (PARTIES, WALLETS):
        with pytest.raises(NotProven, match=why):
            proven(made(**changes), rules, method="POST", address=URL)


def test_case_default_ports_and_what_follows_the_path_do_not_count() -> None:
    assert shown(made(htu="HTTPS://WASL.example:443/openid/token?a=1#b"))


def test_with_a_token_it_must_be_that_tokens() -> None:
    assert shown(made(ath=hashed("token")), token="token")
    for ath in (None, hashed("other"), "token"):
        with pytest.raises(NotProven, match="ath"):
            shown(made(ath=ath), token="token")


@pytest.mark.parametrize("proof", ["", "x", "a.b.c", "é.é.é", made()[:-4], made(head={"typ": "JWT"})])
def test_what_is_no_proof_is_told_so(proof: str) -> None:
    with pytest.raises(NotProven):
        shown(proof)
