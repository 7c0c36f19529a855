"""Signature objects: what is to be signed, and whether what came back is good enough to open anything."""

import base64
import hashlib
import json
from datetime import UTC, datetime
from uuid import uuid4

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.standards.govstack.consent import shapes
from wasl.standards.govstack.consent.telling import Told
from wasl.trust.consent.api import Given, State, canonical, is_signed

ED25519, PAPER = "ed25519", "paper"
"""The methods that we know: a signature over `payload`, whose public key (base64) is `verificationSignedBy`; and a
signed paper, scanned into `verificationArtifact`."""
DELEGATE = "delegate"


def blank(agreement_id: str, agreement_revision: str, individual_id: str, *, opt_in: bool) -> Told:
    """Ready for signing; it has no id yet."""
    subject = canonical(
        {
            "dataAgreement": agreement_id,
            "dataAgreementRevisionHash": agreement_revision,
            "individual": individual_id,
            "optIn": opt_in,
        }
    )
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    fields = {
        "verificationPayload": subject,
        "verificationPayloadHash": hashlib.sha256(subject.encode()).hexdigest(),
        "timestamp": at,
        "signedWithoutObjectReference": True,
        "objectType": "revision",
    }
    unsigned = {"id": "", "signature": "", "verificationMethod": "", "verificationSignedBy": ""}
    return {**unsigned, **fields, "payload": canonical(fields)}


def blank_for(given: Given, individual_id: str) -> Told:
    opt_in = given.answer == "given"
    return blank(given.agreement.id, given.agreement_revision, individual_id, opt_in=opt_in)


def named(blank_one: Told, sent: shapes.Signature) -> Told:
    """With an id, and what a program may say of it before it is signed."""
    said = {"verificationMethod": sent.verificationMethod, "verificationSignedBy": sent.verificationSignedBy}
    return {**blank_one, "id": sent.id or uuid4().hex, **said}


def completed(expected: Told, sent: shapes.Signature, *, vouched: bool) -> tuple[Told, State]:
    """The signature object to keep, and the state that it gives the record. That a key or a paper is the person's own
    is the program's word: from one that is not vouched for, the record waits until the person agrees on their own page.

    Raises Refusal where it signs something else, or not in a way that we can check.
    """
    if not sent.signature:
        return named(expected, sent), State.UNSIGNED
    if sent.verificationPayloadHash != expected["verificationPayloadHash"] or not _covers(sent, expected):
        raise _refused(Text(ar="التوقيع لا يخص هذه الموافقة.", en="The signature is not of this consent record."))
    if not _is_proven(sent):
        raise _refused(Text(ar="تعذّر التحقق من التوقيع.", en="The signature could not be verified."))
    told = {**expected, **sent.model_dump(exclude_none=True)}
    told |= {"id": sent.id or expected["id"] or uuid4().hex, "verificationPayload": expected["verificationPayload"]}
    return told, State.SIGNED if vouched and sent.verificationSignedAs != DELEGATE else State.PENDING


def _covers(sent: shapes.Signature, expected: Told) -> bool:
    """Whether the text that was signed names what it should sign."""
    try:
        payload = json.loads(sent.payload)
    except ValueError:
        return False
    return isinstance(payload, dict) and payload.get("verificationPayloadHash") == expected["verificationPayloadHash"]


def _is_proven(sent: shapes.Signature) -> bool:
    if sent.verificationMethod == PAPER:
        return bool(sent.verificationArtifact and sent.verificationSignedBy)
    if sent.verificationMethod != ED25519:
        return False
    try:
        public = base64.b64decode(sent.verificationSignedBy, validate=True)
    except ValueError:
        return False
    return is_signed(public, sent.payload, sent.signature)


def _refused(what: Text) -> Refusal:
    mend = Text(
        ar="وقّع الحقل payload كما أرسلناه، بطريقة ed25519 أو على ورقة ممسوحة ضوئيًا (paper).",
        en="Sign the payload as we sent it, by ed25519, or on paper that is scanned into verificationArtifact.",
    )
    return Refusal(what, mend=mend, where="signature")
