"""Who is told of revisions, and how far they have been told: a follower of `news`, not a queue that can be lost."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.trust.consent.models import Revision, Webhook
from wasl.trust.consent.shapes import known_id, moment

LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True)
class Hook:
    """One subscription; `told` is the place of the last revision that its owner has taken."""

    id: str
    url: str
    content_type: str
    disabled: bool
    secret: str
    told: int = 0


def keep_webhook(hook: Hook) -> Hook:
    """Kept under its id; a new one hears of what happens from now on."""
    known_id(hook.id)
    values = {
        "url": hook.url,
        "content_type": hook.content_type,
        "disabled": hook.disabled,
        "secret": hook.secret,
        "failures": 0,
        "not_before": "",
    }
    told = Revision.objects.order_by("-place").values_list("place", flat=True).first() or 0
    row, _ = Webhook.objects.update_or_create(pk=hook.id, defaults=values, create_defaults={**values, "told": told})
    return _hook(row)


def webhook(webhook_id: str) -> Hook:
    """Raises Unknown, and Refusal for an id that cannot be one."""
    return _hook(_row(webhook_id))


def webhooks(offset: int = 0, limit: int = 100) -> list[Hook]:
    return [_hook(row) for row in Webhook.objects.order_by("id")[offset : offset + limit]]


def remove_webhook(webhook_id: str) -> None:
    """Raises Unknown."""
    _row(webhook_id).delete()


def due_webhooks(now: datetime | None = None) -> list[Hook]:
    """Those to be told now: neither disabled nor in the pause after a failure."""
    rows = Webhook.objects.filter(disabled=False, not_before__lte=moment(now or datetime.now(UTC))).order_by("id")
    return [_hook(row) for row in rows]


def told_webhook(webhook_id: str, place: int) -> None:
    """Its owner has taken everything up to a place."""
    Webhook.objects.filter(pk=webhook_id).update(told=place, failures=0, not_before="")


def failed_webhook(webhook_id: str) -> None:
    """Try again after a pause that doubles, from a minute to six hours."""
    row = _row(webhook_id)
    pause = min(timedelta(minutes=2 ** min(row.failures, 10)), LONGEST_PAUSE)
    row.failures, row.not_before = row.failures + 1, moment(datetime.now(UTC) + pause)
    row.save(update_fields=["failures", "not_before"])


def _row(webhook_id: str) -> Webhook:
    row = Webhook.objects.filter(pk=known_id(webhook_id)).first()
    if row is None:
        raise Unknown(
            Text(ar="لا يوجد اشتراك بهذا المعرّف.", en="There is no webhook with this id."),
            mend=Text(ar="راجع قائمة الاشتراكات.", en="Look it up in the list of webhooks."),
        )
    return row


def _hook(row: Webhook) -> Hook:
    return Hook(row.id, row.url, row.content_type, row.disabled, row.secret, row.told)
