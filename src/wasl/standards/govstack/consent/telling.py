"""Our consent in GovStack's words. What is not known is left out: the standard's types allow no null."""

import json
from typing import Any

from wasl.trust.consent.api import (
    AGREEMENT,
    POLICY,
    Agreement,
    Answer,
    DataPolicy,
    Given,
    Hook,
    Known,
    Revision,
    evidence_of,
    individual_of,
    revisions,
)

Told = dict[str, Any]


def individual(known: Known) -> Told:
    """The number or name that a program once sent is not kept, so it is never told: the handle stands in its place."""
    told = {"id": known.id, "externalId": known.person, "identityProviderId": known.provider}
    return {**told, "externalIdType": "handle" if known.person else known.external_type}


def person(handle: str) -> Told:
    """An individual whom no program has introduced has the handle for an id."""
    known = individual_of(handle)
    return individual(known) if known else {"id": handle}


def policy(body: DataPolicy) -> Told:
    return _known(
        id=body.id,
        name=body.name,
        version=body.version,
        url=body.url,
        jurisdiction=body.jurisdiction,
        industrySector=body.sector,
        dataRetentionPeriodDays=body.retention_days,
        geographicRestriction=body.restriction,
        storageLocation=body.storage,
    )


def agreement(body: Agreement) -> Told:
    """With its policy as it read when the agreement was bound to it."""
    return _known(
        id=body.id,
        version=body.version,
        controller=body.controller.model_dump(),
        policy=_policy_of(body),
        purpose=body.purpose,
        lawfulBasis=str(body.lawful_basis),
        dataUse=body.data_use,
        dpia=body.dpia,
        active=body.active,
        forgettable=body.forgettable,
        compatibleWithVersion=_compatible(body),
        lifecycle={"id": body.lifecycle, "name": body.lifecycle},
        signature=body.signature,
    )


def revision(one: Revision, *, deep: bool = True) -> Told:
    """`successor` is told one revision deep."""
    after = _successor(one) if deep else None
    return _known(
        id=one.id,
        schemaName=one.schema_name,
        objectId=one.object_id,
        signedWithoutObjectId=False,
        serializedSnapshot=one.snapshot,
        serializedHash=one.hash,
        timestamp=one.timestamp,
        authorizedByIndividual=person(one.by_individual) if one.by_individual else None,
        authorizedByOther=one.by_other,
        successor=revision(after, deep=False) if after else None,
        predecessorHash=one.predecessor_hash or None,
        predecessorSignature=one.predecessor_signature or None,
    )


def record(given: Given) -> Told:
    return _known(
        id=given.record,
        dataAgreement=agreement(given.agreement),
        dataAgreementRevision=revision(_named(AGREEMENT, given.agreement.id, given.agreement_revision)),
        dataAgreementRevisionHash=given.agreement_revision,
        individual=person(given.person),
        optIn=given.answer == Answer.GIVEN,
        state=str(given.state),
        signature=evidence_of(given.record),
    )


def webhook(hook: Hook, *, secret: bool = False) -> Told:
    """The secret is told once, when it is made."""
    return {
        "id": hook.id,
        "payloadUrl": hook.url,
        "contentType": hook.content_type,
        "disabled": hook.disabled,
        "secretKey": hook.secret if secret else "",
    }


def policy_in(one: Revision) -> DataPolicy:
    """The policy as a revision holds it."""
    return DataPolicy.model_validate(json.loads(one.snapshot)["objectData"]["policy"])


def _policy_of(body: Agreement) -> Told | None:
    if not body.policy or not body.policy_revision:
        return None
    return policy(policy_in(_named(POLICY, body.policy, body.policy_revision)))


def _compatible(body: Agreement) -> Told | None:
    if not body.compatible_with:
        return None
    last = revisions(AGREEMENT, body.compatible_with)[-1]
    older = Agreement.model_validate(json.loads(last.snapshot)["objectData"]["agreement"])
    return agreement(older.model_copy(update={"compatible_with": None}))


def _named(schema: str, object_id: str, wanted: str) -> Revision:
    return next(one for one in revisions(schema, object_id) if one.hash == wanted)


def _successor(one: Revision) -> Revision | None:
    return next((r for r in revisions(one.schema_name, one.object_id) if r.number == one.number + 1), None)


def _known(**values: Any) -> Told:
    return {name: value for name, value in values.items() if value is not None}
