"""/config/: every operation, read back by another one."""

from typing import Any

from tests.standards.govstack.conftest import HANDLE
from tests.standards.govstack.definition import Calls, covers
from wasl.country.api import pack
from wasl.trust.consent.api import agreement as standing_agreement

POLICY = {
    "id": "rules",
    "name": "Rules of the ministry",
    "version": "1",
    "url": "https://example.org/rules/1",
    "jurisdiction": "EG",
    "industrySector": "government",
    "dataRetentionPeriodDays": 365,
    "geographicRestriction": "none",
    "storageLocation": "Cairo",
}
AGREEMENT: dict[str, Any] = {
    "id": "newsletter",
    "version": "7",
    "purpose": "Send me news",
    "lawfulBasis": "consent",
    "dpia": "https://example.org/dpia",
    "dataUse": "data_source",
    "active": True,
    "forgettable": True,
    "controller": {"id": "paper", "name": "The Paper", "url": "https://paper.example"},
    "lifecycle": {"id": "complete", "name": "complete"},
}
HOOK = {
    "id": "hook",
    "payloadUrl": "https://example.org/hook",
    "contentType": "application/json",
    "disabled": False,
    "secretKey": "s3cret",
}


def with_policy(call: Calls, **changes: object) -> Any:
    return call("configPolicyCreate", send={"policy": POLICY | changes})


def with_agreement(call: Calls, **changes: object) -> Any:
    return call("configDataAgreementCreate", send={"dataAgreement": AGREEMENT | changes})


@covers("configPolicyCreate", "configPolicyRead")
def test_a_policy_is_created_and_read(call: Calls) -> None:
    made = with_policy(call)
    assert made["policy"] == POLICY
    assert call("configPolicyRead", policyId="rules") == made
    assert made["revision"]["schemaName"] == "Policy"
    assert with_policy(call) == made, "sent twice, created once"
    with_policy_refused = call("configPolicyCreate", send={"policy": POLICY | {"name": "Other"}}, status=400)
    assert with_policy_refused["detail"]["en"]


@covers("configPolicyUpdate", "configPolicyRead")
def test_a_policy_is_changed_and_its_former_reading_stays(call: Calls) -> None:
    first = with_policy(call)
    second = call("configPolicyUpdate", policyId="rules", send={"policy": {"id": "rules", "version": "2"}})
    assert second["policy"] == POLICY | {"version": "2"}
    assert second["revision"]["predecessorHash"] == first["revision"]["serializedHash"]
    former = call("configPolicyRead", policyId="rules", revisionId=first["revision"]["id"])
    assert former["policy"] == POLICY
    assert former["revision"]["successor"]["id"] == second["revision"]["id"]
    assert call("configPolicyRead", policyId="rules") == second


@covers("configPolicyDelete")
def test_a_policy_is_taken_away_unless_an_active_agreement_stands_under_it(call: Calls) -> None:
    with_policy(call)
    with_agreement(call, policy={"id": "rules"})
    call("configPolicyDelete", policyId="rules", status=400)
    call("configDataAgreementDelete", dataAgreementId="newsletter")
    assert call("configPolicyDelete", policyId="rules")["revision"]["objectId"] == "rules"
    call("configPolicyRead", policyId="rules", status=404)
    call("configPolicyDelete", policyId="rules", status=404)


@covers("configPolicyRevisionsList")
def test_the_revisions_of_a_policy_are_listed_in_pages(call: Calls) -> None:
    with_policy(call)
    for version in "23":
        call("configPolicyUpdate", policyId="rules", send={"policy": {"id": "rules", "version": version}})
    told = call("configPolicyRevisionsList", policyId="rules", offset="1", limit="1")
    assert told["policy"]["version"] == "3"
    assert ['"version":"2"' in one["serializedSnapshot"] for one in told["revisions"]] == [True]


@covers("configPolicyList")
def test_policies_are_listed_in_pages(call: Calls) -> None:
    first = with_policy(call)
    with_policy(call, id="more")
    assert [one["id"] for one in call("configPolicyList")["policies"]] == ["more", "rules"]
    assert [one["id"] for one in call("configPolicyList", offset="1", limit="5")["policies"]] == ["rules"]
    assert call("configPolicyList", revisionId=first["revision"]["id"])["policies"] == [POLICY]


@covers("configDataAgreementCreate", "configDataAgreementRead")
def test_an_agreement_is_created_with_its_policy_and_read(call: Calls) -> None:
    with_policy(call)
    made = with_agreement(call, policy={"id": "rules"}, compatibleWithVersion={"id": "health-care"})
    told = dict(made["dataAgreement"])
    assert told.pop("compatibleWithVersion")["id"] == "health-care"
    assert told == AGREEMENT | {"policy": POLICY}
    assert call("configDataAgreementRead", dataAgreementId="newsletter") == made
    call("configPolicyUpdate", policyId="rules", send={"policy": {"id": "rules", "version": "2"}})
    assert call("configDataAgreementRead", dataAgreementId="newsletter") == made, "bound to the policy's former reading"


