"""Who gets a credential, what it says, what of it stays here, and how it is taken back."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.identity.wallet.holder import ANY_HEADER, Holder, body, disclosures_of
from tests.ledger import looks
from wasl.core import sealing
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.identity.wallet import issuing, status, values, vault
from wasl.identity.wallet.api import (
    Standing,
    check_credential,
    issued_to,
    kinds,
    nonce,
    offer,
    public_keys,
    status_token,
    take_back,
)
from wasl.identity.wallet.models import Grant, Issued, Key, Offer, Spent, StatusList
from wasl.identity.wallet.nonces import forget, holds
from wasl.identity.wallet.values import Found, NotYet
from wasl.persons.models import Person
from wasl.registers.api import ReadRequest
from wasl.registers.api import read as read_registers
from wasl.trust.api import Assurance, figures

KIND = "driving-licence"


def refused(answer: Any, code: str) -> None:
    assert (answer.status_code, answer.json()["error"]) == (400, code), answer.content


def entry_of(credential: str) -> int:
    told = body(credential)["status"]["status_list"]
    token = status_token(int(told["uri"].rpartition("/")[2]))
    assert token
    claims = jwt.decode(token, ECKey.import_key(public_keys()[0]), registry=ANY_HEADER).claims
    assert claims["sub"] == told["uri"]
    return status.entry_in(claims, told["idx"])


def test_identity_is_told_with_ages_that_tell_no_date(people: dict[str, str], empty_wallets: None) -> None:
    holder = Holder(people["person-identification"])
    found = disclosures_of(credential := holder.fetches("person-identification"))
    assert {"personal_administrative_number", "given_name", "birthdate", "18", "21"} <= set(found)
    shown = "~".join([credential.split("~")[0], found["18"], ""])
    told = dict(check_credential(shown).told())
    assert set(told) == {"issuing_country", "age_equal_or_over.18"}
    assert isinstance(told["age_equal_or_over.18"], bool)


def test_a_training_certificate_has_the_shape_of_an_open_badge(holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = tuple((claim.path, claim.name.en) for claim in kinds()["trainee-certificate"].claims)
    monkeypatch.setattr(values, "read", lambda *_: Found("T-1", claims, None))
    credential = holder.fetches("trainee-certificate")
    assert body(credential)["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    told = dict(check_credential(credential).told())
    assert told["credentialSubject.achievement.name"] == "Programme"
    assert told["credentialSubject.achievement.achievementType"] == "Certificate"


def test_the_look_is_on_record_before_the_credential_leaves(holder: Holder) -> None:
    holder.fetches(KIND)
    [look] = [one for one in looks() if one.actor == "platform:wallet"]
    assert look.persons == (holder.person,) or list(look.persons) == [holder.person]
    assert look.purpose == "wallet-credential"
    assert "reg-010" in look.registers


def test_nothing_that_a_credential_says_stays_in_the_store(holder: Holder) -> None:
    told = dict(check_credential(holder.fetches(KIND)).told())
    with connection.cursor() as cursor, figures("a test looks for what must not be there"):
        name = Person.objects.get(handle=holder.person).full_name
        tables = [one for one in connection.introspection.table_names(cursor) if one.startswith("wallet_")]
        assert len(tables) == 9
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            kept = repr(cursor.fetchall())
            assert told["document_number"] not in kept
            assert name not in kept


def test_who_signed_in_weakly_is_offered_nothing(holder: Holder) -> None:
    with pytest.raises(NotAllowed):
        offer(holder.person, KIND, Assurance.LOW)
    with pytest.raises(Unknown):
        offer(holder.person, "flying-licence", Assurance.HIGH)


def test_who_has_no_row_is_refused(holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    with figures("a test needs somebody without a licence"):
        others = list(Person.objects.exclude(link__register="reg-010").values_list("handle", flat=True)[:1])
    stranger = Holder(others[0])
    stranger.gets_token(KIND)
    refused(stranger.asks(KIND), "credential_request_denied")
    assert Issued.objects.count() == 0


def test_a_licence_that_is_over_gives_no_credential(holder: Holder) -> None:
    wanted = kinds()[KIND]
    found = values.read(wanted, holder.person, Assurance.SUBSTANTIAL, datetime.now(UTC).date())
    assert found.until is not None
    with pytest.raises(Exception, match="no row"):
        values.read(wanted, holder.person, Assurance.SUBSTANTIAL, found.until + timedelta(days=1))


def test_policies_and_not_the_wallet_decide_what_is_read(holder: Holder) -> None:
    with pytest.raises(NotAllowed):
        values.read(kinds()[KIND], holder.person, Assurance.LOW, datetime.now(UTC).date())


@pytest.mark.parametrize(
    ("birth", "today", "years"),
    [
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 6, 1), date(2026, 6, 1), 18),
    ],
)
def test_years_are_counted_by_birthdays(birth: date, today: date, years: int) -> None:
    assert values.years_between(birth, today) == years


def test_a_code_opens_once_and_only_with_its_number(holder: Holder) -> None:
    given, code = holder.offered(KIND)
    refused(holder.asks_token(code, ""), "invalid_request")
    refused(holder.asks_token(code, "000000" if given.tx_code != "000000" else "1"), "invalid_grant")
    assert holder.asks_token(code, given.tx_code).status_code == 200
    refused(holder.asks_token(code, given.tx_code), "invalid_grant")
    refused(holder.asks_token("made-up", given.tx_code), "invalid_grant")


def test_a_number_in_arabic_digits_opens_too(holder: Holder) -> None:
    given, code = holder.offered(KIND)
    arabic = given.tx_code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert holder.asks_token(code, arabic).status_code == 200


def test_whoever_guesses_numbers_locks_the_offer(holder: Holder) -> None:
    given, code = holder.offered(KIND)
    for _ in range(5):
        refused(holder.asks_token(code, "wrong"), "invalid_grant")
    refused(holder.asks_token(code, given.tx_code), "invalid_grant")


def test_an_offer_is_read_by_reference_until_it_is_used(holder: Holder) -> None:
    given, code = holder.offered(KIND)
    path = f"/wallet/offers/{given.reference}"
    told = Client().get(path).json()
    assert told["credential_configuration_ids"] == [KIND]
    assert code in json.dumps(told)
    assert given.tx_code not in json.dumps(told)
    holder.asks_token(code, given.tx_code)
    assert Client().get(path).status_code == 404
    assert Offer.objects.get().sealed_code in (b"", memoryview(b""))


def test_offers_and_tokens_end(holder: Holder) -> None:
    given, code = holder.offered(KIND)
    with time_machine.travel(given.expires + timedelta(seconds=1)):
        refused(holder.asks_token(code, given.tx_code), "invalid_grant")
    holder.gets_token(KIND)
    with time_machine.travel(Grant.objects.get().expires + timedelta(seconds=1)):
        assert holder.asks(KIND).status_code == 401


def test_an_old_proof_and_an_old_nonce_are_refused(holder: Holder) -> None:
    holder.gets_token(KIND)
    now = datetime.now(UTC)
    old = nonce(now - timedelta(minutes=6))
    assert not holds(old)
    refused(holder.asks(KIND, {"jwt": [holder.proof(old)]}), "invalid_nonce")
    past, future = int(now.timestamp()) - 900, int(now.timestamp()) + 900
    for claims in ({"iat": past}, {"iat": future}, {"iat": None}, {"aud": "https://other.example"}, {"aud": None}):
        refused(holder.asks(KIND, {"jwt": [holder.proof(**claims)]}), "invalid_proof")


def test_a_proof_by_another_kind_of_token_or_key_is_refused(holder: Holder) -> None:
    holder.gets_token(KIND)
    private = holder.key.as_dict(private=True)
    for header in ({"typ": "JWT"}, {"jwk": private}, {"jwk": None}, {"jwk": {"kty": "oct", "k": "eA"}}):
        refused(holder.asks(KIND, {"jwt": [holder.proof(header=header)]}), "invalid_proof")
    proof = holder.proof()
    refused(holder.asks(KIND, {"jwt": [proof, proof]}), "invalid_proof")


def test_what_was_used_once_is_forgotten_when_it_is_too_old(holder: Holder) -> None:
    holder.fetches(KIND)
    assert Spent.objects.count() == 1
    assert forget(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert Spent.objects.count() == 0


def test_a_slow_register_defers_and_answers_later(holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    really = values.read

    def away(*_: Any) -> Found:
        raise NotYet

    monkeypatch.setattr(values, "read", away)
    holder.gets_token(KIND)
    answer = holder.asks(KIND)
    assert answer.status_code == 202
    waits = {"transaction_id": answer.json()["transaction_id"]}
    assert holder.posts("/wallet/deferred", waits).status_code == 202
    assert holder.posts("/wallet/deferred", waits).json() == answer.json()
    monkeypatch.setattr(values, "read", really)
    other = Holder(holder.person)
    other.gets_token(KIND)
    refused(other.posts("/wallet/deferred", waits), "invalid_transaction_id")
    answer = holder.posts("/wallet/deferred", waits)
    assert check_credential(answer.json()["credentials"][0]["credential"]).ok
    refused(holder.posts("/wallet/deferred", waits), "invalid_transaction_id")


def test_a_register_that_does_not_answer_is_told_from_one_that_has_nothing(
    holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wasl.persons import picture as pictures

    def in_no_time(requests: list[ReadRequest], **_: Any) -> Any:
        return read_registers(requests, deadline_seconds=0.0)

    monkeypatch.setattr(pictures.registers, "read", in_no_time)
    with pytest.raises(NotYet):
        values.read(kinds()[KIND], holder.person, Assurance.SUBSTANTIAL, datetime.now(UTC).date())


def test_the_person_takes_back_what_is_theirs_and_nothing_else(holder: Holder) -> None:
    credential = holder.fetches(KIND)
    [line] = issued_to(holder.person)
    assert entry_of(credential) == Standing.VALID
    with pytest.raises(Unknown):
        take_back("somebody-else", line.id)
    take_back(holder.person, line.id)
    assert entry_of(credential) == Standing.REVOKED
    assert [one.standing for one in issued_to(holder.person)] == [Standing.REVOKED]
    with pytest.raises(Unknown):
        take_back(holder.person, line.id)


def test_what_a_wallet_could_not_keep_is_revoked(holder: Holder) -> None:
    holder.gets_token(KIND)
    told = holder.asks(KIND).json()
    said = {"notification_id": told["notification_id"], "event": "credential_failure"}
    assert holder.posts("/wallet/notification", said).status_code == 204
    assert entry_of(told["credentials"][0]["credential"]) == Standing.REVOKED
    refused(holder.posts("/wallet/notification", said | {"event": "?"}), "invalid_notification_request")


def test_a_status_list_counts_more_than_is_revoked_and_names_nobody(holder: Holder) -> None:
    credential = holder.fetches(KIND)
    number = int(body(credential)["status"]["status_list"]["uri"].rpartition("/")[2])
    answer = Client().get(f"/wallet/status/{number}")
    assert answer["Content-Type"] == "application/statuslist+jwt"
    claims = body(answer.content.decode())
    assert claims["ttl"] <= claims["exp"] - claims["iat"]
    size = StatusList.objects.get().size
    revoked = [index for index in range(size) if status.entry_in(claims, index) == Standing.REVOKED]
    assert len(revoked) == status.DECOYS
    assert body(credential)["status"]["status_list"]["idx"] not in revoked
    assert Client().get("/wallet/status/999999").status_code == 404


def test_a_full_list_is_followed_by_another(holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "FULL", 0.0)
    first, second = holder.fetches(KIND), holder.fetches(KIND)
    assert body(first)["status"]["status_list"]["uri"] != body(second)["status"]["status_list"]["uri"]
    assert check_credential(first).ok
    assert check_credential(second).ok


def test_a_bomb_is_no_status_list() -> None:
    bomb = status.packed(bytes(5_000_000))
    with pytest.raises(ValueError, match="longer"):
        status.entry_in({"status_list": {"bits": 2, "lst": bomb}}, 1)
    for lst in ("!!", "AAAA", ""):
        with pytest.raises(ValueError, match=r"."):
            status.entry_in({"status_list": {"bits": 2, "lst": lst}}, 1)


def test_private_keys_are_sealed_under_the_platforms_key(holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    holder.fetches(KIND)
    kept = Key.objects.get(use="issue")
    assert b"PRIVATE KEY" not in bytes(kept.sealed)
    assert "d" not in kept.public
    assert b"PRIVATE KEY" in vault.unseal("key", bytes(kept.sealed))
    monkeypatch.setattr(sealing, "_key", lambda use: b"\0" * 32)
    with pytest.raises(Refusal, match="WASL_SECRET_KEY"):
        vault.unseal("key", bytes(kept.sealed))


def test_a_row_is_remembered_without_its_key() -> None:
    assert "12345" not in issuing.row_mark("reg-010", "12345")
