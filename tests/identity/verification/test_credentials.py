"""A credential handed over as text or QR code is checked like any document, and proves what it says."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests.identity.wallet.conftest import empty_wallets, holder, people
from tests.identity.wallet.holder import Holder, body, broken, disclosures_of, new_key, signed
from wasl.core.errors import Refusal
from wasl.identity.verification.api import Alike, Claim, Fact, check_document
from wasl.identity.wallet.api import issued_to, revoke, suspend

__all__ = ["empty_wallets", "holder", "people"]

CHECKER = "credential"
KIND = "driving-licence"


def test_what_it_discloses_is_held_against_the_claim(people: dict[str, str], empty_wallets: None) -> None:
    credential = Holder(people["person-identification"]).fetches("person-identification")
    told = check_document(CHECKER, credential, Claim()).told
    assert told.number
    claim = Claim(told.number, {Fact.FULL_NAME: told.facts[Fact.FULL_NAME], Fact.BIRTH_DATE: "1901-01-01"})
    found = check_document(CHECKER, credential, claim)
    assert (found.told.intact, found.told.proves, found.number_agrees) == (True, True, True)
    assert found.agrees[Fact.FULL_NAME] is Alike.SAME
    assert found.agrees[Fact.BIRTH_DATE] is Alike.DIFFERENT


def test_what_the_holder_keeps_back_is_not_told(people: dict[str, str], empty_wallets: None) -> None:
    credential = Holder(people["person-identification"]).fetches("person-identification")
    shown = "~".join([credential.split("~")[0], disclosures_of(credential)["18"], ""])
    told = check_document(CHECKER, shown, Claim()).told
    assert (told.intact, told.number, dict(told.facts)) == (True, None, {})


def test_the_number_of_the_document_is_told(holder: Holder) -> None:
    credential = holder.fetches(KIND)
    assert check_document(CHECKER, credential, Claim()).told.document


def test_one_that_was_taken_back_says_nothing(holder: Holder) -> None:
    credential = holder.fetches(KIND)
    suspend(issued_to(holder.person)[0].id)
    told = check_document(CHECKER, credential, Claim()).told
    assert (told.intact, told.proves, dict(told.facts), told.document) == (False, False, {}, None)
    assert [trouble.en for trouble in told.troubles] == ["it is suspended"]
    revoke(issued_to(holder.person)[0].id)
    assert [one.en for one in check_document(CHECKER, credential, Claim()).told.troubles] == ["it was revoked"]


def test_a_forged_one_is_called_so(holder: Holder) -> None:
    token, *rest = holder.fetches(KIND).split("~")
    told = check_document(CHECKER, "~".join([broken(token), *rest]), Claim()).told
    assert [one.en for one in told.troubles] == ["the signature does not fit it: it was changed or forged"]
    stranger = signed(new_key(), {"typ": "dc+sd-jwt", "kid": "x"}, body(token) | {"iss": "https://other.example"})
    told = check_document(CHECKER, "~".join([stranger, *rest]), Claim()).told
    assert [one.en for one in told.troubles] == ["its issuer is not on the trust list"]


def test_a_qr_code_of_it_is_read_as_one(holder: Holder) -> None:
    assert check_document("barcode", holder.fetches(KIND), Claim()).told.proves


@pytest.mark.parametrize("content", ["", "hello", "eyJ", "eyJ~", "~~~"])
def test_what_is_none_is_refused_with_what_to_do(content: str) -> None:
    with pytest.raises(Refusal, match="no credential") as raised:
        check_document(CHECKER, content, Claim())
    assert "copy all of it" in str(raised.value.mend)


def test_one_that_has_expired_is_told(holder: Holder) -> None:
    credential = holder.fetches(KIND)
    later = datetime.fromtimestamp(body(credential.split("~")[0])["exp"] + 600, UTC)
    with time_machine.travel(later, tick=False):
        told = check_document(CHECKER, credential, Claim()).told
    assert [one.en for one in told.troubles] == ["it has expired"]
