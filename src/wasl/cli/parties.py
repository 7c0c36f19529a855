"""The demo's agency and bank: registered where they are to run, started beside the platform, found again, stopped.

The pack gives their addresses for a platform on port 8000; on another port they move along with it.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from wasl.cli import out
from wasl.core.conf import Settings, settings
from wasl.country.api import relying

HOST = "127.0.0.1"
SECONDS_TO_START = 10
SECONDS_TO_STOP = 5
FACTORY = "wasl.synthetic.parties.serving:application"


def start() -> None:
    """Both, as far as their ports are free; what cannot start is said, and the platform goes on without it."""
    stop()
    ports = {client_id: _port(client_id) for client_id in relying().demo}
    for client_id, port in ports.items():
        if not _is_free(port):
            out.print(f"  [yellow]{client_id} is not started[/]: port {port} is taken; another WASL_PORT moves it")
            continue
        _register(client_id)
        _begin(client_id, port)
    for client_id in ports:
        _say(client_id)


def stop() -> None:
    """Those of this home, however they were left."""
    family = _running()
    for one in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.terminate()
    _, stubborn = psutil.wait_procs(family, timeout=SECONDS_TO_STOP)
    for one in stubborn:
        one.kill()


def where_to_look() -> None:
    """Lines for those that run."""
    running = {_told(one, "PARTY"): _told(one, "PARTY_ADDRESS") for one in _running()}
    for client_id, address in sorted(running.items()):
        out.print(f"  Sign in with Wasl at [bold]{address}/[/]   ({relying().demo[client_id].name.en})")


def _home() -> Path:
    return settings().home.absolute() / "parties"


def _port(client_id: str) -> int:
    given = urlsplit(relying().demo[client_id].redirect_uris[0]).port or 0
    return given - int(Settings.model_fields["port"].default) + settings().port


def _address(client_id: str) -> str:
    """Each by a name of its own for this machine: people's names hang on it, and the two must not share them."""
    names = (HOST, "localhost")
    place = list(relying().demo).index(client_id)
    return f"http://{names[place % 2]}:{_port(client_id)}"


def _register(client_id: str) -> None:
    """As the pack says, at the addresses of here; a change made in the console stays."""
    from wasl.identity.openid.api import Registration, change, party_named

    party, own, direct = party_named(client_id), _address(client_id), f"http://{HOST}:{_port(client_id)}"
    if party.jwks_uri == f"{direct}/jwks" and party.redirect_uris == [f"{own}/callback"]:
        return
    told = {one.name: getattr(party, one.name) for one in fields(Registration) if one.name != "sector_uri"}
    places = {
        "redirect_uris": (f"{own}/callback",),
        "post_logout_uris": (f"{own}/",),
        "jwks": "",
        "jwks_uri": f"{direct}/jwks",
        "backchannel_logout_uri": f"{direct}/logout",
    }
    change(Registration(**{**told, **places}))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


def _begin(client_id: str, port: int) -> None:
    _home().mkdir(parents=True, exist_ok=True)
    listening = ("--host", HOST, "--port", str(port), "--workers", "1", "--blocking-threads", "4")
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", FACTORY, *listening]
    command += ["--no-ws", "--log-level", "warning"]
    environment = _environment(client_id)
    with (_home() / f"{client_id}.log").open("ab") as log:
        subprocess.Popen(  # noqa: S603  our own parties, with arguments of our own
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment, start_new_session=True
        )


def _environment(client_id: str) -> dict[str, str]:
    """Nothing of the platform's: they are other people's programs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WASL_", "DJANGO_"))}
    own = {"PARTY": client_id, "PARTY_ADDRESS": _address(client_id), "PARTY_HOME": str(_home())}
    return {**kept, **own, "PARTY_PROVIDER": settings().public_address}


def _say(client_id: str) -> None:
    """Whether it came up, without waiting for long."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection((HOST, _port(client_id)), timeout=1):
            return
        time.sleep(0.1)
    out.print(f"  [yellow]{client_id} did not start[/]; its log is {_home() / f'{client_id}.log'}")


def _running() -> list[psutil.Process]:
    return [one for one in psutil.process_iter() if _told(one, "PARTY_HOME") == str(_home())]


def _told(process: psutil.Process, name: str) -> str:
    try:
        return str(process.environ().get(name, ""))
    except psutil.Error:
        return ""
