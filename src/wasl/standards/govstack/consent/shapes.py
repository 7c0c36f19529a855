"""The objects of GovStack's Consent API 1.1.0, by their own names, as they arrive: most may be left out."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("a text cannot hold the character NUL")
    return text


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Line = Annotated[str, Field(max_length=500), AfterValidator(_storable)]
Prose = Annotated[str, Field(max_length=4000), AfterValidator(_storable)]
Proof = Annotated[str, Field(max_length=600_000), AfterValidator(_storable)]  # may be a scanned page


class Individual(BaseModel):
    id: Line = ""
    externalId: Line = ""  # noqa: N815  the standard's spelling, here and below
    externalIdType: Annotated[Line, Field(max_length=64)] = ""  # noqa: N815
    identityProviderId: Annotated[Line, Field(max_length=64)] = ""  # noqa: N815


class Controller(BaseModel):
    id: Line = ""
    name: Line = ""
    url: Line = ""


class Policy(BaseModel):
    id: Line = ""
    name: Line | None = None
    version: Line | None = None
    url: Line | None = None
    jurisdiction: Line | None = None
    industrySector: Line | None = None  # noqa: N815
    dataRetentionPeriodDays: Annotated[int, Field(ge=0, le=1_000_000)] | None = None  # noqa: N815
    geographicRestriction: Line | None = None  # noqa: N815
    storageLocation: Line | None = None  # noqa: N815


class Lifecycle(BaseModel):
    id: Line = ""
    name: Line = ""


class Signature(BaseModel):
    id: Line = ""
    payload: Proof = ""
    signature: Proof = ""
    verificationMethod: Line = ""  # noqa: N815
    verificationPayload: Proof = ""  # noqa: N815
    verificationPayloadHash: Line = ""  # noqa: N815
    verificationArtifact: Proof | None = None  # noqa: N815
    verificationSignedBy: Line = ""  # noqa: N815
    verificationSignedAs: Line | None = None  # noqa: N815
    verificationJwsHeader: Prose | None = None  # noqa: N815
    timestamp: Line = ""
    signedWithoutObjectReference: bool | None = None  # noqa: N815
    objectType: Line | None = None  # noqa: N815
    objectReference: Line | None = None  # noqa: N815


class NamedAgreement(BaseModel):
    """An agreement of which only the id matters."""

    id: Line = ""


class DataAgreement(NamedAgreement):
    version: Line | None = None
    controller: Controller | None = None
    policy: Policy | None = None
    purpose: Prose | None = None
    lawfulBasis: Line | None = None  # noqa: N815
    dataUse: Line | None = None  # noqa: N815
    dpia: Line | None = None
    active: bool | None = None
    forgettable: bool | None = None
    compatibleWithVersion: NamedAgreement | None = None  # noqa: N815
    lifecycle: Lifecycle | None = None
    signature: Signature | None = None


class ConsentRecord(BaseModel):
    id: Line = ""
    dataAgreement: NamedAgreement | None = None  # noqa: N815
    dataAgreementRevisionHash: Line = ""  # noqa: N815
    individual: Individual | None = None
    optIn: bool = True  # noqa: N815
    state: Line = ""


class Webhook(BaseModel):
    id: Line = ""
    payloadUrl: Line = ""  # noqa: N815
    contentType: Line = ""  # noqa: N815
    disabled: bool = False
    secretKey: Annotated[Line, Field(max_length=128)] = ""  # noqa: N815


class PolicyIn(BaseModel):
    policy: Policy


class AgreementIn(BaseModel):
    dataAgreement: DataAgreement  # noqa: N815


class IndividualIn(BaseModel):
    individual: Individual


class WebhookIn(BaseModel):
    webhook: Webhook


class RecordIn(BaseModel):
    consentRecord: ConsentRecord  # noqa: N815


class SignatureIn(BaseModel):
    signature: Signature


class SignedRecordIn(BaseModel):
    consentRecord: ConsentRecord  # noqa: N815
    signature: Signature


class Page(BaseModel):
    """Which part of a list."""

    offset: int = Field(0, ge=0, le=10**9)
    limit: int = Field(100, ge=1, le=500)


class AtRevision(BaseModel):
    revisionId: Annotated[str, Field(max_length=500)] | None = None  # noqa: N815


class ForWhom(AtRevision):
    individualId: Id  # noqa: N815


class ForWhomAndWhat(ForWhom):
    dataAgreementId: Id  # noqa: N815
