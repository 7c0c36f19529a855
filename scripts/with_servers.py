"""Run a command with throw-away PostgreSQL and MariaDB servers beside it, on loopback, in a temporary folder.

`python scripts/with_servers.py [--main-store postgresql] pytest ...` sets WASL_TEST_POSTGRESQL and WASL_TEST_MARIADB
for the command. Addresses already set are used as they are. A server whose programs this machine lacks is left out,
and the tests that need it say so.
"""

import argparse
import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SECONDS_TO_START = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str, *folders: str) -> str | None:
    """Where a program is; Debian keeps a server's programs off the path."""
    found = shutil.which(name)
    places = [place for folder in folders for place in sorted(Path("/").glob(folder), reverse=True)]
    return found or next((str(place / name) for place in places if (place / name).exists()), None)


def account(name: str) -> list[str]:
    """PostgreSQL refuses to run as root: as root, use the account that its package made."""
    return ["runuser", "-u", name, "--"] if os.geteuid() == 0 else []


def wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit(f"a server did not start on port {port}; its log:\n{log.read_text(errors='replace')[-2000:]}")


@contextlib.contextmanager
def serving(command: list[str], port: int, folder: Path) -> Iterator[None]:
    log = folder.parent / f"{folder.name}.log"
    with log.open("wb") as lines, subprocess.Popen(command, stdout=lines, stderr=lines) as server:
        try:
            wait_for(port, server, log)
            yield
        finally:
            server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(20)
            server.kill()


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str | None]:
    """A PostgreSQL server; its address, or None where this machine has no PostgreSQL."""
    initdb, server = program("initdb", "usr/lib/postgresql/*/bin"), program("postgres", "usr/lib/postgresql/*/bin")
    if not (initdb and server):
        yield None
        return
    data, port = folder / "postgresql", free_port()
    data.mkdir()
    user = account("postgres")
    if user:
        shutil.chown(data, "postgres")
    subprocess.run(
        [*user, initdb, "-D", data, "-U", "wasl", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    options = [
        "-p",
        str(port),
        "-c",
        "listen_addresses=127.0.0.1",
        "-k",
        str(data),
        "-c",
        "fsync=off",
        "-c",
        "max_connections=200",
    ]
    with serving([*user, server, "-D", str(data), *options], port, data):
        yield f"postgresql://wasl@127.0.0.1:{port}/postgres"


@contextlib.contextmanager
def mariadb(folder: Path) -> Iterator[str | None]:
    """A MariaDB server; its address, or None where this machine has no MariaDB."""
    install, server = program("mariadb-install-db"), program("mariadbd", "usr/sbin")
    if not (install and server):
        yield None
        return
    data, port = folder / "mariadb", free_port()
    data.mkdir()
    owner = "mysql" if os.geteuid() == 0 else getpass.getuser()
    shutil.chown(data, owner)
    subprocess.run(
        [
            install,
            "--no-defaults",
            f"--datadir={data}",
            f"--user={owner}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    options = [
        f"--datadir={data}",
        f"--user={owner}",
        f"--port={port}",
        "--bind-address=127.0.0.1",
        f"--socket={data}/socket",
        f"--pid-file={data}/pid",
        "--character-set-server=utf8mb4",
    ]
    with serving([server, "--no-defaults", *options], port, data):
        yield f"mariadb://root@127.0.0.1:{port}/"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--main-store", choices=["postgresql"], help="keep the platform's own tables there too")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    wanted = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="wasl-servers-", ignore_cleanup_errors=True))
        )
        folder.chmod(0o755)
        for name, start in (("WASL_TEST_POSTGRESQL", postgresql), ("WASL_TEST_MARIADB", mariadb)):
            address = os.environ.get(name) or stack.enter_context(start(folder))
            if address:
                os.environ[name] = address
            else:
                print(f"{name}: not on this machine; the tests that need it are skipped", file=sys.stderr)
        if wanted.main_store:
            os.environ["WASL_DATABASE_URL"] = os.environ["WASL_TEST_POSTGRESQL"]
        return subprocess.run(wanted.command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
