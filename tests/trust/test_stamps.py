"""Stamps by a real authority on this machine: OpenSSL's, behind a small HTTP server."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.trust.conftest import ledger, look
from wasl.core import conf
from wasl.core.errors import Refusal, words
from wasl.trust.log import stamps
from wasl.trust.log.api import latest_checkpoint, record
from wasl.trust.log.stamps import check_stamps, save_stamp, stamp_checkpoint
from wasl.trust.log.witness_models import Stamp
from wasl.trust.look import Look

__all__ = ["ledger", "look"]

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl on this machine")

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
"""
EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=CA:FALSE\n"


def openssl(*words: str | Path, given: bytes | None = None) -> bytes:
    return subprocess.run(["openssl", *words], input=given, capture_output=True, check=True, timeout=30).stdout


def made_authority(folder: Path, name: str) -> Path:
    """Root and authority; the answer is the configuration for `openssl ts`."""
    folder.mkdir()
    (folder / "serial").write_text("01\n")
    (folder / "extensions").write_text(EXTENSIONS)
    (folder / "ts.cnf").write_text(CONFIG.format(folder=folder))
    root = ["-keyout", folder / "root.key", "-out", folder / "root.pem", "-days", "30", "-subj", f"/CN={name} root"]
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", *root)
    asked = ["-keyout", folder / "tsa.key", "-out", folder / "tsa.csr", "-subj", f"/CN={name}"]
    openssl("req", "-newkey", "rsa:2048", "-nodes", *asked)
    signed = ["-CA", folder / "root.pem", "-CAkey", folder / "root.key", "-extfile", folder / "extensions"]
    openssl("x509", "-req", "-in", folder / "tsa.csr", *signed, "-out", folder / "tsa.pem", "-days", "29")
    return folder / "ts.cnf"


@dataclass
class Authority:
    """How it answers can be changed."""

    address: str
    roots: Path
    config: Path
    instead: bytes | None = None

    def reply(self, query: bytes) -> bytes:
        if self.instead is not None:
            return self.instead
        (self.config.parent / "query").write_bytes(query)
        return openssl("ts", "-reply", "-config", self.config, "-queryfile", self.config.parent / "query")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    folder = tmp_path_factory.mktemp("authority") / "tsa"
    authority = Authority("", folder / "root.pem", made_authority(folder, "stamps.example"))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            answer = authority.reply(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        authority.address = f"http://127.0.0.1:{server.server_address[1]}/tsa"
        yield authority
        server.shutdown()
        thread.join()


@pytest.fixture
def authority(running: Authority, ledger: Path, look: Look, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Set as the deployment's, beside a log of one entry."""
    running.instead = None
    use(monkeypatch, stamp_url=running.address, stamp_roots=running.roots)
    Stamp.objects.all().delete()
    record(look, outcome="shown", persons=["amal"])
    return running


def use(monkeypatch: pytest.MonkeyPatch, **changed: object) -> None:
    settings = conf.settings().model_copy(update=changed)
    monkeypatch.setattr(stamps, "settings", lambda: settings)


def refused() -> str:
    with pytest.raises(Refusal) as refusal:
        stamp_checkpoint()
    assert not Stamp.objects.exists()
    return words(refusal.value.what).en


def test_a_checkpoint_is_stamped_and_the_stamp_holds_offline(authority: Authority) -> None:
    stamp = stamp_checkpoint()
    assert (stamp.size, stamp.note) == (1, latest_checkpoint())
    authority.instead = b"gone"
    assert [(one.stamp.pk, one.wrong) for one in check_stamps()] == [(stamp.pk, None)]


def test_the_stamp_holds_for_openssl_too(authority: Authority, tmp_path: Path) -> None:
    note, answer = save_stamp(stamp_checkpoint(), tmp_path / "stamps")
    said = openssl("ts", "-verify", "-data", note, "-in", answer, "-CAfile", authority.roots)
    assert b"OK" in said


def test_a_stamp_under_another_checkpoint_does_not_hold(authority: Authority, look: Look) -> None:
    stamp = stamp_checkpoint()
    record(look, outcome="shown", persons=["amal"])
    stamp.note = latest_checkpoint()
    stamp.save()
    [checked] = check_stamps()
    assert checked.wrong
    assert "does not hold" in checked.wrong.en


def test_a_stamp_of_an_authority_that_nobody_trusts_does_not_hold(authority: Authority, tmp_path: Path) -> None:
    stamp_checkpoint()
    made_authority(tmp_path / "other", "other.example")
    [checked] = check_stamps(tmp_path / "other" / "root.pem")
    assert checked.wrong


def test_a_stranger_cannot_stamp_for_the_authority(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_authority(tmp_path / "other", "other.example")
    use(monkeypatch, stamp_url=authority.address, stamp_roots=tmp_path / "other" / "root.pem")
    assert "does not hold" in refused()


def test_an_answer_to_another_question_is_refused(authority: Authority) -> None:
    """The nonce: yesterday's answer cannot be played again."""
    authority.instead = bytes(stamp_checkpoint().answer)
    Stamp.objects.all().delete()
    assert "Nonce" in refused()


@pytest.mark.parametrize("answer", [b"", b"<html>busy</html>", b"0" * 5000, bytes.fromhex("30053003020102")])
def test_an_answer_that_is_none_is_refused(authority: Authority, answer: bytes) -> None:
    authority.instead = answer
    assert "does not hold" in refused()


def test_an_authority_that_is_down_costs_nothing(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, look: Look
) -> None:
    use(monkeypatch, stamp_url="http://127.0.0.1:1/tsa", stamp_roots=authority.roots)
    assert "does not answer" in refused()
    assert record(look, outcome="shown").seq == 2
    use(monkeypatch, stamp_url=authority.address, stamp_roots=authority.roots)
    assert stamp_checkpoint().size == 2


def test_without_an_authority_it_is_said_how_to_set_one(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, stamp_url=None)
    assert "no stamping authority" in refused()
    use(monkeypatch, stamp_url=authority.address, stamp_roots=None)
    assert "no stamping authority" in refused()
    use(monkeypatch, stamp_url=authority.address, stamp_roots=Path("/nowhere.pem"))
    assert "no certificate" in refused()
