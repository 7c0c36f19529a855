"""/config/: policies, agreements, individuals and webhooks, for the programs of those who watch over protection."""

from django.http import HttpRequest
from ninja import Path, Query, Router

import wasl.trust.consent.api as consent
from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.standards.govstack.consent import shapes, taking, telling
from wasl.standards.govstack.consent.access import CONFIG, author
from wasl.standards.govstack.consent.hooks import checked
from wasl.standards.govstack.consent.people import introduce, listed, told
from wasl.standards.govstack.consent.telling import Told
from wasl.trust.consent.api import POLICY, Published, Revision

router = Router(auth=CONFIG, tags=["config"])


@router.post("/policy/", operation_id="configPolicyCreate")
def create_policy(request: HttpRequest, sent: shapes.PolicyIn) -> Told:
    """Sent twice, it is created once."""
    body = taking.policy(sent.policy, taking.new_id(sent.policy.id))
    standing = next((one for one in consent.policies() if one.policy.id == body.id), None)
    if standing and standing.policy != body:
        raise _exists(body.id)
    made = standing or consent.govern(body, author(request))
    return {"policy": telling.policy(made.policy), "revision": telling.revision(made.revision)}


@router.get("/policy/{policyId}/", operation_id="configPolicyRead")
def read_policy(request: HttpRequest, policyId: Path[shapes.Id], at: Query[shapes.AtRevision]) -> Told:  # noqa: N803
    return policy_at(policyId, at.revisionId)


@router.put("/policy/{policyId}/", operation_id="configPolicyUpdate")
def update_policy(request: HttpRequest, policyId: Path[shapes.Id], sent: shapes.PolicyIn) -> Told:  # noqa: N803
    standing = consent.policy(policyId)
    body = taking.policy(sent.policy, policyId, standing.policy)
    made = consent.govern(body, author(request), base=standing.revision.hash)
    return {"policy": telling.policy(made.policy), "revision": telling.revision(made.revision)}


@router.delete("/policy/{policyId}/", operation_id="configPolicyDelete")
def delete_policy(request: HttpRequest, policyId: Path[shapes.Id]) -> Told:  # noqa: N803
    return {"revision": telling.revision(consent.abolish(policyId, author(request)))}


@router.get("/policy/{policyId}/revisions/", operation_id="configPolicyRevisionsList")
def policy_revisions(request: HttpRequest, policyId: Path[shapes.Id], page: Query[shapes.Page]) -> Told:  # noqa: N803
    """The standard's answer holds the policy alone; the revisions that it is named for come beside it."""
    standing = consent.policy(policyId)
    chosen = consent.revisions(POLICY, policyId)[page.offset : page.offset + page.limit]
    return {"policy": telling.policy(standing.policy), "revisions": [telling.revision(one) for one in chosen]}


@router.get("/policies/", operation_id="configPolicyList")
def list_policies(request: HttpRequest, at: Query[shapes.AtRevision], page: Query[shapes.Page]) -> Told:
    """With a revision: the policy as it reads there."""
    if at.revisionId:
        bodies = [telling.policy_in(one) for one in _policy_revisions() if one.id == at.revisionId]
    else:
        bodies = [one.policy for one in consent.policies()]
    return {"policies": [telling.policy(body) for body in bodies[page.offset : page.offset + page.limit]]}


@router.post("/data-agreement/", operation_id="configDataAgreementCreate")
def create_agreement(request: HttpRequest, sent: shapes.AgreementIn) -> Told:
    """Sent twice, it is created once."""
    body = taking.agreement(sent.dataAgreement, taking.new_id(sent.dataAgreement.id))
    standing = next((one for one in consent.agreements() if one.agreement.id == body.id), None)
    if standing and standing.agreement != body:
        raise _exists(body.id)
    return agreement_told(standing or consent.publish(body, author(request)))


@router.get("/data-agreement/{dataAgreementId}/", operation_id="configDataAgreementRead")
def read_agreement(request: HttpRequest, dataAgreementId: Path[shapes.Id]) -> Told:  # noqa: N803
    return agreement_told(consent.agreement(dataAgreementId))


@router.put("/data-agreement/{dataAgreementId}/", operation_id="configDataAgreementUpdate")
def update_agreement(request: HttpRequest, dataAgreementId: Path[shapes.Id], sent: shapes.AgreementIn) -> Told:  # noqa: N803
    standing = consent.agreement(dataAgreementId)
    body = taking.agreement(sent.dataAgreement, dataAgreementId, standing.agreement)
    return agreement_told(consent.publish(body, author(request), base=standing.revision.hash))


