"""Whoever subscribed is told of every revision, in order, until they have taken it."""

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import time_machine
from typer.testing import CliRunner

from wasl.standards.govstack.api import deliver
from wasl.trust.api import upkeep
from wasl.trust.consent.api import Hook, due_webhooks, ensure_agreements, give, keep_webhook, webhook, withdraw

SECRET = "s3cret"


class Receiver:
    """A listener on this machine that answers as it is told to."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers), body))
                self.send_response(receiver.status)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def hook(db: None, own_key: Path, receiver: Receiver) -> Hook:
    ensure_agreements()
    return keep_webhook(Hook("hook", receiver.url, "application/json", False, SECRET))


def consent_and_withdrawal() -> None:
    with upkeep("a test consents"):
        given = give("amina", "health-care", by="amina", channel="page", language="ar")
        withdraw(given.record, by="amina", channel="page")


def test_every_revision_since_the_subscription_is_told_once_signed_and_about_nobody(
    hook: Hook, receiver: Receiver
) -> None:
    consent_and_withdrawal()
    (told,) = deliver()
    assert (told.sent, told.events) == (True, 2)
    assert [one.events for one in deliver()] == [0]
    assert [json.loads(body)["event"] for _, body in receiver.got] == ["ConsentRecord.created", "ConsentRecord.revised"]
    for headers, body in receiver.got:
        expected = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert headers["X-Wasl-Signature-256"] == f"sha256={expected}"
        assert b"amina" not in body


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_was_not_taken_is_told_again_after_a_growing_pause(hook: Hook, receiver: Receiver, status: int) -> None:
    consent_and_withdrawal()
    receiver.status = status
    now = datetime.now(UTC)
    for pause in (1, 2, 4):
        with time_machine.travel(now, tick=False):
            (told,) = deliver()
            assert not told.sent
            assert list(deliver()) == [], "not before the pause is over"
        now += timedelta(minutes=pause)
    receiver.status = 200
    with time_machine.travel(now, tick=False):
        (told,) = deliver()
    assert (told.sent, told.events) == (True, 2)
    assert len(receiver.got) == 3 + 2


def test_a_disabled_webhook_is_told_nothing(hook: Hook, receiver: Receiver) -> None:
    keep_webhook(Hook("hook", receiver.url, "application/json", True, SECRET))
    consent_and_withdrawal()
    assert list(deliver()) == []
    assert receiver.got == []


@pytest.mark.parametrize("found", ["10.0.0.7", "169.254.169.254", "::ffff:192.168.0.1", "fd00::1"])
def test_a_name_that_leads_into_a_private_network_is_not_followed(
    hook: Hook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, found: str
) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **keywords: answer)
    keep_webhook(Hook("hook", "https://inward.example/", "application/json", False, SECRET))
    consent_and_withdrawal()
    (told,) = deliver()
    assert (told.sent, told.trouble) == (False, "UnreachableError")
    assert webhook("hook").told == hook.told


def test_the_command_tells_what_became_of_each(hook: Hook, receiver: Receiver) -> None:
    from wasl.cli import consent

    consent_and_withdrawal()
    assert due_webhooks()
    result = CliRunner().invoke(consent.consent, ["webhooks"])
    assert result.exit_code == 0, result.output
    assert len(receiver.got) == 2
