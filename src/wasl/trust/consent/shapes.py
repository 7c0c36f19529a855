"""What the revisions of agreements and policies hold."""

import json
import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from wasl.core.errors import Refusal
from wasl.core.text import Text

NEVER = "9999-12-31T00:00:00.000000Z"
"""Stands where a consent has no end."""

Line = Annotated[str, StringConstraints(max_length=500)]
ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")


class LawfulBasis(StrEnum):
    """GDPR article 6, as GovStack names them."""

    CONSENT = "consent"
    LEGAL_OBLIGATION = "legal_obligation"
    CONTRACT = "contract"
    VITAL_INTEREST = "vital_interest"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTEREST = "legitimate_interest"


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def canonical(self) -> str:
        return canonical(self.model_dump(mode="json"))


class Controller(_Body):
    """Who answers for the data: an agency of the pack where the agreement opens anything."""

    id: Line
    name: Line
    url: Line


class Agreement(_Body):
    """One purpose that a person can agree to. `purpose` that is no slug of the pack is shown and opens nothing."""

    id: str
    version: Line = "1"
    title: Text
    text: Text
    purpose: Annotated[str, StringConstraints(max_length=4000)]
    controller: Controller
    sections: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    lawful_basis: LawfulBasis = LawfulBasis.CONSENT
    term_days: int | None = Field(None, ge=1, le=36_500)
    active: bool = True
    forgettable: bool = False
    compatible_with: Line | None = None  # agreement id, of which consents may be carried over
    policy: str | None = None
    policy_revision: str | None = None  # hash
    data_use: Line | None = None
    dpia: Line = ""
    lifecycle: Line = "complete"
    signature: dict[str, Any] | None = None


class DataPolicy(_Body):
    """GovStack's Policy: how data under an agreement are kept."""

    id: str
    name: Line
    version: Line
    url: Line
    jurisdiction: Line | None = None
    sector: Line | None = None
    retention_days: int | None = Field(None, ge=0, le=1_000_000)
    restriction: Line | None = None
    storage: Line | None = None


def canonical(value: object) -> str:
    """One spelling for one value.

    >>> canonical({"b": None, "a": ["ق"]})
    '{"a":["ق"],"b":null}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def moment(at: datetime) -> str:
    """As it is stored and hashed.

    >>> moment(datetime(2026, 1, 2, tzinfo=UTC))
    '2026-01-02T00:00:00.000000Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def instant(text: str) -> datetime:
    """The inverse of `moment`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def known_id(text: str) -> str:
    """Raises Refusal for one that no object can have."""
    if ID.fullmatch(text):
        return text
    raise Refusal(
        Text(ar="هذا المعرّف غير صالح.", en="This id is not well formed."),
        mend=Text(
            ar="استخدم حروفًا لاتينية وأرقامًا و _ . - فقط، بحد أقصى 64.",
            en="Use Latin letters, digits, _ . and -, 64 at most.",
        ),
    )
