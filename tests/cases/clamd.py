"""A clamd on this machine, as small as its protocol allows: it finds the test file, or answers what it is told to."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread

from tests.cases.files import EICAR


@dataclass
class Clamd:
    address: str = ""
    took: list[bytes] = field(default_factory=list)
    answer: bytes | None = None  # said to everything
    silent: Event | None = None  # until this is set, nothing is said


@contextmanager
def clamd() -> Iterator[Clamd]:
    standing = Clamd()

    class Door(StreamRequestHandler):
        def handle(self) -> None:
            assert self.rfile.readline() == b"nINSTREAM\n"
            content = b""
            while length := struct.unpack("!L", self.rfile.read(4))[0]:
                content += self.rfile.read(length)
            standing.took.append(content)
            if standing.silent:
                standing.silent.wait(5)
            found = b"Win.Test.EICAR_HDB-1 FOUND" if EICAR in content else b"OK"
            self.wfile.write(b"stream: " + found + b"\n" if standing.answer is None else standing.answer)

    class Server(ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Door) as server:
        standing.address = f"tcp://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield standing
        if standing.silent:
            standing.silent.set()
        server.shutdown()
        thread.join()
