"""/service/ and /audit/: every operation, read back by another one."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.standards.govstack.conftest import HANDLE, behind, key_for
from tests.standards.govstack.definition import Calls, covers
from tests.standards.govstack.test_config import POLICY, with_agreement, with_policy
from wasl.core import conf
from wasl.country.api import pack
from wasl.identity.api import Role
from wasl.standards.govstack.consent import owning
from wasl.trust import api as trust
from wasl.trust.consent import api as consent

CARE, SERVICE = "health-care", "service-delivery"
looks_at = behind(trust.looks_at)
give, in_force, verify_all = behind(consent.give), behind(consent.in_force), behind(consent.verify_all)


def signed(blank: dict[str, Any], **changes: str) -> dict[str, Any]:
    """By a key of the person's own."""
    key = Ed25519PrivateKey.generate()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    signature = base64.b64encode(key.sign(blank["payload"].encode())).decode()
    return {
        **blank,
        "signature": signature,
        "verificationMethod": "ed25519",
        "verificationSignedBy": public,
        **changes,
    }


def drafted(call: Calls, individual: str, agreement: str = SERVICE) -> Any:
    return call(
        "serviceIndividualConsentRecordDraftCreate", individualId=individual, dataAgreementId=agreement, of=individual
    )


def recorded(call: Calls, individual: str, agreement: str = SERVICE) -> Any:
    """Signed at once."""
    pair = drafted(call, individual, agreement)
    sent = {"consentRecord": pair["consentRecord"], "signature": signed(pair["signature"])}
    return call("serviceIndividualConsentRecordSignatureCreate", of=individual, send=sent)


@covers("serviceIndividualCreate", "serviceIndividualRead", "serviceIndividualUpdate", "serviceIndividualList")
def test_an_individual_is_created_changed_and_read(call: Calls) -> None:
    sent = {"individual": {"id": "i-7", "externalId": "x@example.org", "externalIdType": "email"}}
    assert call("serviceIndividualCreate", send=sent)["individual"]["id"] == "i-7"
    now = {"individual": {"id": "i-7", "externalId": HANDLE, "externalIdType": "handle"}}
    changed = call("serviceIndividualUpdate", individualId="i-7", send=now)["individual"]
    assert call("serviceIndividualRead", individualId="i-7")["individual"] == changed
    assert call("serviceIndividualList")["individuals"] == [changed]
    other = {"individual": {"id": "i-7", "externalId": "handle-of-bassem", "externalIdType": "handle"}}
    call("serviceIndividualUpdate", individualId="i-7", send=other, status=400)
    call("serviceIndividualRead", individualId="i-8", status=404)


@covers("serviceDataAgreementRead", "serviceVerificationDataAgreementList")
def test_agreements_are_read_by_those_who_ask_for_consent(call: Calls) -> None:
    made = with_agreement(call)
    assert call("serviceDataAgreementRead", dataAgreementId="newsletter") == made
    with_agreement(call, id="closed", active=False)
    told = call("serviceVerificationDataAgreementList")["dataAgreements"]
    assert [one["id"] for one in told] == sorted(["newsletter", *pack().agreements])
    assert call("serviceVerificationDataAgreementList", offset="1", limit="1")["dataAgreements"] == told[1:2]


@covers("servicePolicyRead")
def test_a_policy_is_read_as_it_was_agreed_to(call: Calls) -> None:
    first = with_policy(call)
    second = call("configPolicyUpdate", policyId="rules", send={"policy": {"id": "rules", "version": "2"}})
    assert call("servicePolicyRead", policyId="rules") == second
    assert call("servicePolicyRead", policyId="rules", revisionId=first["revision"]["id"])["policy"] == POLICY
    call("servicePolicyRead", policyId="rules", revisionId="nothing", status=404)


