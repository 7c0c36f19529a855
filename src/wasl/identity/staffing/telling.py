"""Staff have neither telephone nor mailbox here: what changed about how they sign in is told them on their own page,
where every sign-in leads, until they say that they know of it.
"""

from django.db import transaction

from wasl.identity.factors.api import By, Kind, Line, What, history, record
from wasl.identity.models import Staff
from wasl.identity.staffing.models import ChangesKnown


def untold(account: Staff) -> list[Line]:
    """The newest first. The factor that an account begins with is no change."""
    changes = history(account.account_id)
    known = ChangesKnown.objects.filter(account=account).first()
    if known:
        return [one for one in changes if one.pk > known.up_to]
    begins = bool(changes) and changes[-1].what == What.ADDED
    return changes[:-1] if begins else changes


def know(account: Staff, up_to: int) -> None:
    """They have read all changes up to this one; what came since is still to be told."""
    newest = max((one.pk for one in history(account.account_id) if one.pk <= up_to), default=0)
    with transaction.atomic():
        known, _ = ChangesKnown.objects.select_for_update().get_or_create(account=account, defaults={"up_to": newest})
        known.up_to = max(known.up_to, newest)
        known.save(update_fields=["up_to"])


def password_changed(account: Staff, device: str) -> None:
    """By its owner. It stands in their list of changes, as other factors do."""
    record(account.account_id, What.REPLACED, Kind.PASSWORD, "", By(account.account_id, device))
