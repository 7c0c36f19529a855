"""What was issued: the person's list, and taking back: by the person, by staff, or because the row behind it ended."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.db import transaction

from wasl.core.errors import Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.kinds import kinds
from wasl.identity.wallet.models import Grant, Issued, Standing
from wasl.identity.wallet.status import changed
from wasl.identity.wallet.vault import keyed

TOLD = ("credential_accepted", "credential_failure", "credential_deleted")


class Why(StrEnum):
    """Why a credential stands as it stands."""

    HOLDER = "holder"  # the person took it back
    STAFF = "staff"
    ROW_ENDED = "row-ended"  # of the register behind it
    LIFTED = "lifted"  # a suspension ended
    FAILED = "failed"  # the wallet could not keep it


@dataclass(frozen=True)
class Line:
    """One credential, for the person's own list."""

    id: int
    kind: str
    name: Text
    issued: datetime
    expires: datetime
    standing: Standing
    expired: bool


def issued_to(person: str) -> list[Line]:
    """Newest first."""
    return [_line(row) for row in Issued.objects.filter(person=person).order_by("-issued", "-pk")]


def _line(row: Issued) -> Line:
    return Line(
        row.pk,
        row.kind,
        _name(row.kind),
        row.issued,
        row.expires,
        Standing(row.standing),
        expired=row.expires < datetime.now(UTC),
    )


def take_back(person: str, number: int) -> None:
    """The person's own wish, for ever. Raises Unknown, also for somebody else's."""
    if not _set({"pk": number, "person": person}, Standing.REVOKED, Why.HOLDER):
        raise Unknown(
            Text(ar="لا توجد وثيقة سارية بهذا الرقم في محفظتك", en="There is no credential in force under this number"),
            mend=Text(ar="راجع قائمة محفظتك", en="Look at the list of your wallet"),
        )


def revoke(number: int, why: Why = Why.STAFF) -> bool:
    """For ever. False where it was revoked before, or there is none."""
    return bool(_set({"pk": number}, Standing.REVOKED, why))


def suspend(number: int) -> bool:
    """Until lifted. False where it is revoked, or there is none."""
    return bool(_set({"pk": number, "standing": Standing.VALID}, Standing.SUSPENDED, Why.STAFF))


def lift(number: int) -> bool:
    return bool(_set({"pk": number, "standing": Standing.SUSPENDED}, Standing.VALID, Why.LIFTED))


def end_behind(register: str, mark: str) -> int:
    """What was issued from a row that no longer stands is revoked; `mark` is its row_mark. How many were."""
    return _set({"register": register, "row": mark}, Standing.REVOKED, Why.ROW_ENDED)


def wallet_said(grant: Grant, notification: object, told: object) -> None:
    """What became of credentials in the wallet (OpenID4VCI section 11). Raises Denied: invalid_notification_*."""
    if told not in TOLD:
        raise Denied("invalid_notification_request", f"event must be one of {', '.join(TOLD)}")
    mark = keyed("notification", notification)[:43] if isinstance(notification, str) else ""
    mine = Issued.objects.filter(notification=mark, person=grant.person, kind=grant.kind)
    if not mine.exists():
        raise Denied("invalid_notification_id", "there is none of this id under this access token")
    mine.update(told=str(told))
    if told == "credential_failure":
        _set({"notification": mark}, Standing.REVOKED, Why.FAILED)


def _set(which: dict[str, object], standing: Standing, why: Why) -> int:
    """One that is revoked stays so."""
    with transaction.atomic():
        found = Issued.objects.select_for_update().filter(**which).exclude(standing=Standing.REVOKED)
        rows = list(found.values_list("pk", "list_id"))
        now = datetime.now(UTC)
        Issued.objects.filter(pk__in=[pk for pk, _ in rows]).update(standing=standing, why=str(why), changed=now)
        for number in {number for _, number in rows}:
            changed(number)
    if rows:
        event("wallet.standing", standing=standing.name, why=str(why), count=len(rows))
    return len(rows)


def _name(kind: str) -> Text:
    known = kinds().get(kind)
    return known.name if known else Text(ar="وثيقة لم تعد تصدر", en="A credential that is no longer issued")
