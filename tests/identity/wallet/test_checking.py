"""Whatever is shown to us that is not a sound credential of ours, now, is told apart, with the reason."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.identity.wallet.holder import Holder, body, broken, disclosures_of, new_key, signed
from wasl.identity.wallet.api import Problem, check_credential, issued_to, lift, revoke, rotate, signing_key, suspend
from wasl.identity.wallet.models import Issued

KIND = "driving-licence"


@pytest.fixture
def credential(holder: Holder) -> str:
    return holder.fetches(KIND)


def resigned(credential: str, header: dict[str, Any] | None = None, **changed: Any) -> str:
    """Signed by our own key, with other claims: what a fault of ours, or a stolen key, would make."""
    key, (token, *rest) = signing_key(), credential.split("~")
    claims = {name: value for name, value in (body(token) | changed).items() if value is not None}
    return "~".join([signed(key.key, {"typ": "dc+sd-jwt", "kid": key.kid, **(header or {})}, claims), *rest])


def test_what_was_disclosed_is_told_and_nothing_else(holder: Holder, credential: str) -> None:
    shown = holder.shows(credential, ["document_number"], nonce="n", audience="a")
    found = check_credential(shown)
    assert found.ok
    assert [name for name, _ in found.told()] == ["issuing_country", "document_number"]
    assert not found.holder_proved
    assert found.kind is not None
    assert found.kind.id == KIND


def written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def foreign(credential: str) -> str:
    disclosure = written(json.dumps(["salt", "document_number", "ANY"]).encode())
    return credential.split("~", maxsplit=1)[0] + f"~{disclosure}~"


def changed_value(credential: str) -> str:
    own = disclosures_of(credential)["full_name"]
    other = written(json.dumps(["salt", "full_name", "Somebody Else"]).encode())
    return credential.replace(own, other)


def twice(credential: str) -> str:
    own = disclosures_of(credential)["full_name"]
    return credential + f"{own}~"


def by_a_stranger(credential: str) -> str:
    return signed(new_key(), {"typ": "dc+sd-jwt", "kid": signing_key().kid}, body(credential)) + "~"


def unsigned(credential: str) -> str:
    head = written(json.dumps({"alg": "none", "typ": "dc+sd-jwt"}).encode())
    return f"{head}.{credential.split('.')[1]}.~"


def by_public_key_as_secret(credential: str) -> str:
    """Algorithm confusion: our public key used as a secret of HS256."""
    head = {"alg": "HS256", "typ": "dc+sd-jwt", "kid": signing_key().kid}
    said = f"{written(json.dumps(head).encode())}.{credential.split('.')[1]}"
    mark = hmac.digest(signing_key().key.as_pem(private=False), said.encode(), "sha256")
    return f"{said}.{written(mark)}~"


LONG_AGO, SOON = int(time.time()) - 7200, int(time.time()) + 7200
NOT_SOUND: dict[str, tuple[Callable[[str], str], Problem]] = {
    "broken signature": (lambda c: broken(c.split("~")[0]) + "~", Problem.SIGNATURE),
    "signed by a stranger": (by_a_stranger, Problem.SIGNATURE),
    "unsigned": (unsigned, Problem.SIGNATURE),
    "algorithm confused": (by_public_key_as_secret, Problem.SIGNATURE),
    "disclosure of nothing": (foreign, Problem.DISCLOSURES),
    "changed disclosure": (changed_value, Problem.DISCLOSURES),
    "disclosed twice": (twice, Problem.DISCLOSURES),
    "another issuer": (lambda c: resigned(c, iss="https://other.example"), Problem.UNKNOWN_ISSUER),
    "no issuer": (lambda c: resigned(c, iss=None), Problem.UNKNOWN_ISSUER),
    "unknown key": (lambda c: resigned(c, header={"kid": "x"}), Problem.UNKNOWN_ISSUER),
    "unknown vct": (lambda c: resigned(c, vct="https://other.example/type"), Problem.UNKNOWN_KIND),
    "no vct": (lambda c: resigned(c, vct=None), Problem.UNKNOWN_KIND),
    "other type of token": (lambda c: resigned(c, header={"typ": "JWT"}), Problem.SIGNATURE),
    "expired": (lambda c: resigned(c, exp=LONG_AGO), Problem.EXPIRED),
    "never expires": (lambda c: resigned(c, exp=None), Problem.EXPIRED),
    "made tomorrow": (lambda c: resigned(c, iat=SOON), Problem.NOT_YET),
    "not yet": (lambda c: resigned(c, nbf=SOON), Problem.NOT_YET),
    "status elsewhere": (lambda c: resigned(c, status={"status_list": {"idx": 1, "uri": "x/1"}}), Problem.NO_STATUS),
    "status beyond": (
        lambda c: resigned(c, status={"status_list": {**body(c)["status"]["status_list"], "idx": 10**9}}),
        Problem.NO_STATUS,
    ),
    "nothing": (lambda c: "", Problem.UNREADABLE),
    "another alphabet": (lambda c: "وثيقة~", Problem.UNREADABLE),
}


@pytest.mark.parametrize("how", NOT_SOUND)
def test_what_is_not_sound_is_refused(how: str, credential: str) -> None:
    made, problem = NOT_SOUND[how]
    found = check_credential(made(credential))
    assert found.problem is problem, found.why
    assert found.claims == {}
    assert found.told() == []


def test_a_revoked_credential_does_not_hold_and_a_suspended_one_does_again(holder: Holder, credential: str) -> None:
    [line] = issued_to(holder.person)
    assert suspend(line.id)
    assert check_credential(credential).problem is Problem.SUSPENDED
    assert lift(line.id)
    assert check_credential(credential).ok
    assert revoke(line.id)
    assert check_credential(credential).problem is Problem.REVOKED
    assert not lift(line.id)
    assert not revoke(line.id)


def test_clocks_may_differ_by_a_minute(credential: str) -> None:
    ends = datetime.fromtimestamp(body(credential)["exp"], UTC)
    assert check_credential(credential, now=ends + timedelta(seconds=50)).ok
    assert check_credential(credential, now=ends + timedelta(seconds=70)).problem is Problem.EXPIRED


def test_after_a_new_key_what_the_former_signed_still_checks(holder: Holder, credential: str) -> None:
    former = signing_key().kid
    assert rotate() != former
    assert check_credential(credential).ok
    assert body(holder.fetches(KIND), 0)["kid"] == signing_key().kid
    assert Issued.objects.count() == 2


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_change_of_a_credential_is_noticed(credential: str, data: st.DataObject) -> None:
    """Anything written over any character: it is refused, or it was no change (a disclosure left out, say)."""
    place = data.draw(st.integers(0, len(credential) - 2))
    other = data.draw(st.sampled_from("ABCabc019-_.~ "))
    found = check_credential(credential[:place] + other + credential[place + 1 :])
    if found.ok:
        assert set(map(str, found.told())) <= set(map(str, check_credential(credential).told()))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=300))
def test_anything_at_all_is_answered(nation: object, text: str) -> None:
    assert not check_credential(text).ok
    assert not check_credential(f"{text}~{text}~").ok
