"""The proxy of docs/security/proxy.conf, before a small server that tells what reached it."""

import contextlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT

APACHE = shutil.which("apache2") or shutil.which("httpd") or shutil.which("/usr/sbin/apache2")
MODULES = Path("/usr/lib/apache2/modules")
NEEDED = ["mpm_event", "authz_core", "reqtimeout", "headers", "socache_shmcb", "ssl", "proxy", "proxy_http"]
pytestmark = pytest.mark.skipif(
    not (APACHE and all((MODULES / f"mod_{name}.so").exists() for name in NEEDED)), reason="needs Apache (apache2)"
)
NAME = "wasl.example"


class Telling(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        told = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Proxy:
    port: int
    certificate: Path

    def context(self, least: ssl.TLSVersion, most: ssl.TLSVersion, ciphers: str | None = None) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.certificate))
        context.minimum_version, context.maximum_version = least, most
        if ciphers:
            context.set_ciphers(ciphers)
        return context

    def get(self, path: str, **headers: str) -> httpx.Response:
        context = self.context(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
        with httpx.Client(verify=context, trust_env=False, timeout=10) as client:
            url = f"https://127.0.0.1:{self.port}{path}"
            return client.get(url, headers={"Host": NAME, **headers}, extensions={"sni_hostname": NAME})

    def shakes_hands(self, context: ssl.SSLContext) -> tuple[str, str]:
        """The version and cipher agreed upon. Raises ssl.SSLError, or ConnectionError, where there is none."""
        with (
            socket.create_connection(("127.0.0.1", self.port), 5) as line,
            context.wrap_socket(line, server_hostname=NAME) as secure,
        ):
            cipher = secure.cipher()
            assert cipher
            return secure.version() or "", cipher[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder, port = tmp_path_factory.mktemp("proxy"), free_port()
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    make += [
        "-keyout",
        str(key),
        "-out",
        str(certificate),
        "-subj",
        f"/CN={NAME}",
        "-addext",
        f"subjectAltName=DNS:{NAME}",
    ]
    subprocess.run(make, check=True, capture_output=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), Telling) as behind:
        threading.Thread(target=behind.serve_forever, daemon=True).start()
        with running(folder, port, certificate, key, behind.server_port):
            yield Proxy(port, certificate)
        behind.shutdown()


@contextlib.contextmanager
def running(folder: Path, port: int, certificate: Path, key: Path, behind: int) -> Iterator[None]:
    lines = [f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in NEEDED]
    lines += [f"ServerRoot {folder}", f"PidFile {folder}/pid", f"ErrorLog {folder}/errors", f"Listen 127.0.0.1:{port}"]
    lines += [f"DefaultRuntimeDir {folder}", f"Mutex file:{folder}", f"Include {ROOT}/docs/security/proxy.conf"]
    (folder / "apache.conf").write_text("\n".join([*lines, ""]))
    told = {"WASL_NAME": NAME, "WASL_CERTIFICATE": str(certificate), "WASL_CERTIFICATE_KEY": str(key)}
    told |= {"WASL_TLS_PORT": str(port), "WASL_PORT": str(behind)}
    server = subprocess.Popen(
        [str(APACHE), "-f", str(folder / "apache.conf"), "-DFOREGROUND"],
        env={**os.environ, **told},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, server, folder)
        yield
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int, server: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail("".join(one.read_text() for one in folder.glob("errors")) or "the proxy did not start")


def test_what_was_asked_reaches_the_platform(proxy: Proxy) -> None:
    answer = proxy.get("/sign-in/")
    assert answer.status_code == 200
    assert answer.json()["host"] == NAME


def test_the_newest_tls_is_preferred_and_the_last_but_one_taken(proxy: Proxy) -> None:
    both = proxy.context(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
    assert proxy.shakes_hands(both)[0] == "TLSv1.3"
    former = proxy.context(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2)
    version, cipher = proxy.shakes_hands(former)
    assert version == "TLSv1.2"
    assert cipher.startswith("ECDHE-")
    assert "GCM" in cipher or "CHACHA20" in cipher


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_older_tls_is_refused(proxy: Proxy) -> None:
    old = proxy.context(ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, "ALL:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        proxy.shakes_hands(old)


@pytest.mark.parametrize(
    "ciphers", ["AES128-SHA", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "AES256-GCM-SHA384"]
)
def test_ciphers_that_are_not_authenticated_or_keep_nothing_secret_are_refused(proxy: Proxy, ciphers: str) -> None:
    weak = proxy.context(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2, f"{ciphers}:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        proxy.shakes_hands(weak)


def test_what_a_caller_says_of_itself_is_dropped(proxy: Proxy) -> None:
    lies = {"X-Forwarded-For": "198.51.100.1", "X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"}
    told = proxy.get("/", **lies).json()
    assert told["x-forwarded-proto"] == "https"
    assert told["x-forwarded-for"] == "127.0.0.1"
    assert "evil" not in json.dumps(told)


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/%6detrics", "//metrics", "/x/../metrics"])
def test_what_is_asked_from_inside_only_stays_inside(proxy: Proxy, path: str) -> None:
    answer = proxy.get(path)
    assert answer.status_code in (400, 403, 404)
    assert "x-forwarded-proto" not in answer.text


def test_the_proxy_does_not_say_what_it_is(proxy: Proxy) -> None:
    assert proxy.get("/metrics").headers.get("server", "Apache") == "Apache"