@covers("serviceIndividualConsentRecordCreate", "serviceIndividualConsentRecordRead")
def test_a_record_without_a_signature_is_kept_and_opens_nothing(call: Calls, amina: str) -> None:
    asked = {"dataAgreementId": SERVICE, "individualId": amina}
    made = call("serviceIndividualConsentRecordCreate", of=amina, **asked)
    assert (made["consentRecord"]["state"], made["consentRecord"]["optIn"]) == ("unsigned", True)
    assert call("serviceIndividualConsentRecordCreate", of=amina, **asked) == made, "sent twice, created once"
    read = call("serviceIndividualConsentRecordRead", of=amina, dataAgreementId=SERVICE)
    assert read["consentRecord"] == made["consentRecord"]
    assert in_force(HANDLE, SERVICE) == ()
    call("serviceIndividualConsentRecordRead", of=amina, dataAgreementId=CARE, status=404)


def test_a_program_does_not_undo_what_the_person_signed(call: Calls, amina: str) -> None:
    given = give(HANDLE, SERVICE, by=HANDLE, channel="portal", language="ar")
    asked = {"dataAgreementId": SERVICE, "individualId": amina}
    made = call("serviceIndividualConsentRecordCreate", of=amina, **asked)
    assert (made["consentRecord"]["id"], made["consentRecord"]["state"]) == (given.record, "signed")
    assert in_force(HANDLE, SERVICE)


@covers("serviceIndividualConsentRecordDraftCreate", "serviceIndividualConsentRecordSignatureCreate")
def test_a_draft_is_kept_nowhere_and_with_a_signature_it_opens_data(call: Calls, amina: str) -> None:
    pair = drafted(call, amina)
    assert (pair["consentRecord"]["id"], pair["signature"]["id"]) == ("", "")
    assert call("serviceIndividualConsentRecordList", of=amina)["consentRecords"] == []
    sent = {"consentRecord": pair["consentRecord"], "signature": signed(pair["signature"])}
    made = call("serviceIndividualConsentRecordSignatureCreate", of=amina, send=sent)
    assert made["consentRecord"]["state"] == "signed"
    assert made["signature"]["signature"] == sent["signature"]["signature"]
    (grant,) = in_force(HANDLE, SERVICE)
    assert grant.record == made["consentRecord"]["id"]
    again = call("serviceIndividualConsentRecordSignatureCreate", of=amina, send=sent)
    assert again["consentRecord"]["id"] == grant.record
    assert verify_all().ok


def test_a_paper_opens_only_with_its_scan(call: Calls, amina: str) -> None:
    pair = drafted(call, amina)
    paper = {"signature": "by hand", "verificationMethod": "paper", "verificationSignedBy": "Amina"}
    sent = {"consentRecord": pair["consentRecord"], "signature": pair["signature"] | paper}
    call("serviceIndividualConsentRecordSignatureCreate", of=amina, send=sent, status=400)
    sent["signature"]["verificationArtifact"] = "JVBERi0="
    made = call("serviceIndividualConsentRecordSignatureCreate", of=amina, send=sent)
    assert made["consentRecord"]["state"] == "signed"


@pytest.mark.parametrize(
    "changes",
    [
        {"verificationMethod": "magic"},
        {"signature": base64.b64encode(b"x" * 64).decode()},
        {"signature": "no base64"},
        {"verificationSignedBy": "AAAA"},
        {"payload": "{}"},
        {"payload": "no json"},
        {"verificationPayloadHash": "0" * 64},
    ],
)
def test_a_signature_that_proves_nothing_is_refused(call: Calls, amina: str, changes: dict[str, str]) -> None:
    pair = drafted(call, amina)
    sent = {"consentRecord": pair["consentRecord"], "signature": signed(pair["signature"], **changes)}
    call("serviceIndividualConsentRecordSignatureCreate", of=amina, send=sent, status=400)
    assert in_force(HANDLE, SERVICE) == ()