@covers("configDataAgreementUpdate")
def test_an_agreement_is_changed_into_a_new_revision(call: Calls) -> None:
    first = with_agreement(call)
    changed = {"dataAgreement": {"id": "newsletter", "version": "8"}}
    second = call("configDataAgreementUpdate", dataAgreementId="newsletter", send=changed)
    assert second["dataAgreement"] == AGREEMENT | {"version": "8"}
    assert second["revision"]["predecessorHash"] == first["revision"]["serializedHash"]
    assert call("configDataAgreementUpdate", dataAgreementId="newsletter", send=changed) == second, "sent twice"


def test_what_the_pack_says_of_an_agreement_outlives_a_change_by_a_program(call: Calls) -> None:
    before = standing_agreement("health-care").agreement
    sent = {"dataAgreement": {"id": "health-care", "version": "2"}}
    call("configDataAgreementUpdate", dataAgreementId="health-care", send=sent)
    assert standing_agreement("health-care").agreement == before.model_copy(update={"version": "2"})


@covers("configDataAgreementDelete")
def test_an_agreement_is_taken_away(call: Calls) -> None:
    with_agreement(call)
    assert call("configDataAgreementDelete", dataAgreementId="newsletter")["revision"]["objectId"] == "newsletter"
    call("configDataAgreementRead", dataAgreementId="newsletter", status=404)


@covers("configDataAgreementList")
def test_agreements_are_listed_in_pages(call: Calls) -> None:
    with_agreement(call)
    listed = [one["id"] for one in call("configDataAgreementList")["dataAgreement"]]
    assert listed == sorted(["newsletter", *pack().agreements])
    assert [one["id"] for one in call("configDataAgreementList", offset="1", limit="1")["dataAgreement"]] == listed[1:2]


@covers("configIndividualCreate", "configIndividualRead", "configIndividualList")
def test_an_individual_is_created_once_and_what_it_was_called_is_not_kept(call: Calls) -> None:
    sent = {"individual": {"id": "", "externalId": "amina@example.org", "externalIdType": "email"}}
    made = call("configIndividualCreate", send=sent)["individual"]
    assert (made["externalId"], made["externalIdType"]) == ("", "email")
    assert call("configIndividualCreate", send=sent)["individual"] == made, "sent twice, created once"
    assert call("configIndividualRead", individualId=made["id"])["individual"] == made
    assert call("configIndividualList")["individuals"] == [made]
    assert call("configIndividualList", offset="1")["individuals"] == []


def test_an_individual_that_is_a_person_is_told_by_handle(call: Calls, amina: str) -> None:
    told = call("configIndividualRead", individualId=amina)["individual"]
    assert (told["externalId"], told["externalIdType"]) == (HANDLE, "handle")


@covers("configWebhookCreate", "configWebhookRead", "configWebhookList")
def test_a_webhook_is_created_and_its_secret_told_once(call: Calls) -> None:
    assert call("configWebhookCreate", send={"webhook": HOOK})["webhook"] == HOOK
    kept = HOOK | {"secretKey": ""}
    assert call("configWebhookCreate", send={"webhook": HOOK})["webhook"] == HOOK, "sent twice, created once"
    assert call("configWebhookRead", webhookId="hook")["webhook"] == kept
    assert call("configWebhookList")["webhooks"] == [kept]
    assert call("configWebhookList", offset="1")["webhooks"] == []


@covers("configWebhookUpdate", "configWebhookDelete")
def test_a_webhook_is_changed_and_taken_away(call: Calls) -> None:
    call("configWebhookCreate", send={"webhook": HOOK})
    changed = HOOK | {"disabled": True, "secretKey": ""}
    assert call("configWebhookUpdate", webhookId="hook", send={"webhook": changed})["webhook"] == changed
    assert call("configWebhookRead", webhookId="hook")["webhook"] == changed
    call("configWebhookDelete", webhookId="hook")
    call("configWebhookRead", webhookId="hook", status=404)


def test_no_webhook_leads_into_our_own_network(call: Calls) -> None:
    for url in (
        *("http://example.org/", "https://10.0.0.1/", "https://169.254.169.254/latest", "http://192.168.1.1/"),
        *("https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "ftp://example.org/", "https://user:pw@example.org/"),
        *("file:///etc/passwd", "https://", "", "https://0.0.0.0/", "http://[::1", "https://224.0.0.1/"),
    ):
        call("configWebhookCreate", send={"webhook": HOOK | {"payloadUrl": url}}, status=400)
