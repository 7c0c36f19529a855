"""The modules of the conformance plan for OpenID4VP 1.0 verifiers (oid4vp-1final-verifier), one test for each.

Each runs with both ways to answer that the plan knows: direct_post and direct_post.jwt.
"""

import time
from typing import Any

import pytest

from tests.identity.wallet.holder import Holder, body, broken, new_key, public
from tests.standards.openid4vc.verifier import KIND, SESSION, Request, asked, read
from wasl.identity.wallet.api import Asked, Progress, progress, read_answer


@pytest.fixture(params=[True, False], ids=["direct_post.jwt", "direct_post"])
def waiting(request: pytest.FixtureRequest, empty_wallets: None) -> Asked:
    return asked(encrypted=request.param)


@pytest.fixture
def credential(holder: Holder, empty_wallets: None) -> str:
    return holder.fetches(KIND)


def refused(answer: Any, waiting: Asked, why: str) -> None:
    """Said to be wrong, and the right wallet may still answer."""
    assert answer.status_code == 400, answer.content
    assert answer.json()["error"] == "invalid_request"
    assert why in answer.json()["error_description"]
    assert progress(waiting.reference, SESSION) is Progress.WAITING


def test_happy_flow(waiting: Asked, holder: Holder, credential: str) -> None:
    request = read(waiting.link)
    assert request.claims["dcql_query"]["credentials"][0]["meta"]["vct_values"] == [body(credential)["vct"]]
    answer = request.answered_with(request.shown_by(holder, credential))
    assert (answer.status_code, answer.json()) == (200, {})
    told = read_answer(waiting.reference, SESSION)
    assert told.progress is Progress.ANSWERED
    assert {name for name, _ in told.claims} == {"issuing_country", "document_number"}
    assert read_answer(waiting.reference, SESSION).progress is Progress.READ


def test_minimal_cnf_jwk(waiting: Asked, holder: Holder, credential: str) -> None:
    assert set(body(credential)["cnf"]["jwk"]) == {"kty", "crv", "x", "y"}
    assert body(credential)["cnf"]["jwk"] == public(holder.key)
    request = read(waiting.link)
    assert request.answered_with(request.shown_by(holder, credential)).status_code == 200


def test_request_uri_method_post(waiting: Asked, holder: Holder, credential: str) -> None:
    assert "request_uri_method=post" in waiting.link
    request = read(waiting.link, wallet_nonce="of the wallet")
    assert request.claims["wallet_nonce"] == "of the wallet"
    assert request.answered_with(request.shown_by(holder, credential)).status_code == 200


def test_request_uri_fetched_twice(waiting: Asked, holder: Holder, credential: str) -> None:
    """Served again while it waits, as the plan demands; answered, it is gone."""
    read(waiting.link)
    request = read(waiting.link)
    assert request.answered_with(request.shown_by(holder, credential)).status_code == 200
    path = request.claims["response_uri"].removesuffix("/answer")
    assert request.client.get(path.partition("8000")[2]).status_code == 404


def test_invalid_session_transcript(waiting: Asked) -> None:
    """Session transcripts belong to mdoc, which is not asked for: an mdoc in the answer is refused."""
    request = read(waiting.link)
    assert {one["format"] for one in request.claims["dcql_query"]["credentials"]} == {"dc+sd-jwt"}
    refused(request.answered_with("o2d2ZXJzaW9uYzEuMGlkb2N1bWVudHOA"), waiting, "unreadable")


def test_invalid_kb_jwt_signature(waiting: Asked, holder: Holder, credential: str) -> None:
    request = read(waiting.link)
    shown, _, proof = request.shown_by(holder, credential).rpartition("~")
    refused(request.answered_with(f"{shown}~{broken(proof)}"), waiting, "signature")
    by_another = request.shown_by(holder, credential, key=new_key())
    refused(request.answered_with(by_another), waiting, "signature")
    refused(request.answered_with(f"{shown}~"), waiting, "key binding")


def test_invalid_credential_signature(waiting: Asked, holder: Holder, credential: str) -> None:
    signed, _, rest = credential.partition("~")
    request = read(waiting.link)
    forged = request.shown_by(holder, f"{broken(signed)}~{rest}")
    refused(request.answered_with(forged), waiting, "signature")