@covers("serviceIndividualSignatureCreate", "serviceIndividualSignatureUpdate")
def test_a_record_is_signed_afterwards(call: Calls, amina: str) -> None:
    made = call("serviceIndividualConsentRecordCreate", of=amina, dataAgreementId=SERVICE, individualId=amina)
    record = made["consentRecord"]["id"]
    call("serviceIndividualSignatureUpdate", of=amina, consentRecordId=record, send={"signature": {}}, status=400)
    blank = call("serviceIndividualSignatureCreate", of=amina, consentRecordId=record, send={"signature": {}})
    assert call("serviceIndividualSignatureCreate", of=amina, consentRecordId=record, send={"signature": {}}) == blank
    sent = {"signature": signed(blank["signature"])}
    told = call("serviceIndividualSignatureUpdate", of=amina, consentRecordId=record, send=sent)
    read = call("serviceVerificationConsentRecordRead", consentRecordId=record)
    assert read["consentRecord"]["state"] == "signed"
    assert read["consentRecord"]["signature"] == told["signature"]
    assert in_force(HANDLE, SERVICE)
    assert verify_all().ok


def test_a_delegates_signature_alone_opens_nothing(call: Calls, amina: str) -> None:
    pair = drafted(call, amina)
    signature = signed(pair["signature"], verificationSignedAs="delegate")
    sent = {"consentRecord": pair["consentRecord"], "signature": signature}
    made = call("serviceIndividualConsentRecordSignatureCreate", of=amina, send=sent)
    assert made["consentRecord"]["state"] == "pending more signatures"
    assert in_force(HANDLE, SERVICE) == ()


def test_a_program_that_nobody_vouches_for_opens_nothing_until_the_person_agrees(
    call: Calls, amina: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owning, "settings", conf.settings)
    pair = drafted(call, amina)
    sent = {"consentRecord": pair["consentRecord"], "signature": signed(pair["signature"])}
    made = call("serviceIndividualConsentRecordSignatureCreate", of=amina, send=sent)
    assert made["consentRecord"]["state"] == "pending more signatures"
    assert in_force(HANDLE, SERVICE) == ()
    give(HANDLE, SERVICE, by=HANDLE, channel="portal", language="ar")
    assert in_force(HANDLE, SERVICE)


@covers("serviceIndividualConsentRecordUpdate", "serviceIndividualConsentRecordList")
def test_opting_out_withdraws_at_once_and_opting_in_again_must_be_signed_anew(call: Calls, amina: str) -> None:
    record = recorded(call, amina)["consentRecord"]["id"]
    for opt_in in (False, True):
        sent = {"consentRecord": {"id": record, "optIn": opt_in, "state": "", "dataAgreementRevisionHash": ""}}
        told = call("serviceIndividualConsentRecordUpdate", of=amina, consentRecordId=record, send=sent)
        assert (told["consentRecord"]["optIn"], told["consentRecord"]["state"]) == (opt_in, "unsigned")
        assert "signature" not in told["consentRecord"]
        assert in_force(HANDLE, SERVICE) == ()
        assert call("serviceIndividualConsentRecordList", of=amina)["consentRecords"] == [told["consentRecord"]]
    assert verify_all().ok


@covers("serviceIndividualDataAgreementConsentRecordList")
def test_all_records_for_one_agreement_are_listed(call: Calls, amina: str) -> None:
    first = recorded(call, amina)["consentRecord"]["id"]
    sent = {"dataAgreement": {"id": SERVICE, "version": "2"}}
    call("configDataAgreementUpdate", dataAgreementId=SERVICE, send=sent)
    second = recorded(call, amina)["consentRecord"]["id"]
    told = call("serviceIndividualDataAgreementConsentRecordList", of=amina, dataAgreementId=SERVICE)
    assert {one["id"]: one["optIn"] for one in told["consentRecords"]} == {first: False, second: True}
    page = {"dataAgreementId": SERVICE, "offset": "1", "limit": "1"}
    paged = call("serviceIndividualDataAgreementConsentRecordList", of=amina, **page)
    assert paged["consentRecords"] == told["consentRecords"][1:]
    (current,) = call("serviceIndividualConsentRecordList", of=amina)["consentRecords"]
    assert current["id"] == second


def test_a_record_for_a_text_that_changed_is_refused(call: Calls, amina: str) -> None:
    pair = drafted(call, amina)
    changed = {"dataAgreement": {"id": SERVICE, "version": "2"}}
    call("configDataAgreementUpdate", dataAgreementId=SERVICE, send=changed)
    sent = {"consentRecord": pair["consentRecord"], "signature": signed(pair["signature"])}
    call("serviceIndividualConsentRecordSignatureCreate", of=amina, send=sent, status=400)


