"""Handing messages over: once each, recorded, behind the request where a gateway may be slow."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from threading import Semaphore

from django.db import connections, transaction
from django.utils.crypto import salted_hmac

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.core.text import Text
from wasl.messaging.message import Channel, Message
from wasl.messaging.models import Sent, State
from wasl.messaging.plugins import provider
from wasl.messaging.provider import NotDelivered, Provider

LOST = timedelta(hours=1)
"""After which a message that still waits went down with its process."""
KEPT = timedelta(days=90)
PATIENT_EVERY = 1.0
"""Seconds between two messages of the patient queue."""
MOST_PATIENT = 2000
"""So many wait in that queue at most; what comes after them fails, and says so."""

_ROOM = Semaphore(MOST_PATIENT)


def send(message: Message) -> None:
    """Have it delivered, after the transaction that it is sent in. The same reference again does nothing.

    Raises Refusal where the channel is not open. What comes of it stands in `outcome`.
    """
    way = provider(message.channel)
    if way is None:
        raise Refusal(_NOT_OPEN, mend=_ELSEWHERE)
    now = datetime.now(UTC)
    row, fresh = Sent.objects.get_or_create(reference=message.reference, defaults=_told(message, way, now))
    if fresh:
        transaction.on_commit(lambda: _hand_over(way, message, row.pk))


def is_open(channel: Channel) -> bool:
    """Whether messages of this kind can leave at all."""
    return provider(channel) is not None


def outcome(reference: str) -> tuple[State, str] | None:
    """How far a message came, and why no further."""
    row = Sent.objects.filter(reference=reference).first()
    return (State(row.state), row.why) if row else None


def check_config() -> None:
    """Raises Refusal naming what is missing for a provider that the settings name."""
    for channel in Channel:
        if way := provider(channel):
            way.check_config()


def tidy(now: datetime | None = None) -> None:
    """Say of what was lost that it was; forget what is old."""
    now = now or datetime.now(UTC)
    lost = Sent.objects.filter(state=State.WAITING, created__lt=now - LOST)
    lost.update(state=State.FAILED, why="lost with its process", done=now)
    Sent.objects.filter(created__lt=now - KEPT).delete()


def _told(message: Message, way: Provider, now: datetime) -> dict[str, object]:
    return {
        "channel": message.channel,
        "to": keyed(message.to or ""),
        "provider": way.id,
        "text": "" if message.secret else message.text,
        "created": now,
    }


def keyed(address: str) -> str:
    """A hash that nobody can make without our key: telephones are few enough to be tried out one by one."""
    return salted_hmac("wasl.messaging.address", address, algorithm="sha256").hexdigest()


def _hand_over(way: Provider, message: Message, row: int) -> None:
    if way.at_once:
        _deliver(way, message, row)
    elif not message.patient:
        _quick().submit(_behind, lambda: _deliver(way, message, row))
    elif _ROOM.acquire(blocking=False):
        _patient().submit(_behind, lambda: _in_turn(way, message, row))
    else:
        _note(row, State.FAILED, "too many are waiting")


def _in_turn(way: Provider, message: Message, row: int) -> None:
    try:
        _deliver(way, message, row)
    finally:
        _ROOM.release()
        time.sleep(PATIENT_EVERY)


def _deliver(way: Provider, message: Message, row: int) -> None:
    try:
        if message.to or way.at_once:
            way.deliver(message)
    except NotDelivered as why:
        event("message.failed", level="warning", provider=way.id, channel=str(message.channel), why=str(why))
        _note(row, State.FAILED, str(why))
    else:
        _note(row, State.SENT, "")


def _note(row: int, state: State, why: str) -> None:
    Sent.objects.filter(pk=row).update(state=state, why=why[:200], done=datetime.now(UTC))


def _behind(deliver: Callable[[], None]) -> None:
    """In a thread of the pool, whose connections end with the work."""
    try:
        deliver()
    except Exception as error:  # noqa: BLE001  nobody waits for this thread: what it meets is told in the log
        event("message.broken", level="error", exc_info=error)
    finally:
        connections.close_all()


@lru_cache(maxsize=1)
def _quick() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(8, thread_name_prefix="messages")


@lru_cache(maxsize=1)
def _patient() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="patient-messages")


_NOT_OPEN = Text(ar="إرسال الرسائل لم يبدأ بعد", en="Sending messages has not started yet")
_ELSEWHERE = Text(ar="توجه إلى أقرب مكتب خدمة ومعك بطاقتك", en="Go to the nearest counter with your identity card")