def test_invalid_sd_hash(waiting: Asked, holder: Holder, credential: str) -> None:
    request = read(waiting.link)
    refused(request.answered_with(request.shown_by(holder, credential, sd_hash="A" * 43)), waiting, "sd_hash")


def test_invalid_kb_jwt_nonce(waiting: Asked, holder: Holder, credential: str) -> None:
    request = read(waiting.link)
    refused(request.answered_with(request.shown_by(holder, credential, nonce="another")), waiting, "nonce")


def test_invalid_kb_jwt_aud(waiting: Asked, holder: Holder, credential: str) -> None:
    request = read(waiting.link)
    wrong = request.shown_by(holder, credential, audience="x509_hash:another")
    refused(request.answered_with(wrong), waiting, "aud")


def test_kb_jwt_iat_in_past(waiting: Asked, holder: Holder, credential: str) -> None:
    request = read(waiting.link)
    old = request.shown_by(holder, credential, iat=int(time.time()) - 3600)
    refused(request.answered_with(old), waiting, "long ago")


def test_kb_jwt_iat_in_future(waiting: Asked, holder: Holder, credential: str) -> None:
    request = read(waiting.link)
    early = request.shown_by(holder, credential, iat=int(time.time()) + 3600)
    refused(request.answered_with(early), waiting, "ahead")


# --- beyond the plan --------------------------------------------------------------------------------------------------


def test_an_answer_is_taken_once(waiting: Asked, holder: Holder, credential: str) -> None:
    request = read(waiting.link)
    shown = request.shown_by(holder, credential)
    assert request.answered_with(shown).status_code == 200
    assert request.answered_with(shown).status_code == 400


def test_an_answer_to_another_request_is_refused(waiting: Asked, holder: Holder, credential: str) -> None:
    other = read(asked(encrypted=read(waiting.link).encrypted).link)
    request = read(waiting.link)
    refused(request.answered_with(other.shown_by(holder, credential)), waiting, "nonce")
    refused(request.answered_with(request.shown_by(holder, credential), state="x"), waiting, "state")


def test_an_answer_that_keeps_back_what_was_asked_is_refused(waiting: Asked, holder: Holder, credential: str) -> None:
    request = read(waiting.link)
    refused(request.answered_with(request.shown_by(holder, credential, "full_name")), waiting, "not disclosed")


def test_another_browser_learns_nothing(waiting: Asked, holder: Holder, credential: str) -> None:
    request = read(waiting.link)
    request.answered_with(request.shown_by(holder, credential))
    assert progress(waiting.reference, "another") is Progress.GONE
    assert read_answer(waiting.reference, "another").claims == []
    assert read_answer(waiting.reference, SESSION).progress is Progress.ANSWERED


def test_on_one_device_only_the_code_of_the_wallet_opens_the_answer(holder: Holder, credential: str) -> None:
    """Else whoever sends their own request to a victim would read the victim's answer."""
    waiting = asked(same_device=True)
    request: Request = read(waiting.link)
    goes_on = request.answered_with(request.shown_by(holder, credential)).json()["redirect_uri"]
    assert read_answer(waiting.reference, SESSION).claims == []
    assert read_answer(waiting.reference, SESSION, "guessed").claims == []
    assert read_answer(waiting.reference, SESSION, goes_on.partition("response_code=")[2]).claims


def test_an_encrypted_answer_is_demanded_where_it_was_asked_for(holder: Holder, credential: str) -> None:
    waiting = asked(encrypted=True)
    request = read(waiting.link)
    request.claims["response_mode"] = "direct_post"
    refused(request.answered_with(request.shown_by(holder, credential)), waiting, "encrypted")


def test_who_says_no_ends_the_request(waiting: Asked) -> None:
    request = read(waiting.link)
    path = request.claims["response_uri"].partition("8000")[2]
    assert request.client.post(path, {"error": "access_denied", "state": "x"}).status_code == 400
    assert request.client.post(path, {"error": "access_denied", "state": request.claims["state"]}).status_code == 200
    assert progress(waiting.reference, SESSION) is Progress.DECLINED
