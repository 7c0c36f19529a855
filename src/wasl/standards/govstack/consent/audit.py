"""/audit/: everything, for those who audit; nothing can be changed here."""

from django.http import HttpRequest
from ninja import Path, Query, Router

import wasl.trust.consent.api as consent
from wasl.standards.govstack.consent import shapes, telling
from wasl.standards.govstack.consent.access import AUDIT, caller, look
from wasl.standards.govstack.consent.config import agreement_told, agreements_told
from wasl.standards.govstack.consent.owning import persons_of
from wasl.standards.govstack.consent.telling import Told
from wasl.trust.api import passing

router = Router(auth=AUDIT, tags=["auditor"])


@router.get("/consent-records/", operation_id="auditConsentRecordList")
def list_records(request: HttpRequest, page: Query[shapes.Page]) -> Told:
    with passing(look(caller(request))) as passage:
        found = consent.recorded(offset=page.offset, limit=page.limit)
        passage.close(outcome=f"consent records {len(found)}", persons=persons_of(found))
        return {"consentRecords": [telling.record(one) for one in found]}


@router.get("/consent-record/{consentRecordId}/", operation_id="auditConsentRecordRead")
def read_record(request: HttpRequest, consentRecordId: Path[shapes.Id]) -> Told:  # noqa: N803
    """With all its revisions, beside what the standard names: an auditor follows the chain."""
    with passing(look(caller(request))) as passage:
        given = consent.given(consentRecordId)
        passage.close(outcome="consent record shown", persons=[given.person])
        chain = consent.revisions(consent.RECORD, given.record)
        return {"consentRecord": telling.record(given), "revisions": [telling.revision(one) for one in chain]}


@router.get("/data-agreements/", operation_id="auditDataAgreementList")
def list_agreements(request: HttpRequest, page: Query[shapes.Page]) -> Told:
    return {"dataAgreements": agreements_told(page)}


@router.get("/data-agreement/{dataAgreementId}/", operation_id="auditDataAgreementRead")
def read_agreement(request: HttpRequest, dataAgreementId: Path[shapes.Id]) -> Told:  # noqa: N803
    chain = consent.revisions(consent.AGREEMENT, dataAgreementId)
    return {
        **agreement_told(consent.agreement(dataAgreementId)),
        "revisions": [telling.revision(one) for one in chain],
    }
