"""GovStack's words into ours: what is left out keeps its standing value, what makes no sense is refused."""

from typing import Any
from uuid import uuid4

import wasl.trust.consent.api as consent
from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.standards.govstack.consent import shapes
from wasl.trust.consent.api import Agreement, Controller, DataPolicy, LawfulBasis


def new_id(given: str) -> str:
    """The client's, or one of ours where it gives none. Raises Refusal for one that cannot be an id."""
    return consent.known_id(given) if given else uuid4().hex


def policy(sent: shapes.Policy, policy_id: str, standing: DataPolicy | None = None) -> DataPolicy:
    named = {
        "name": sent.name,
        "version": sent.version,
        "url": sent.url,
        "jurisdiction": sent.jurisdiction,
        "sector": sent.industrySector,
        "retention_days": sent.dataRetentionPeriodDays,
        "restriction": sent.geographicRestriction,
        "storage": sent.storageLocation,
    }
    before = standing.model_dump() if standing else {"name": "", "version": "1", "url": ""}
    return DataPolicy.model_validate({**before, **_said(named), "id": policy_id})


def agreement(sent: shapes.DataAgreement, agreement_id: str, standing: Agreement | None = None) -> Agreement:
    """One whose purpose is a slug of the pack asks for all that the purpose needs, and for nothing sensitive."""
    purpose = (sent.purpose if sent.purpose is not None else standing and standing.purpose) or ""
    if not purpose.strip():
        raise _lacks("dataAgreement.purpose")
    before: dict[str, Any] = {}
    if standing:
        before = standing.model_dump(mode="json")
    if not standing or standing.purpose != purpose:
        before |= _for_purpose(purpose)
    return Agreement.model_validate({**before, **_said(_terms(sent)), "id": agreement_id, "purpose": purpose})


def _terms(sent: shapes.DataAgreement) -> dict[str, Any]:
    compatible = sent.compatibleWithVersion
    named = {
        "version": sent.version,
        "controller": _controller(sent.controller) if sent.controller else None,
        "lawful_basis": _basis(sent.lawfulBasis),
        "data_use": sent.dataUse,
        "dpia": sent.dpia,
        "active": sent.active,
        "forgettable": sent.forgettable,
        "compatible_with": _existing(compatible.id) if compatible and compatible.id else None,
        "lifecycle": (sent.lifecycle.name or sent.lifecycle.id or None) if sent.lifecycle else None,
        "signature": sent.signature.model_dump(exclude_none=True) if sent.signature else None,
    }
    return {**named, **_policy_named(sent.policy)}


def _policy_named(sent: shapes.Policy | None) -> dict[str, str | None]:
    """Named again, a policy binds as it reads today."""
    if sent is None or not sent.id:
        return {}
    try:
        return {"policy": sent.id, "policy_revision": consent.policy(sent.id).revision.hash}
    except Unknown as error:
        raise _lacks("dataAgreement.policy") from error


def _for_purpose(purpose: str) -> dict[str, Any]:
    known = pack().purposes.get(purpose)
    name = known.name.model_dump() if known else {"ar": purpose, "en": purpose}
    owner = known.owner if known else ""
    controller = {"id": owner, "name": pack().agencies[owner].en if owner else "", "url": ""}
    sections = list(known.sections) if known else []
    return {"title": name, "text": name, "controller": controller, "sections": sections, "sensitive": []}


def _controller(sent: shapes.Controller) -> dict[str, str]:
    return Controller(id=sent.id, name=sent.name, url=sent.url).model_dump()


def _basis(said: str | None) -> LawfulBasis | None:
    if said is None:
        return None
    if said not in set(LawfulBasis):
        raise _lacks("dataAgreement.lawfulBasis")
    return LawfulBasis(said)


def _existing(agreement_id: str) -> str:
    try:
        return consent.agreement(agreement_id).agreement.id
    except Unknown as error:
        raise _lacks("dataAgreement.compatibleWithVersion") from error


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _lacks(field: str) -> Refusal:
    return Refusal(
        Text(ar=f"الحقل {field} ناقص أو غير معروف.", en=f"The field {field} is missing, or stands for nothing here."),
        mend=Text(ar="صحّح هذا الحقل وأعد الإرسال.", en="Mend this field and send it again."),
        where=field,
    )
