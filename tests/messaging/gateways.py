"""An SMS gateway and a mail server on this machine, as small as their protocols allow: they note what they took."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any


@dataclass
class Gateway:
    """What came in, and what is to be answered: statuses in turn, then always 200. 0 hangs up."""

    address: str = ""
    took: list[tuple[str, str, str]] = field(default_factory=list)  # reference, to, text
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def next_answer(self) -> int:
        return self.answers.pop(0) if self.answers else 200


@contextmanager
def _served(server: Any, gateway: Gateway, scheme: str) -> Iterator[Gateway]:
    gateway.address = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield gateway
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def sms_gateway() -> Iterator[Gateway]:
    gateway = Gateway()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            gateway.headers.append(dict(self.headers))
            if (status := gateway.next_answer()) == 0:
                return
            seen = {reference for reference, *_ in gateway.took}
            if status < 300 and self.headers["Idempotency-Key"] not in seen:
                gateway.took.append((body["reference"], body["to"], body["text"]))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """A test's output is for its failures."""

    with _served(ThreadingHTTPServer(("127.0.0.1", 0), Door), gateway, "http") as served:
        yield served


class Mailbox(StreamRequestHandler):
    """RFC 5321 as far as one letter needs it; keeps one letter per Message-ID."""

    gateway: Gateway

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self) -> None:
        self.say("220 here")
        to = ""
        while line := self.rfile.readline().decode().strip():
            word = line.split(":")[0].upper()
            if word == "RCPT TO":
                to = line.split("<")[1].split(">")[0]
            self.say("354 go on" if word == "DATA" else "221 bye" if word == "QUIT" else "250 ok")
            if word == "DATA":
                self.letter(to)
            if word == "QUIT":
                return

    def letter(self, to: str) -> None:
        lines = list(iter(self.rfile.readline, b".\r\n"))
        if self.gateway.next_answer() != 200:
            self.say("554 no")
            return
        self.note(to, b"".join(lines))
        self.say("250 taken")

    def note(self, to: str, raw: bytes) -> None:
        letter = message_from_bytes(raw, policy=policy.default)
        reference = str(letter["Message-ID"]).strip("<>").split("@")[0]
        if reference not in {seen for seen, *_ in self.gateway.took}:
            self.gateway.took.append((reference, to, str(letter.get_content()).strip()))


@contextmanager
def mail_server() -> Iterator[Gateway]:
    gateway = Gateway()
    door = type("Door", (Mailbox,), {"gateway": gateway})
    with _served(ThreadingTCPServer(("127.0.0.1", 0), door), gateway, "smtp+plain") as served:
        yield served
