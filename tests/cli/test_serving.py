"""Starting, finding again and stopping the platform on one machine."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.cli.conftest import Finished, Terminal, free_port, said
from wasl.cli import server
from wasl.core.conf import settings


@pytest.fixture
def deployment(terminal: Terminal, store: dict[str, str]) -> Iterator[Terminal]:
    """A real deployment with nothing in it yet: quick to start, and stricter than the demo."""
    terminal.settings |= {
        "WASL_PORT": str(free_port()),
        "WASL_WORKERS": "1",
        "WASL_DEMO": "false",
        "WASL_SECRET_KEY": "k" * 60,
        "WASL_ALLOWED_HOSTS": "wasl.example,.other.example",
        "HTTP_PROXY": "http://127.0.0.1:1",
        **store,
    }
    yield terminal
    terminal.wasl("down")


def process_of(finished: Finished) -> int:
    found = re.search(r"process (\d+)", said(finished))
    assert found, said(finished)
    return int(found[1])


def test_up_serves_twice_is_once_and_down_ends_it(deployment: Terminal) -> None:
    first = deployment.wasl("up")
    assert first.returncode == 0, said(first)
    assert "Wasl is up" in said(first)
    assert "Log in as" not in said(first)
    address = f"http://127.0.0.1:{deployment.settings['WASL_PORT']}"
    with httpx.Client(base_url=address, headers={"Host": "wasl.example"}, trust_env=False) as caller:
        assert caller.get("/readyz").json() == {"ready": True, "problems": []}
        assert (
            caller.get("/sign-in/", headers={"accept": "text/html"})
            .headers["location"]
            .startswith("https://wasl.example/")
        )
        assert "wasl_http_request_seconds_bucket" in caller.get("/metrics").text
        page = caller.get("/services/", headers={"X-Forwarded-Proto": "https"}).text
        [style] = re.findall(r'href="(/static/wasl/kit\.[0-9a-f]{12}\.css)"', page)
        styled = caller.get(style, headers={"X-Forwarded-Proto": "https"}).headers
        assert styled["content-encoding"] in ("br", "gzip")  # the best that the caller unpacks
        assert "immutable" in styled["cache-control"]
    second = deployment.wasl("up")
    assert "already running" in said(second)
    family = [psutil.Process(process_of(second)), *psutil.Process(process_of(second)).children(recursive=True)]
    assert said(deployment.wasl("down")) == "Wasl is stopped."
    assert not any(process.is_running() for process in family)
    assert said(deployment.wasl("down")) == "Wasl was not running."


def test_a_taken_port_is_told_before_anything_is_prepared(deployment: Terminal) -> None:
    with socket.create_server(("127.0.0.1", int(deployment.settings["WASL_PORT"]))):
        finished = deployment.wasl("up")
    assert finished.returncode == 1
    assert f"port {deployment.settings['WASL_PORT']} is taken by another program" in said(finished)
    assert "WASL_PORT" in said(finished)
    assert not (deployment.home / "server.pid").exists()


def test_of_two_starts_at_once_one_goes_on_and_the_other_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WASL_HOME", str(tmp_path))
    settings.cache_clear()
    other = Terminal(tmp_path, {"WASL_PORT": str(free_port())})
    with server.only_one_start():
        finished = other.wasl("up")
    settings.cache_clear()
    assert finished.returncode == 1
    assert "another start is under way here" in said(finished)
    assert not (tmp_path / "wasl.sqlite3").exists()


# The note of who serves


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("WASL_HOME", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


@pytest.mark.parametrize("note", ["", "no number", "999999999 1.0", "1 2 3", "\x00\xff", "-1 1.0", f"{10**30} 1.0"])
def test_a_stale_or_damaged_note_means_that_nothing_runs(home: Path, note: str) -> None:
    (home / "server.pid").write_text(note)
    assert server.running() is None
    assert server.stop() is False
    assert not (home / "server.pid").exists()


def test_a_number_that_went_to_another_process_is_not_ours_to_stop(home: Path) -> None:
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        (home / "server.pid").write_text(f"{bystander.pid} {psutil.Process(bystander.pid).create_time() - 500}")
        assert server.stop() is False
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_workers_whose_server_was_killed_are_found_and_stopped(home: Path) -> None:
    environment = {**os.environ, server.FIGURES: str(home / "metrics")}
    sleeping = [sys.executable, "-c", "import time; time.sleep(60)"]
    worker = subprocess.Popen([*sleeping, "granian"], env=environment)
    others = [subprocess.Popen(sleeping, env=environment), subprocess.Popen([*sleeping, "granian"])]
    try:
        assert [process.pid for process in server.left_behind()] == [worker.pid]
        assert server.stop() is True
        assert not psutil.pid_exists(worker.pid)
        assert [other.poll() for other in others] == [None, None]
    finally:
        for process in (worker, *others):
            process.kill()
            process.wait()


def test_a_running_server_is_found_by_its_note(home: Path) -> None:
    born = psutil.Process(os.getpid()).create_time()
    (home / "server.pid").write_text(f"{os.getpid()} {born}")
    found = server.running()
    assert found
    assert found.pid == os.getpid()
