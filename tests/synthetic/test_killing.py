"""A run that is killed, at whatever moment, and started again ends as if nothing had happened."""

import hashlib
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from wasl.core.conf import settings
from wasl.registers.api import Manifest
from wasl.synthetic.api import pack_manifests, write_nation

PEOPLE, SEED = 300, 11
RUN = """
import sys
from pathlib import Path
from wasl.synthetic.api import pack_manifests, write_nation

home, people, seed, *chosen = sys.argv[1:]
manifests = [m for m in pack_manifests() if m.id in chosen]
told = lambda *what: print(*what, flush=True)
write_nation(int(people), int(seed), Path(home), manifests=manifests, progress=told, processes=1)
"""
POOL = """
from signal import pause
from wasl.synthetic.workers import workers

if __name__ == "__main__":
    with workers(2) as pool:
        pool.submit(print).result()
        print("working", flush=True)
        pause()
"""


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("WASL_HOME", str(tmp_path))
    settings.cache_clear()
    yield
    settings.cache_clear()


def some() -> list[Manifest]:
    """The spine and registers of every kind of store that files can be."""
    found: dict[str, list[Manifest]] = {}
    for manifest in pack_manifests():
        found.setdefault(manifest.source.connector, []).append(manifest)
    return [manifest for connector in sorted(found) for manifest in found[connector][:2]]


def start(folder: Path, code: str, *words: object) -> subprocess.Popen[str]:
    script = folder / "run.py"
    script.write_text(code, encoding="utf-8")
    return subprocess.Popen([sys.executable, str(script), *map(str, words)], stdout=subprocess.PIPE, text=True)


def watched(run: subprocess.Popen[str], until: str) -> None:
    """Until it tells that it has come that far."""
    assert run.stdout is not None
    for line in run.stdout:
        if line.startswith(until):
            return
    pytest.fail(f"the run ended before {until}")


def state(home: Path) -> dict[str, str]:
    """Every file by its content; the times at which a workbook was made, and where it all stands, do not count."""
    files = [path for path in home.rglob("*") if path.is_file() and path.suffix != ".xlsx" and path.name != ".lock"]
    texts = {path: path.read_bytes().replace(str(home).encode(), b"") for path in files}
    return {str(path.relative_to(home)): hashlib.sha256(text).hexdigest() for path, text in texts.items()}


def test_a_run_killed_again_and_again_ends_in_the_same_state(tmp_path: Path) -> None:
    write_nation(PEOPLE, SEED, tmp_path / "whole", manifests=some(), processes=1)
    (tmp_path / "addresses.yaml").unlink()
    moments = random.Random(SEED)
    for until in ("population 0 ", "registers 1 ", "registers 5 "):
        run = start(tmp_path, RUN, tmp_path / "broken", PEOPLE, SEED, *(m.id for m in some()))
        watched(run, until)
        with suppress(subprocess.TimeoutExpired):
            run.wait(moments.uniform(0, 0.2))
        run.kill()
        run.communicate()
        assert run.returncode == -signal.SIGKILL
    write_nation(PEOPLE, SEED, tmp_path / "broken", manifests=some(), processes=1)
    assert state(tmp_path / "whole") == state(tmp_path / "broken")
    assert not [path for path in tmp_path.rglob(".*") if path.name != ".lock"]


def test_workers_end_with_the_run_that_they_work_for(tmp_path: Path) -> None:
    run = start(tmp_path, POOL)
    watched(run, "working")
    run.kill()
    run.communicate(timeout=30)  # the workers hold its standard output open as long as they live