@router.delete("/data-agreement/{dataAgreementId}/", operation_id="configDataAgreementDelete")
def delete_agreement(request: HttpRequest, dataAgreementId: Path[shapes.Id]) -> Told:  # noqa: N803
    """What was given to it ends at once; its revisions stay."""
    return {"revision": telling.revision(consent.close(dataAgreementId, author(request)))}


@router.get("/data-agreements/", operation_id="configDataAgreementList")
def list_agreements(request: HttpRequest, page: Query[shapes.Page]) -> Told:
    """The standard names the list in the singular here, and here only."""
    return {"dataAgreement": agreements_told(page)}


@router.post("/individual/", operation_id="configIndividualCreate")
def create_individual(request: HttpRequest, sent: shapes.IndividualIn) -> Told:
    return {"individual": introduce(request, sent.individual)}


@router.get("/individual/{individualId}/", operation_id="configIndividualRead")
def read_individual(request: HttpRequest, individualId: Path[shapes.Id]) -> Told:  # noqa: N803
    return {"individual": told(request, individualId)}


@router.get("/individuals/", operation_id="configIndividualList")
def list_individuals(request: HttpRequest, page: Query[shapes.Page]) -> Told:
    return {"individuals": listed(request, page)}


@router.post("/webhook/", operation_id="configWebhookCreate")
def create_webhook(request: HttpRequest, sent: shapes.WebhookIn) -> Told:
    """The secret stands in this answer and in no other."""
    hook = checked(sent.webhook, taking.new_id(sent.webhook.id))
    standing = next((one for one in consent.webhooks(limit=10**6) if one.id == hook.id), None)
    if standing and (standing.url, standing.secret) != (hook.url, hook.secret):
        raise _exists(hook.id)
    return {"webhook": telling.webhook(consent.keep_webhook(hook), secret=True)}


@router.get("/webhook/{webhookId}/", operation_id="configWebhookRead")
def read_webhook(request: HttpRequest, webhookId: Path[shapes.Id]) -> Told:  # noqa: N803
    return {"webhook": telling.webhook(consent.webhook(webhookId))}


@router.put("/webhook/{webhookId}/", operation_id="configWebhookUpdate")
def update_webhook(request: HttpRequest, webhookId: Path[shapes.Id], sent: shapes.WebhookIn) -> Told:  # noqa: N803
    """Without a secret, the standing one is kept."""
    hook = checked(sent.webhook, webhookId, consent.webhook(webhookId).secret)
    return {"webhook": telling.webhook(consent.keep_webhook(hook))}


@router.delete("/webhook/{webhookId}/", operation_id="configWebhookDelete")
def delete_webhook(request: HttpRequest, webhookId: Path[shapes.Id]) -> Told:  # noqa: N803
    consent.remove_webhook(webhookId)
    return {}


@router.get("/webhooks/", operation_id="configWebhookList")
def list_webhooks(request: HttpRequest, page: Query[shapes.Page]) -> Told:
    return {"webhooks": [telling.webhook(one) for one in consent.webhooks(page.offset, page.limit)]}


def agreement_told(one: Published) -> Told:
    return {"dataAgreement": telling.agreement(one.agreement), "revision": telling.revision(one.revision)}


def agreements_told(page: shapes.Page, *, active: bool | None = None) -> list[Told]:
    chosen = consent.agreements(active=active)[page.offset : page.offset + page.limit]
    return [telling.agreement(one.agreement) for one in chosen]


def policy_at(policy_id: str, revision_id: str | None) -> Told:
    """A policy as it stands, or as one of its revisions holds it. Raises Unknown."""
    standing = consent.policy(policy_id)
    if revision_id is None:
        return {"policy": telling.policy(standing.policy), "revision": telling.revision(standing.revision)}
    chosen = next((one for one in consent.revisions(POLICY, policy_id) if one.id == revision_id), None)
    if chosen is None:
        raise no_such_revision()
    return {"policy": telling.policy(telling.policy_in(chosen)), "revision": telling.revision(chosen)}


def no_such_revision() -> Unknown:
    return Unknown(
        Text(ar="لا توجد نسخة بهذا المعرّف.", en="There is no revision with this id."),
        mend=Text(ar="اترك المعرّف لتصلك النسخة الحالية.", en="Leave it out to get the present one."),
    )


def _policy_revisions() -> list[Revision]:
    return [one for standing in consent.policies() for one in consent.revisions(POLICY, standing.policy.id)]


def _exists(name: str) -> Refusal:
    return Refusal(
        Text(ar=f"المعرّف {name} مستخدم لشيء آخر.", en=f"The id {name} stands for something else already."),
        mend=Text(ar="اختر معرّفًا آخر، أو عدّل الموجود بـ PUT.", en="Choose another id, or change what stands with PUT."),
    )
