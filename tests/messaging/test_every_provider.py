"""One contract for every provider: a message arrives once, whole, at whom it is for; what does not arrive is said."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.messaging.gateways import Gateway, mail_server, sms_gateway
from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.messaging.api import Channel, Message, shown
from wasl.messaging.models import Kept
from wasl.messaging.plugins import known_providers, register
from wasl.messaging.provider import NotDelivered, Provider

pytestmark = pytest.mark.django_db

TEXT = "رمزك 123456 – code, with “marks” & a line\nmore"
TO = {Channel.SMS: "+201912345678", Channel.EMAIL: "somebody@nil.example"}


@dataclass
class Arranged:
    provider: Provider
    channel: Channel
    arrived: Callable[[], list[tuple[str, str, str]]]
    gateway: Gateway | None = None

    def message(self, reference: str = "r-1", text: str = TEXT) -> Message:
        return Message(self.channel, TO[self.channel], text, reference)


def chosen(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"WASL_{name.upper()}", value)
    settings.cache_clear()


@pytest.fixture(params=["outbox", "http-sms", "smtp"])
def arranged(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Arranged]:
    provider = known_providers()[request.param]()
    if request.param == "outbox":
        kept = Kept.objects.values_list("reference", "to", "text")
        yield Arranged(provider, Channel.SMS, lambda: list(kept.all()))
    elif request.param == "http-sms":
        with sms_gateway() as gateway:
            chosen(monkeypatch, sms="http-sms", sms_url=gateway.address, sms_token="a-secret")
            yield Arranged(provider, Channel.SMS, lambda: gateway.took, gateway)
    else:
        with mail_server() as gateway:
            chosen(monkeypatch, email="smtp", smtp_url=gateway.address, email_from="wasl@gov.example")
            yield Arranged(provider, Channel.EMAIL, lambda: gateway.took, gateway)
    monkeypatch.undo()
    settings.cache_clear()


def test_every_provider_stands_in_this_contract() -> None:
    assert set(known_providers()) == {"outbox", "http-sms", "smtp"}


def test_its_settings_are_sound(arranged: Arranged) -> None:
    arranged.provider.check_config()


def test_a_message_arrives_whole_at_whom_it_is_for(arranged: Arranged) -> None:
    arranged.provider.deliver(arranged.message())
    [(reference, to, text)] = arranged.arrived()
    assert (reference, to, text.replace("\r\n", "\n")) == ("r-1", TO[arranged.channel], TEXT)


def test_handed_over_twice_it_arrives_once(arranged: Arranged) -> None:
    for _ in range(2):
        arranged.provider.deliver(arranged.message())
    assert len(arranged.arrived()) == 1


def test_two_messages_arrive_both(arranged: Arranged) -> None:
    for reference in ("r-1", "r-2"):
        arranged.provider.deliver(arranged.message(reference))
    assert [reference for reference, *_ in arranged.arrived()] == ["r-1", "r-2"]


def test_what_is_refused_is_said_without_text_and_address(arranged: Arranged) -> None:
    if arranged.gateway is None:
        pytest.skip("the outbox refuses nothing")
    arranged.gateway.answers = [403]
    with pytest.raises(NotDelivered) as refused:
        arranged.provider.deliver(arranged.message())
    assert "123456" not in str(refused.value)
    assert TO[arranged.channel] not in str(refused.value)


def test_a_gateway_that_is_not_there_is_said(arranged: Arranged, monkeypatch: pytest.MonkeyPatch) -> None:
    if arranged.gateway is None:
        pytest.skip("the outbox is always there")
    chosen(monkeypatch, sms_url="http://127.0.0.1:9", smtp_url="smtp+plain://127.0.0.1:9")
    with pytest.raises(NotDelivered):
        arranged.provider.deliver(arranged.message())


@pytest.mark.parametrize("answers", [[500], [503], [429], [0]])
def test_an_sms_that_may_be_lost_is_sent_once_more_under_the_same_key(
    monkeypatch: pytest.MonkeyPatch, answers: list[int]
) -> None:
    with sms_gateway() as gateway:
        chosen(monkeypatch, sms="http-sms", sms_url=gateway.address, sms_token="a-secret")
        gateway.answers = list(answers)
        known_providers()["http-sms"]().deliver(Message(Channel.SMS, TO[Channel.SMS], "x", "r-1"))
        assert len(gateway.took) == 1
        assert {one["Idempotency-Key"] for one in gateway.headers} == {"r-1"}
        assert gateway.headers[0]["Authorization"] == "Bearer a-secret"
    settings.cache_clear()


def test_an_sms_is_tried_twice_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    with sms_gateway() as gateway:
        chosen(monkeypatch, sms="http-sms", sms_url=gateway.address, sms_token="a-secret")
        gateway.answers = [500] * 5
        with pytest.raises(NotDelivered, match="500"):
            known_providers()["http-sms"]().deliver(Message(Channel.SMS, TO[Channel.SMS], "x", "r-1"))
        assert len(gateway.headers) == 2
    settings.cache_clear()


def test_an_address_that_would_add_a_header_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as gateway:
        chosen(monkeypatch, email="smtp", smtp_url=gateway.address, email_from="wasl@gov.example")
        with pytest.raises(NotDelivered):
            known_providers()["smtp"]().deliver(Message(Channel.EMAIL, "a@b.example\nBcc: c@d.example", "x", "r"))
        assert gateway.took == []
    settings.cache_clear()


@pytest.mark.parametrize(
    ("provider", "named"),
    [("http-sms", "WASL_SMS_URL"), ("smtp", "WASL_SMTP_URL")],
)
def test_a_missing_setting_is_named(provider: str, named: str) -> None:
    with pytest.raises(Refusal, match=named):
        known_providers()[provider]().check_config()


def test_two_providers_cannot_share_an_id() -> None:
    with pytest.raises(Refusal, match="already"):
        register("outbox")(type("Another", (Provider,), {}))


def test_outside_a_demo_nothing_of_the_outbox_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    known_providers()["outbox"]().deliver(Message(Channel.SMS, "+201", "x", "r-1"))
    assert shown("r-1") == "x"
    chosen(monkeypatch, demo="false")
    assert shown("r-1") is None
    monkeypatch.undo()
    settings.cache_clear()
