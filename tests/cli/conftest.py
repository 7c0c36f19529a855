"""The command as a person starts it: a process of its own, in a home of its own."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

Finished = subprocess.CompletedProcess[str]


@dataclass
class Terminal:
    """Runs `wasl`; the developer's own settings do not reach it."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WASL_", "DJANGO_"))}
        own = {"WASL_HOME": str(self.home), "COLUMNS": "200", "PYTHONPATH": os.pathsep.join(sys.path)}
        return {**kept, **own, **self.settings}

    @property
    def python(self) -> list[str]:
        return [sys.executable]

    def wasl(self, *words: str, **settings: str) -> Finished:
        return self._run([*self.python, "-m", "wasl.cli", *words], {**self.environment, **settings})

    def django(self, *words: str) -> Finished:
        prepared = {**self.environment, "DJANGO_SETTINGS_MODULE": "wasl.core.django_settings"}
        return self._run([*self.python, "-m", "django", *words], prepared)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """In a process group of its own, so that all of it can be killed."""
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            [*self.python, "-m", "wasl.cli", *words],
            env=self.environment,
            stdout=quiet,
            stderr=quiet,
            start_new_session=True,
        )

    @staticmethod
    def _run(command: list[str], environment: dict[str, str]) -> Finished:
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=200, check=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def said(finished: Finished) -> str:
    """Everything on both outputs, as one line: how wide the terminal is does not matter."""
    return " ".join((finished.stdout + finished.stderr).split())


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home")


@pytest.fixture
def peopled(nation_home: Path, tmp_path: Path) -> Terminal:
    """A home with the session's nation, whose store is still to be made."""
    home = tmp_path / "peopled"
    home.mkdir()
    shutil.copy(nation_home / "addresses.yaml", home)
    return Terminal(home)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings for a main store of its own, of the kind that these tests are run on."""
    server = os.environ.get("WASL_DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield {}
        return
    base = server.rsplit("/", 1)[0]
    name = f"wasl_cli_{os.getpid()}_{abs(hash(tmp_path)) % 10**8}"
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    yield {"WASL_DATABASE_URL": f"{base}/{name}"}
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]
