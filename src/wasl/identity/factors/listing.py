"""What an account can prove itself with, and taking factors away."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import models, transaction

from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.text import Text
from wasl.identity.factors.changes import STAFF, By, allowed, record
from wasl.identity.factors.kinds import SECOND, Factor, Kind, kind_of
from wasl.identity.factors.models import Passkey, Password, RecoveryCode, TimeCode, What

RECOVERY = f"{Kind.RECOVERY}:list"
"""The id under which the whole list of recovery codes stands."""


def factors_of(account: str) -> list[Factor]:
    """Passkeys first, in the order in which each kind was added."""
    return [*_passkeys(account), *_time_codes(account), *_password(account), *_recovery(account)]


def has_second_factor(account: str) -> bool:
    """A passkey that works, or a time code."""
    return any(one.kind in SECOND and one.copied is None for one in factors_of(account))


def remove(account: str, factor: str, by: By | None = None) -> None:
    """Raises Unknown for a factor of somebody else; Refusal for the last second factor of a member of staff."""
    by = allowed(account, by)
    with transaction.atomic():
        _lock(account)
        held = factors_of(account)
        found = next((one for one in held if one.id == factor), None)
        if found is None:
            raise Unknown(_NONE, mend=_LIST)
        if account.startswith(STAFF) and _is_last(found, held):
            raise Refusal(_LAST, mend=_ADD)
        _rows(account, found).delete()
        record(account, What.REMOVED, found.kind, found.label, by)


def forget(account: str, by: By) -> int:
    """All factors at once, where an account passes to its rightful owner; how many there were."""
    with transaction.atomic():
        _lock(account)
        held = factors_of(account)
        for one in held:
            _rows(account, one).delete()
            record(account, What.REMOVED, one.kind, one.label, by)
    return len(held)


def bind(factor: str, by: str) -> None:
    """Note that a member of staff (account) saw the person use this passkey at a counter. Raises Unknown, Refusal."""
    with transaction.atomic():
        number = _number(factor) if kind_of(factor) is Kind.PASSKEY else 0
        row = Passkey.objects.select_for_update().filter(pk=number, copied=None).first()
        if row is None:
            raise Unknown(_NONE, mend=_LIST)
        if row.synced:
            raise Refusal(_SHARED, mend=_ANOTHER)
        if not by.startswith(STAFF) or by == row.account:
            raise NotAllowed(_COUNTER, mend=_GO_THERE)
        row.bound, row.bound_by = datetime.now(UTC), by
        row.save(update_fields=["bound", "bound_by"])
        record(row.account, What.BOUND, Kind.PASSKEY, row.label, By(by))


def _lock(account: str) -> None:
    """Two that each remove what they take for the last but one would remove both."""
    for model in (Passkey, TimeCode):
        list(model._default_manager.select_for_update().filter(account=account).order_by("pk"))


def _is_last(found: Factor, held: Iterable[Factor]) -> bool:
    others = [one for one in held if one.kind in SECOND and one.copied is None and one.id != found.id]
    return found.kind in SECOND and not others


def _rows(account: str, found: Factor) -> models.QuerySet[models.Model]:
    if found.kind is Kind.RECOVERY:
        return RecoveryCode.objects.filter(account=account)
    model: type[models.Model] = {Kind.PASSKEY: Passkey, Kind.TIME_CODE: TimeCode, Kind.PASSWORD: Password}[found.kind]
    return model._default_manager.filter(account=account, pk=_number(found.id))


def _number(factor: str) -> int:
    number = factor.partition(":")[2]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0


def _passkeys(account: str) -> Iterable[Factor]:
    for row in Passkey.objects.filter(account=account).order_by("pk"):
        yield Factor(
            f"{Kind.PASSKEY}:{row.pk}",
            Kind.PASSKEY,
            row.label,
            row.created,
            row.used,
            synced=row.synced,
            bound=row.bound,
            copied=row.copied,
        )


def _time_codes(account: str) -> Iterable[Factor]:
    for row in TimeCode.objects.filter(account=account).exclude(confirmed=None).order_by("pk"):
        yield Factor(f"{Kind.TIME_CODE}:{row.pk}", Kind.TIME_CODE, row.label, row.created, row.used)


def _password(account: str) -> Iterable[Factor]:
    for row in Password.objects.filter(account=account):
        yield Factor(f"{Kind.PASSWORD}:{row.pk}", Kind.PASSWORD, "", row.created, row.used)


def _recovery(account: str) -> Iterable[Factor]:
    rows = list(RecoveryCode.objects.filter(account=account))
    if rows:
        used = max((row.used for row in rows if row.used), default=None)
        left = sum(row.used is None for row in rows)
        yield Factor(RECOVERY, Kind.RECOVERY, "", rows[0].created, used, left=left)


_NONE = Text(ar="لا توجد وسيلة كهذه في هذا الحساب", en="this account has no such factor")
_LIST = Text(ar="ارجع إلى قائمة وسائل الدخول", en="go back to the list of ways to sign in")
_LAST = Text(ar="هذه آخر وسيلة ثانية لهذا الحساب", en="This is the account's last second factor")
_ADD = Text(ar="أضف وسيلة أخرى أولًا ثم احذف هذه", en="Add another one first, then remove this one")
_SHARED = Text(ar="هذا المفتاح تتقاسمه عدة أجهزة", en="This passkey is shared among devices")
_ANOTHER = Text(
    ar="أضف مفتاحًا لا يغادر الجهاز، كمفتاح أمان، ثم اربطه",
    en="Add one that stays on its device, such as a security key, and bind that",
)
_COUNTER = Text(ar="الربط يتم أمام موظف آخر", en="Binding is done before a member of staff, never by oneself")
_GO_THERE = Text(ar="اذهب إلى أي شباك خدمة ومعك بطاقتك وجهازك", en="Go to a counter with your card and your device")
