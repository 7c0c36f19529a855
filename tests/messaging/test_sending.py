"""Messages are sent once, recorded without what only the receiver may know, and what failed is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from tests.messaging.gateways import sms_gateway
from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.messaging import sending
from wasl.messaging.api import Channel, Message, State, check_config, is_open, outcome, send, shown, tidy
from wasl.messaging.models import Kept, Sent

TO = "+201912345678"


@pytest.fixture(autouse=True)
def empty(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sending, "PATIENT_EVERY", 0)
    yield
    for pool in (sending._quick, sending._patient):
        if pool.cache_info().currsize:
            pool().shutdown()
            pool.cache_clear()
    monkeypatch.undo()
    settings.cache_clear()


def message(reference: str = "r-1", *, text: str = "123456 رمزك", secret: bool = True, to: str | None = TO) -> Message:
    return Message(Channel.SMS, to, text, reference, secret=secret)


def delivered_behind() -> None:
    for pool in (sending._quick, sending._patient):
        pool().shutdown()
        pool.cache_clear()


def test_one_reference_is_one_message() -> None:
    for text in ("one", "two"):
        send(message(text=text))
    assert list(Kept.objects.values_list("text", flat=True)) == ["one"]
    assert outcome("r-1") == (State.SENT, "")


def test_of_a_secret_message_neither_text_nor_address_is_recorded() -> None:
    send(message())
    send(message("r-2", text="an open word", secret=False))
    kept = " ".join(map(str, [*Sent.objects.values_list().order_by("pk")]))
    assert "123456" not in kept
    assert TO not in kept
    assert "an open word" in kept


def test_a_message_of_a_transaction_that_fails_is_not_sent() -> None:
    def fails() -> None:
        with transaction.atomic():
            send(message())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert not Kept.objects.exists()
    assert outcome("r-1") is None


def test_the_outbox_keeps_a_message_for_an_hour() -> None:
    send(message())
    Kept.objects.update(created=datetime.now(UTC) - timedelta(minutes=61))
    assert shown("r-1") is None
    send(message("r-2"))
    assert list(Kept.objects.values_list("reference", flat=True)) == ["r-2"]


def gateway_named(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    for name, value in {"SMS": "http-sms", "SMS_URL": address, "SMS_TOKEN": "t"}.items():
        monkeypatch.setenv(f"WASL_{name}", value)
    settings.cache_clear()


def test_a_gateway_is_not_waited_for_and_what_comes_of_it_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    with sms_gateway() as gateway:
        gateway_named(monkeypatch, gateway.address)
        gateway.answers = [200, 403]
        send(message())
        delivered_behind()
        send(message("r-2"))
        delivered_behind()
    assert [one[1] for one in gateway.took] == [TO]
    assert outcome("r-1") == (State.SENT, "")
    assert outcome("r-2") == (State.FAILED, "the gateway answered 403")


def test_what_is_nobodys_takes_the_same_rows_and_reaches_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with sms_gateway() as gateway:
        gateway_named(monkeypatch, gateway.address)
        send(message(to=None))
        delivered_behind()
        assert gateway.headers == []
    assert outcome("r-1") == (State.SENT, "")


def test_the_patient_queue_takes_so_many_and_says_of_the_next_that_it_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Semaphore

    monkeypatch.setattr(sending, "_ROOM", Semaphore(0))
    with sms_gateway() as gateway:
        gateway_named(monkeypatch, gateway.address)
        send(Message(Channel.SMS, TO, "x", "r-1", patient=True))
        monkeypatch.setattr(sending, "_ROOM", Semaphore(1))
        send(Message(Channel.SMS, TO, "x", "r-2", patient=True))
        delivered_behind()
    assert outcome("r-1") == (State.FAILED, "too many are waiting")
    assert outcome("r-2") == (State.SENT, "")


def test_what_was_lost_with_its_process_is_told_and_what_is_old_is_forgotten() -> None:
    now = datetime.now(UTC)
    told = {"channel": "sms", "to": "", "provider": "http-sms"}
    Sent.objects.create(reference="lost", created=now - timedelta(hours=2), **told)
    Sent.objects.create(reference="old", state=State.SENT, created=now - timedelta(days=91), **told)
    tidy(now)
    assert outcome("lost") == (State.FAILED, "lost with its process")
    assert outcome("old") is None


def test_outside_a_demo_nothing_leaves_until_a_provider_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WASL_DEMO", "false")
    settings.cache_clear()
    assert not is_open(Channel.SMS)
    with pytest.raises(Refusal, match="not started"):
        send(message())
    monkeypatch.setenv("WASL_SMS", "outbox")
    settings.cache_clear()
    with pytest.raises(Refusal, match="for demonstrations"):
        check_config()


@pytest.mark.parametrize(("channel", "name"), [("SMS", "smtp"), ("EMAIL", "http-sms"), ("SMS", "pigeon")])
def test_a_provider_that_is_not_there_stops_the_start(monkeypatch: pytest.MonkeyPatch, channel: str, name: str) -> None:
    monkeypatch.setenv(f"WASL_{channel}", name)
    settings.cache_clear()
    with pytest.raises(Refusal, match=f"WASL_{channel}"):
        check_config()
