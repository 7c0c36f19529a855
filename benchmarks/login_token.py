"""The token endpoint alone, side by side with npm's oidc-provider: for `login.py`.

Both redeem authorization codes of a client that proves itself by private_key_jwt (ES256) and PKCE (S256), and answer
with an ID token (ES256) and an access token: ours is a JWT, the other's a JWT or, as it comes, a random name. Codes are
fetched first, by one browser that is signed in and agreed before; only redeeming is counted. What differs: ours keeps
codes and used assertions in a durable store that several processes share, the other keeps them in its own memory.
"""

import hashlib
import json
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import psutil
from joserfc.jwk import ECKey

from benchmarks.login_client import BROWSER, Logins, Task, form_token
from benchmarks.login_people import CALLBACK, CODES
from scripts.with_servers import free_port
from wasl.synthetic.parties.keys import Keys
from wasl.synthetic.parties.signing import assertion, hashed

PEERS = Path(__file__).parent / "peers"
BATCH = 200
"""Codes at a time: oidc-provider's store in memory holds a thousand things."""
Codes = list[tuple[str, str]]
"""Each with its verifier."""


@dataclass(frozen=True)
class Side:
    """One of the two."""

    name: str
    issuer: str
    authorize: str
    token: str
    busy: Callable[[], float]  # CPU seconds of its processes so far
    browser: httpx.Client


@dataclass(frozen=True)
class Redeeming:
    """What one process does."""

    address: str
    issuer: str
    key: dict[str, Any]
    codes: Codes


@dataclass
class Figures:
    exchanges: int = 0
    seconds: float = 0
    busy: float = 0
    took: tuple[float, ...] = ()

    @property
    def per_core(self) -> float:
        return self.exchanges / self.busy


def redeem(task: Redeeming) -> list[float]:
    """Seconds of each exchange. Runs in a process of its own."""
    key, took = ECKey.import_key(task.key), []
    with httpx.Client(timeout=30, trust_env=False) as client:
        for code, verifier in task.codes:
            form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
            form |= {"code_verifier": verifier, **assertion(Keys(key, key), CODES, task.issuer)}
            started = time.perf_counter()
            answer = client.post(task.address, data=form)
            took.append(time.perf_counter() - started)
            if answer.status_code != 200 or not {"id_token", "access_token"} <= set(answer.json()):
                raise SystemExit(f"{task.address}: {answer.status_code} {answer.text[:300]}")
    return took


def codes(side: Side, number: int) -> Codes:
    return [_code(side) for _ in range(number)]


def _code(side: Side) -> tuple[str, str]:
    state, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
    params = {
        "client_id": CODES,
        "response_type": "code",
        "scope": "openid",
        "redirect_uri": CALLBACK,
        "state": state,
        "nonce": state,
        "code_challenge": hashed(verifier),
        "code_challenge_method": "S256",
    }
    where = str(httpx.URL(side.authorize, params=params))
    for _ in range(5):
        answer = side.browser.get(where)
        where = answer.headers.get("Location", "")
        if where.startswith(CALLBACK):
            return dict(parse_qsl(urlsplit(where).query))["code"], verifier
        where = str(httpx.URL(side.authorize).join(where))
    raise SystemExit(f"{side.name}: no code came back, but {answer.status_code} {answer.text[:300]}")


def measured(side: Side, key: dict[str, Any], pool: ProcessPoolExecutor, clients: int, rounds: int) -> Figures:
    """The first round only warms up."""
    found = Figures()
    for place in range(rounds + 1):
        some = codes(side, BATCH)
        tasks = [Redeeming(side.token, side.issuer, key, some[one::clients]) for one in range(clients)]
        busy, started = side.busy(), time.perf_counter()
        took = [seconds for told in pool.map(redeem, tasks) for seconds in told]
        if place:
            found.exchanges += len(took)
            found.seconds += time.perf_counter() - started
            found.busy += side.busy() - busy
            found.took += tuple(took)
    return found


