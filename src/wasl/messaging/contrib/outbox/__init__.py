"""The demo's twin: messages stay here for an hour, and anybody in the demo may read them."""

from datetime import UTC, datetime, timedelta

from wasl.core.conf import settings
from wasl.messaging.message import Channel, Message
from wasl.messaging.models import Kept
from wasl.messaging.plugins import register
from wasl.messaging.provider import Provider

STAYS = timedelta(hours=1)


@register("outbox")
class Outbox(Provider):
    """Needs no network. Also keeps what reaches nobody: a demo shows the same page for every number."""

    channels = frozenset(Channel)
    at_once = True

    def check_config(self) -> None:
        """There is nothing to set."""

    def deliver(self, message: Message) -> None:
        now = datetime.now(UTC)
        Kept.objects.filter(created__lt=now - STAYS).delete()
        told = {"channel": message.channel, "to": message.to or "", "text": message.text, "created": now}
        Kept.objects.get_or_create(reference=message.reference, defaults=told)


def shown(reference: str) -> str | None:
    """The text of a message, in demo mode and within the hour; None elsewhere."""
    if not settings().demo:
        return None
    recent = Kept.objects.filter(reference=reference, created__gt=datetime.now(UTC) - STAYS)
    return recent.values_list("text", flat=True).first()
