"""/service/: for the programs of agencies that ask people for consent, or ask whether there is consent."""

from django.http import HttpRequest
from ninja import Path, Query, Router

import wasl.trust.consent.api as consent
from wasl.standards.govstack.consent import shapes, telling
from wasl.standards.govstack.consent.access import INDIVIDUAL, SERVICE, caller, individual_named, look
from wasl.standards.govstack.consent.config import agreement_told, agreements_told, policy_at
from wasl.standards.govstack.consent.owning import first_of, persons_of, with_revision
from wasl.standards.govstack.consent.people import introduce, listed, told
from wasl.standards.govstack.consent.telling import Told
from wasl.trust.api import passing

router = Router(auth=SERVICE, tags=["service"])


@router.post("/individual/", operation_id="serviceIndividualCreate")
def create_individual(request: HttpRequest, sent: shapes.IndividualIn) -> Told:
    return {"individual": introduce(request, sent.individual)}


@router.get("/individual/{individualId}/", operation_id="serviceIndividualRead")
def read_individual(request: HttpRequest, individualId: Path[shapes.Id]) -> Told:  # noqa: N803
    return {"individual": told(request, individualId)}


@router.put("/individual/{individualId}/", operation_id="serviceIndividualUpdate")
def update_individual(request: HttpRequest, individualId: Path[shapes.Id], sent: shapes.IndividualIn) -> Told:  # noqa: N803
    """An individual that is known to be one person cannot become another."""
    consent.individual(individualId)
    return {"individual": introduce(request, sent.individual, individualId)}


@router.get("/individuals/", operation_id="serviceIndividualList")
def list_individuals(request: HttpRequest, page: Query[shapes.Page]) -> Told:
    return {"individuals": listed(request, page)}


@router.get("/data-agreement/{dataAgreementId}/", operation_id="serviceDataAgreementRead")
def read_agreement(request: HttpRequest, dataAgreementId: Path[shapes.Id]) -> Told:  # noqa: N803
    return agreement_told(consent.agreement(dataAgreementId))


@router.get("/policy/{policyId}/", operation_id="servicePolicyRead")
def read_policy(request: HttpRequest, policyId: Path[shapes.Id], at: Query[shapes.AtRevision]) -> Told:  # noqa: N803
    return policy_at(policyId, at.revisionId)


@router.get("/verification/data-agreements/", operation_id="serviceVerificationDataAgreementList")
def verifiable_agreements(request: HttpRequest, page: Query[shapes.Page]) -> Told:
    """Those to which anybody can consent now."""
    return {"dataAgreements": agreements_told(page, active=True)}


@router.get("/verification/consent-records/", operation_id="serviceVerificationConsentRecordList")
def verifiable_records(request: HttpRequest, page: Query[shapes.Page]) -> Told:
    """Those given to the program's own agency; with the header, one individual's."""
    person = individual_named(request).speaks_for if request.headers.get(INDIVIDUAL) else None
    with passing(look(caller(request))) as passage:
        found = consent.recorded(office=caller(request).office, person=person, offset=page.offset, limit=page.limit)
        passage.close(outcome=f"consent records {len(found)}", persons=persons_of(found))
        return {"consentRecords": [telling.record(one) for one in found]}


@router.get("/verification/consent-record/{consentRecordId}/", operation_id="serviceVerificationConsentRecordRead")
def verifiable_record(request: HttpRequest, consentRecordId: Path[shapes.Id]) -> Told:  # noqa: N803
    """Another agency's does not exist for this program."""
    with passing(look(caller(request))) as passage:
        given = consent.given(consentRecordId)
        own = [given] if given.agreement.controller.id == caller(request).office else []
        passage.close(outcome=f"consent records {len(own)}", persons=persons_of(own))
        return with_revision(first_of(own))
