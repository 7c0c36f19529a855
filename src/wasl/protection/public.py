"""Public figures: people whom many would like to look up. Looks at them are watched; nothing of them is hidden."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.protection.models import PublicFigure
from wasl.trust.api import upkeep

SHORTEST = 3


def mark_public(handle: str, why: str, by: str) -> None:
    """Marked twice is marked once. Raises Refusal without a reason."""
    if len(why.strip()) < SHORTEST:
        raise Refusal(
            Text(ar="اكتب لماذا يُعد شخصية معروفة", en="write why this is a public figure"),
            mend=Text(ar="المنصب أو سبب الشهرة", en="the office, or what makes them known"),
        )
    with upkeep("marking a public figure"):
        try:
            with transaction.atomic():
                PublicFigure.objects.create(handle=handle, why=why.strip(), by=by, at=timezone.now())
        except IntegrityError:  # marked already
            return


def mark_many(handles: Iterable[str], why: str, by: str) -> None:
    for handle in handles:
        mark_public(handle, why, by)


def unmark_public(handle: str, by: str) -> None:
    if not handle.isalnum():  # NUL breaks a query
        return
    with upkeep("taking a mark back"):
        PublicFigure.objects.filter(handle=handle, ended=None).update(ended=timezone.now(), ended_by=by)


def public_figures() -> list[PublicFigure]:
    """Those marked now, newest first. Call it within a passage."""
    return list(PublicFigure.objects.filter(ended=None).order_by("-at", "-pk"))
