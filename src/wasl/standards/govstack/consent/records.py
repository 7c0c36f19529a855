"""/service/individual/record/: consent records in the name of one individual, who is named in a header."""

from django.http import HttpRequest
from ninja import Path, Query, Router

import wasl.trust.consent.api as consent
from wasl.standards.govstack.consent import shapes, signatures, telling
from wasl.standards.govstack.consent.access import CHANNEL, SERVICE, author, individual_named, on_record
from wasl.standards.govstack.consent.owning import (
    agreed_to,
    drafted,
    first_of,
    kept_with,
    nothing_to_sign,
    own_record,
    own_records,
    present,
    saying,
    vouches,
    with_revision,
)
from wasl.standards.govstack.consent.telling import Told
from wasl.trust.consent.api import State

router = Router(auth=SERVICE, tags=["service"])
AGREEMENT = "/data-agreement/{dataAgreementId}/"
RECORD = "/consent-record/{consentRecordId}/"


@router.post(AGREEMENT, operation_id="serviceIndividualConsentRecordCreate")
def create_record(request: HttpRequest, dataAgreementId: Path[shapes.Id], asked: Query[shapes.ForWhom]) -> Told:  # noqa: N803
    """Written down unsigned: it opens nothing until the person signs it, or agrees on their own page."""
    known = individual_named(request, asked.individualId)
    present(dataAgreementId, asked.revisionId)
    with on_record(request, [known.speaks_for], "consent written down"):
        given = consent.written_down(dataAgreementId, saying(request, known, opt_in=True))
        return with_revision(given)


@router.get(AGREEMENT, operation_id="serviceIndividualConsentRecordRead")
def read_record(request: HttpRequest, dataAgreementId: Path[shapes.Id]) -> Told:  # noqa: N803
    with own_records(request) as records:
        return {
            "consentRecord": telling.record(first_of(one for one in records if one.agreement.id == dataAgreementId))
        }


@router.get(f"{AGREEMENT}all/", operation_id="serviceIndividualDataAgreementConsentRecordList")
def list_for_agreement(request: HttpRequest, dataAgreementId: Path[shapes.Id], page: Query[shapes.Page]) -> Told:  # noqa: N803
    with own_records(request) as records:
        chosen = [one for one in records if one.agreement.id == dataAgreementId]
        return {"consentRecords": [telling.record(one) for one in chosen[page.offset : page.offset + page.limit]]}


@router.post("/consent-record/draft/", operation_id="serviceIndividualConsentRecordDraftCreate")
def draft(request: HttpRequest, asked: Query[shapes.ForWhomAndWhat]) -> Told:
    """Kept nowhere, and so without ids."""
    known = individual_named(request, asked.individualId)
    published = present(asked.dataAgreementId, asked.revisionId)
    with on_record(request, [known.speaks_for], "consent drafted"):
        consent.draft(asked.dataAgreementId, saying(request, known, opt_in=True))
        blank = signatures.blank(published.agreement.id, published.revision.hash, known.id, opt_in=True)
        return {"consentRecord": drafted(published, known), "signature": blank}


@router.post("/consent-record/", operation_id="serviceIndividualConsentRecordSignatureCreate")
def create_signed(request: HttpRequest, sent: shapes.SignedRecordIn) -> Told:
    """A record together with its signature: with a good one it opens from the next read on."""
    wanted = sent.consentRecord
    known = individual_named(request, wanted.individual.id if wanted.individual else None)
    published = agreed_to(wanted)
    blank = signatures.blank(published.agreement.id, published.revision.hash, known.id, opt_in=wanted.optIn)
    signature, state = signatures.completed(blank, sent.signature, vouched=vouches(request))
    with on_record(request, [known.speaks_for], "consent signed" if state == State.SIGNED else "consent written down"):
        given = consent.written_down(published.agreement.id, saying(request, known, opt_in=wanted.optIn, state=state))
        given = kept_with(request, given, signature, state)
        return {**with_revision(given), "signature": consent.evidence_of(given.record) or signature}


@router.get("/consent-record/", operation_id="serviceIndividualConsentRecordList")
def list_records(request: HttpRequest, page: Query[shapes.Page]) -> Told:
    """The newest one for each agreement."""
    with own_records(request) as records:
        newest = {one.agreement.id: one for one in reversed(records)}
        chosen = sorted(newest.values(), key=lambda one: one.agreement.id)[page.offset : page.offset + page.limit]
        return {"consentRecords": [telling.record(one) for one in chosen]}


@router.put(RECORD, operation_id="serviceIndividualConsentRecordUpdate")
def update_record(request: HttpRequest, consentRecordId: Path[shapes.Id], sent: shapes.RecordIn) -> Told:  # noqa: N803
    """Only `optIn` can be changed. False withdraws, at once; True must be signed anew."""
    with own_record(request, consentRecordId, "consent changed") as (given, _):
        changed = consent.update(given.record, opt_in=sent.consentRecord.optIn, author=author(request), channel=CHANNEL)
        return with_revision(changed)


@router.post(f"{RECORD}signature/", operation_id="serviceIndividualSignatureCreate")
def create_signature(request: HttpRequest, consentRecordId: Path[shapes.Id], sent: shapes.SignatureIn) -> Told:  # noqa: N803
    """The payload to be signed; asked twice, it is the same one."""
    with own_record(request, consentRecordId, "signature prepared") as (given, known):
        standing = consent.evidence_of(given.record)
        if standing is None:
            standing = signatures.named(signatures.blank_for(given, known.id), sent.signature)
            consent.sign(given.record, standing, state=given.state, author=author(request))
        return {"signature": standing}


@router.put(f"{RECORD}signature/", operation_id="serviceIndividualSignatureUpdate")
def update_signature(request: HttpRequest, consentRecordId: Path[shapes.Id], sent: shapes.SignatureIn) -> Told:  # noqa: N803
    """Adds the signature; a good one opens what the agreement names from the next read on."""
    with own_record(request, consentRecordId, "consent signed") as (given, known):
        standing = consent.evidence_of(given.record)
        if standing is None:
            raise nothing_to_sign()
        expected = {**signatures.blank_for(given, known.id), "id": standing["id"], "timestamp": standing["timestamp"]}
        signature, state = signatures.completed(expected, sent.signature, vouched=vouches(request))
        consent.sign(given.record, signature, state=state, author=author(request))
        return {"signature": signature}


@router.delete("/", operation_id="serviceIndividualConsentRecordDeleteAll")
def forget(request: HttpRequest) -> Told:
    """The right to be forgotten: what need not stay as proof is gone, everything else is withdrawn."""
    known = individual_named(request)
    with on_record(request, [known.speaks_for], "consents forgotten"):
        gone, stay = consent.forget(known.speaks_for, author(request))
        return {"deleted": gone, "kept": stay}