@covers("serviceIndividualConsentRecordDeleteAll")
def test_forgetting_removes_what_may_go_and_withdraws_the_rest(call: Calls, amina: str) -> None:
    with_agreement(call)
    recorded(call, amina, "newsletter")
    stays = recorded(call, amina)["consentRecord"]["id"]
    assert call("serviceIndividualConsentRecordDeleteAll", of=amina) == {"deleted": 1, "kept": 1}
    (left,) = call("serviceIndividualConsentRecordList", of=amina)["consentRecords"]
    assert (left["id"], left["optIn"]) == (stays, False)
    assert in_force(HANDLE, SERVICE) == ()
    assert verify_all().ok


@covers("serviceVerificationConsentRecordList", "serviceVerificationConsentRecordRead")
def test_a_program_verifies_consent_given_to_its_own_agency_only(call: Calls, amina: str) -> None:
    own = recorded(call, amina)["consentRecord"]["id"]  # the program's agency is the controller
    other = recorded(call, amina, CARE)["consentRecord"]["id"]
    told = call("serviceVerificationConsentRecordList")["consentRecords"]
    assert [one["id"] for one in told] == [own]
    assert call("serviceVerificationConsentRecordRead", consentRecordId=own)["consentRecord"] == told[0]
    call("serviceVerificationConsentRecordRead", consentRecordId=other, status=404)
    assert call("serviceVerificationConsentRecordList", of=amina, offset="1")["consentRecords"] == []
    call.keys["service"] = key_for(Role.OFFICER, "health")
    assert call("serviceVerificationConsentRecordRead", consentRecordId=other)["consentRecord"]["id"] == other


@covers("auditConsentRecordList", "auditConsentRecordRead")
def test_an_auditor_sees_every_record_and_its_chain(call: Calls, amina: str) -> None:
    ids = {recorded(call, amina, agreement)["consentRecord"]["id"] for agreement in (SERVICE, CARE)}
    told = call("auditConsentRecordList")["consentRecords"]
    assert {one["id"] for one in told} == ids
    assert call("auditConsentRecordList", offset="1", limit="1")["consentRecords"] == told[1:]
    read = call("auditConsentRecordRead", consentRecordId=told[0]["id"])
    assert read["consentRecord"] == told[0]
    chain = read["revisions"]
    assert chain[1]["predecessorHash"] == chain[0]["serializedHash"]


@covers("auditDataAgreementList", "auditDataAgreementRead")
def test_an_auditor_sees_every_agreement_and_its_chain(call: Calls) -> None:
    with_agreement(call, active=False)
    told = call("auditDataAgreementList")["dataAgreements"]
    assert [one["id"] for one in told] == sorted(["newsletter", *pack().agreements])
    assert call("auditDataAgreementList", offset="3")["dataAgreements"] == told[3:]
    read = call("auditDataAgreementRead", dataAgreementId="newsletter")
    assert read["dataAgreement"] in told
    assert len(read["revisions"]) == 1


def test_whoever_asks_about_a_person_leaves_an_entry_that_the_person_sees(call: Calls, amina: str) -> None:
    before = len(looks_at(HANDLE))
    call("serviceIndividualConsentRecordList", of=amina)
    call("auditConsentRecordList")
    recorded(call, amina)
    call("auditConsentRecordList")
    assert [one.channel for one in looks_at(HANDLE)][:4] == ["govstack"] * 4
    assert len(looks_at(HANDLE)) == before + 4


def test_that_there_is_no_consent_is_an_answer_too_and_leaves_its_entry(call: Calls, amina: str) -> None:
    before = len(looks_at(HANDLE))
    call("serviceIndividualConsentRecordRead", of=amina, dataAgreementId=CARE, status=404)
    newest = looks_at(HANDLE)[0]
    assert (len(looks_at(HANDLE)), newest.channel, newest.outcome) == (before + 1, "govstack", "refused")
