"""How the server that we start reads messages whose end could be read in two ways (request smuggling)."""

import contextlib
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

APPLICATION = """
def application(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"<{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {len(body)}>".encode()]
"""
END = "\r\n"
SILENCE = 2.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    (folder / "echo.py").write_text(APPLICATION)
    words = ["--interface", "wsgi", "echo:application", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", *words, "--log-level", "error"], cwd=folder, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            if answered(port, f"GET /up HTTP/1.1{END}Host: localhost{END}Connection: close{END}{END}"):
                return
        time.sleep(0.1)
    pytest.fail("the server did not start")


def answered(port: int, message: str) -> str:
    """All that comes back until the server closes, or is silent for a while."""
    told = b""
    with socket.create_connection(("127.0.0.1", port), 5) as line:
        line.sendall(message.encode())
        line.settimeout(SILENCE)
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while part := line.recv(65536):
                told += part
    return told.decode("latin-1")


def said(port: int, *lines: str, body: str = "") -> tuple[list[str], list[str]]:
    """Statuses, and what the application was given."""
    answer = answered(port, END.join(["POST /one HTTP/1.1", "Host: localhost", *lines, "", body]))
    return re.findall(r"HTTP/1\.1 (\d{3})", answer), re.findall(r"<(\w+ /\w* \d+)>", answer)


def test_a_plain_message_is_read(port: int) -> None:
    assert said(port, "Content-Length: 5", body="hello") == (["200"], ["POST /one 5"])


def test_two_lengths_are_refused(port: int) -> None:
    statuses, given = said(port, "Content-Length: 5", "Content-Length: 6", body="hello!")
    assert statuses == ["400"]
    assert given == []


@pytest.mark.parametrize("length", ["+5", "-1", "0x5", "5, 6", "5 5", "1e1"])
def test_a_length_that_is_none_is_refused(port: int, length: str) -> None:
    statuses, given = said(port, f"Content-Length: {length}", body="hello")
    assert statuses == ["400"]
    assert given == []


def test_a_message_in_pieces_ends_where_its_pieces_end(port: int) -> None:
    """A length beside them is not believed."""
    hidden = f"0{END}{END}GET /two HTTP/1.1{END}Host: localhost{END}{END}"
    statuses, given = said(port, "Content-Length: 500", "Transfer-Encoding: chunked", body=hidden)
    assert (statuses, given) in [
        (["400"], []),
        (["200"], ["POST /one 0"]),
        (["200"] * 2, ["POST /one 0", "GET /two 0"]),
    ]


@pytest.mark.parametrize("coding", ["xchunked", "chunked, identity", "identity, gzip"])
def test_an_unknown_transfer_is_refused(port: int, coding: str) -> None:
    statuses, given = said(port, f"Transfer-Encoding: {coding}", body=f"5{END}hello{END}0{END}{END}")
    assert "200" not in statuses
    assert given == []


def test_a_header_that_is_folded_or_spaced_is_refused(port: int) -> None:
    for odd in ("Content-Length : 5", f"X: 1{END} Content-Length: 5", "Transfer-Encoding : chunked"):
        statuses, given = said(port, odd, body="hello")
        assert statuses == ["400"], odd
        assert given == [], odd