@contextmanager
def ours(issuer: str, kept: dict[str, Any], busy: Callable[[], float], *, dpop: bool) -> Iterator[Side]:
    """A citizen signs in and agrees once; afterwards a code costs one look at the authorization endpoint."""
    with httpx.Client(headers=BROWSER, base_url=issuer, timeout=30, trust_env=False) as browser:
        with httpx.Client(base_url=issuer, timeout=30, trust_env=False) as program:
            task = Task(issuer, kept, kept["people"], 60, dpop=dpop)
            Logins(task, browser, program).login(kept["people"][0])
        side = Side("Wasl", issuer, f"{issuer}/openid/authorize", f"{issuer}/openid/token", busy, browser)
        _agree(side)
        yield side


def _agree(side: Side) -> None:
    """To being known to the second party, which reads no facts."""
    params = {"client_id": CODES, "response_type": "code", "scope": "openid", "redirect_uri": CALLBACK}
    params |= {"code_challenge": hashed("x" * 43), "code_challenge_method": "S256"}
    page = side.browser.get("/openid/authorize", params=params)
    share = page.headers["Location"]
    told = {"csrfmiddlewaretoken": form_token(side.browser.get(share).text), "answer": "yes"}
    side.browser.post(share, data=told).raise_for_status()


@contextmanager
def peer(key: dict[str, Any], access: str, folder: Path) -> Iterator[Side]:
    """oidc-provider on Node, in one process; `access` tokens are `jwt` or `opaque`."""
    port = free_port()
    made = ECKey.generate_key("P-256", auto_kid=True).as_dict(private=True)
    files = {"client.json": _registration(key), "keys.json": {"keys": [{**made, "use": "sig", "alg": "ES256"}]}}
    for name, told in files.items():
        (folder / name).write_text(json.dumps(told))
    home = installed()
    shutil.copy(PEERS / "provider.mjs", home)
    paths = [str(folder / name) for name in files]
    command = ["node", str(home / "provider.mjs"), str(port), access, *paths]
    issuer = f"http://127.0.0.1:{port}"
    environment = {"PATH": str(Path(shutil.which("node") or "node").parent), "NODE_ENV": "production"}
    with (
        (folder / "peer.log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log, env=environment) as it,
    ):
        try:
            _wait(issuer, it, folder / "peer.log")
            with httpx.Client(headers=BROWSER, timeout=30, trust_env=False) as browser:
                name = f"oidc-provider, Node {node()}, {access}"
                times = psutil.Process(it.pid).cpu_times
                yield Side(name, issuer, f"{issuer}/auth", f"{issuer}/token", lambda: sum(times()[:2]), browser)
        finally:
            it.terminate()


def node() -> str:
    """Its version: oidc-provider itself says which it is made for."""
    return subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()


def _registration(key: dict[str, Any]) -> dict[str, Any]:
    public = {**ECKey.import_key(key).as_dict(private=False), "use": "sig", "alg": "ES256"}
    return {
        "client_id": CODES,
        "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "id_token_signed_response_alg": "ES256",
        "jwks": {"keys": [public]},
    }


def _wait(issuer: str, it: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and it.poll() is None:
        with suppress(httpx.TransportError):
            if httpx.get(f"{issuer}/.well-known/openid-configuration", trust_env=False).status_code == 200:
                return
        time.sleep(0.1)
    it.kill()
    raise SystemExit(f"oidc-provider did not start; its log:\n{log.read_text(errors='replace')[-2000:]}")


def installed() -> Path:
    """The npm packages, installed once for each lock file; where there is no npm, why not."""
    lock = PEERS / "package-lock.json"
    folder = PEERS.parent.parent / "var/bench" / f"peers-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if not (folder / "done").exists():
        npm = shutil.which("npm")
        if not npm or not shutil.which("node"):
            raise SystemExit("no Node with npm on this machine: install them, or leave this out with --no-peer")
        folder.mkdir(parents=True, exist_ok=True)
        for one in (PEERS / "package.json", lock):
            shutil.copy(one, folder)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=folder, check=True, timeout=300)
        (folder / "done").touch()
    return folder
