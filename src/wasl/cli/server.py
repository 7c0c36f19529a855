"""The server process: started once, found again, stopped."""

import contextlib
import errno
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil

from wasl.core.conf import settings
from wasl.core.errors import Refusal

FIGURES = "PROMETHEUS_MULTIPROC_DIR"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  where one listens on all, and how one calls there


def _mark() -> Path:
    return settings().home / "server.pid"


def running() -> psutil.Process | None:
    """The server started from this home, if it lives. A number that has since gone to another process is not it."""
    try:
        pid, born = _mark().read_text().split()
        process = psutil.Process(int(pid))
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None
    alive = process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return process if alive and abs(process.create_time() - float(born)) < 1 else None


def left_behind() -> list[psutil.Process]:
    """Workers of this home whose server was killed: they hold the port and go on, and nobody looks after them."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            of_here = process.environ().get(FIGURES) == str(_figures())
            if of_here and "granian" in process.cmdline() and process.pid != os.getpid():
                found.append(process)
    return found


@contextlib.contextmanager
def only_one_start() -> Iterator[None]:
    """Two starts at once would prepare the same store twice: the second is told to wait."""
    settings().home.mkdir(parents=True, exist_ok=True)
    with (settings().home / "start.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("another start is under way here", mend="wait for it to end, then try again") from None
        yield


def refuse_a_taken_port() -> None:
    host, port = settings().host, settings().port
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            what = "is taken by another program" if error.errno == errno.EADDRINUSE else f"on {host}: {error.strerror}"
            raise Refusal(f"port {port} {what}", mend="choose a free one: WASL_PORT=8001 make run") from None


def _command() -> list[str]:
    s = settings()
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "wasl.channels.wsgi:application"),
        *("--host", s.host, "--port", str(s.port), "--workers", str(s.workers)),
        *("--blocking-threads", "16", "--respawn-failed-workers", "--no-ws", "--log-level", "warning"),
    ]


def _figures() -> Path:
    """Where the workers write what they measure; in their environment it tells whose they are."""
    return settings().home.absolute() / "metrics"


def _environment() -> dict[str, str]:
    shutil.rmtree(_figures(), ignore_errors=True)
    _figures().mkdir(parents=True)
    return {**os.environ, FIGURES: str(_figures()), "WASL_LOG_LEVEL": settings().log_level}


def serve_here() -> None:
    """Become the server; ends with Ctrl-C, or `wasl down` from elsewhere."""
    _note(os.getpid())
    os.execve(sys.executable, _command(), _environment())


def serve_behind() -> None:
    """Start the server in the background and wait until it is ready."""
    with (settings().home / "server.log").open("ab") as log:
        server = subprocess.Popen(
            _command(), stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=_environment(), start_new_session=True
        )
    _note(server.pid)
    _wait_until_ready(server)


def _note(pid: int) -> None:
    fresh = _mark().with_suffix(".new")
    fresh.write_text(f"{pid} {psutil.Process(pid).create_time()}")
    fresh.replace(_mark())


def _wait_until_ready(server: subprocess.Popen[bytes]) -> None:
    host = EVERYWHERE.get(settings().host, settings().host)
    address = f"http://{f'[{host}]' if ':' in host else host}:{settings().port}/readyz"
    name = settings().allowed_hosts.split(",")[0].strip().lstrip(".").replace("*", "localhost")
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(address, headers={"Host": name}, timeout=5, trust_env=False).status_code == httpx.codes.OK:
                return
        time.sleep(0.1)
    stop()
    raise Refusal(
        "the server did not become ready", mend=f"read {settings().home / 'server.log'}, or run `wasl doctor`"
    )


def stop() -> bool:
    """Stop the server and its workers, or what a killed one left behind; False if nothing was running."""
    process = running()
    first = [process] if process else left_behind()
    family = {*first, *(child for one in first for child in _children(one))}
    for one in first:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.terminate()
    _, stubborn = psutil.wait_procs(family, timeout=SECONDS_TO_STOP)
    for one in stubborn:
        one.kill()
    _mark().unlink(missing_ok=True)
    return bool(first)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.NoSuchProcess:
        return []
