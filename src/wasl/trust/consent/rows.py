"""What agreements and policies have in common: found by id, and changed only on the state that the author saw."""

import json
from typing import Any, TypeVar

from django.db.models import QuerySet

from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.trust.consent.models import Revision, StandingAgreement, StandingPolicy
from wasl.trust.consent.revising import newest, overtaken

Row = TypeVar("Row", StandingAgreement, StandingPolicy)


def revisions(schema: str, object_id: str) -> list[Revision]:
    """All of one object, the first one first."""
    return list(Revision.objects.filter(schema_name=schema, object_id=object_id).order_by("number"))


def nobody_was_quicker(schema: str, object_id: str, base: str | None) -> None:
    if base is None:
        return
    last = newest(schema, object_id)
    if base != (last.hash if last else ""):
        raise overtaken()


def standing_row(rows: QuerySet[Row], object_id: str) -> Row:
    row = rows.filter(pk=object_id, removed=False).first()
    if row is None:
        raise unknown(object_id)
    return row


def unknown(name: str) -> Unknown:
    return Unknown(
        Text(ar=f"لا يوجد شيء بالمعرّف {name}.", en=f"There is nothing with the id {name}."),
        mend=Text(ar="راجع القائمة واختر منها.", en="Look it up in the list."),
    )


def loaded(body: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(body)
    return data
