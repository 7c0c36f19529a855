"""Two platforms, each with a home of its own: one keeps a log, the other is its witness, over real HTTP.

The log is then put back to an older copy of itself, as whoever wants to hide a look would: the witness notices.
"""

import contextlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import Finished, Terminal, free_port, said
from wasl.trust.log.cosigning import WitnessKey
from wasl.trust.log.notes import NoteKey, opened

pytestmark = pytest.mark.timeout(900)  # some twenty processes, one after the other

LOOKS = """
import sys, django
django.setup()
from wasl.trust.api import Kind, Look, record
look = Look("staff:a", "Mona", "health", "officer", "citizen-request", "terminal", Kind.PICTURE)
for _ in range(int(sys.argv[1])):
    record(look, outcome="shown", persons=["somebody"])
"""


@dataclass
class Instance:
    """One platform; its own store, its own keys, a port where it serves."""

    terminal: Terminal
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/log"

    @property
    def home(self) -> Path:
        return self.terminal.home

    def wasl(self, *words: str) -> Finished:
        return self.terminal.wasl("ledger", *words)

    def got(self, path: str) -> str:
        answer = httpx.get(f"{self.address}/{path}", trust_env=False, timeout=20)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def looks(self, count: int) -> None:
        prepared = {**self.terminal.environment, "DJANGO_SETTINGS_MODULE": "wasl.core.django_settings"}
        subprocess.run([sys.executable, "-c", LOOKS, str(count)], env=prepared, check=True, timeout=120)

    def keys(self) -> dict[str, str]:
        lines = self.wasl("key").stdout.splitlines()
        return {line.split()[0]: line.split()[1] for line in lines if line}


@contextlib.contextmanager
def instance(home: Path, name: str, workers: int) -> Iterator[Instance]:
    terminal = Terminal(home, {"WASL_LOG_ORIGIN": name, "WASL_LOG_LEVEL": "ERROR"})
    home.mkdir()
    migrated = terminal.django("migrate", "-v0")
    assert migrated.returncode == 0, said(migrated)
    port = free_port()
    command = ["-m", "granian", "--interface", "wsgi", "wasl.channels.wsgi:application", "--host", "127.0.0.1"]
    prepared = {**terminal.environment, "DJANGO_SETTINGS_MODULE": "wasl.core.django_settings"}
    server = subprocess.Popen(
        [sys.executable, *command, "--port", str(port), "--workers", str(workers), "--log-level", "error"],
        env=prepared,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield Instance(terminal, port)
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 200
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(address, trust_env=False, timeout=5).status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError("the instance did not start")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Instance, Instance]]:
    folder = tmp_path_factory.mktemp("two")
    served = [instance(folder / "log", "log.example/1", 1), instance(folder / "witness", "other.example/1", 2)]
    with served[0] as log, served[1] as witness:
        log.looks(3)
        trusted = witness.wasl("witness", "trust", log.keys()["ledger"])
        assert trusted.returncode == 0, said(trusted)
        yield log, witness


def ask(log: Instance, witness: Instance) -> Finished:
    key = witness.got("witness/key").strip()
    return log.wasl("witness", "ask", f"{witness.address}/witness", "--key", key)


def copied(home: Path, aside: Path) -> None:
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(home, aside, ignore=shutil.ignore_patterns("*.lock"))


def put_back(aside: Path, home: Path) -> None:
    """As a backup is put back: store and log folder, whatever has come since."""
    for file in [*home.glob("wasl.sqlite3*")]:
        file.unlink()
    shutil.rmtree(home / "log")
    for file in aside.glob("wasl.sqlite3*"):
        shutil.copy(file, home)
    shutil.copytree(aside / "log", home / "log")


def test_the_whole_way_of_a_witnessed_log(pair: tuple[Instance, Instance], tmp_path: Path) -> None:
    log, witness = pair
    copied(log.home, tmp_path / "before")
    for count in (4, 5):
        log.looks(count)
        signed = ask(log, witness)
        assert signed.returncode == 0, said(signed)
    keys = [NoteKey.of(log.got("key")), WitnessKey.of(witness.got("witness/key"))]
    note = opened(log.got("checkpoint"), keys)
    assert note.signed_by == ("log.example/1", "other.example/1/witness")
    assert note.text.split("\n")[1] == "12"
    assert log.got("checkpoint.cosigned") == log.got("checkpoint")

    proof = tmp_path / "look.tlog-proof"
    made = log.wasl("prove", "2", "--person", "somebody", "-o", str(proof))
    assert made.returncode == 0, said(made)
    given = ["--key", log.got("key").strip(), "--key", witness.got("witness/key").strip(), "--witnesses", "1"]
    checked = witness.wasl("prove", "--check", str(proof), *given)
    assert checked.returncode == 0, said(checked)
    assert "witnessed by other.example/1/witness" in said(checked)
    assert "person: somebody" in said(checked)
    proof.write_text(proof.read_text(encoding="utf-8").replace("index 1", "index 2"), encoding="utf-8")
    assert witness.wasl("prove", "--check", str(proof), *given).returncode == 1
    whole = log.wasl("verify")
    assert whole.returncode == 0, said(whole)

    put_back(tmp_path / "before", log.home)
    refused = ask(log, witness)
    assert refused.returncode == 1
    assert "rolled back" in said(refused)
    assert "إلى الوراء" in said(refused)
    assert "rolled back" in said(log.wasl("witness", "list"))

    log.looks(12)
    refused = ask(log, witness)
    assert refused.returncode == 1
    assert "written anew" in said(refused)
    told = said(witness.wasl("witness", "list"))
    assert "was offered, and not shown to hold the older entries" in told
    assert "log.example/1, 12 entries signed" in told


def test_a_served_witness_tells_odd_requests_from_those_it_can_answer(pair: tuple[Instance, Instance]) -> None:
    _, witness = pair
    bodies = ["", "old 0", "old x\n\n", "old 0\n\nx\n1\ny\n\n— z AAAAAAAA\n"]
    for body in bodies:
        answer = httpx.post(f"{witness.address}/witness/add-checkpoint", content=body, trust_env=False, timeout=20)
        assert answer.status_code == 400
    assert httpx.get(f"{witness.address}/witness/add-checkpoint", trust_env=False, timeout=20).status_code == 405
