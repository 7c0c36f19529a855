"""The npm packages of our tests, installed once for each lock file, beside what git keeps."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

HERE = Path(__file__).parent
NEEDED = ("package.json", "package-lock.json")


def installed(here: Path = HERE) -> Path:
    """The folder in which they are. Skips where there is no npm, or no registry that answers."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        pytest.skip("no Node with npm on this machine")
    name = hashlib.sha256((here / NEEDED[1]).read_bytes()).hexdigest()[:16]
    folder = ROOT / "var" / "conformance" / name
    if not (folder / "done").exists():
        _install(npm, folder, here)
    return folder


def _install(npm: str, folder: Path, here: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in NEEDED:
        shutil.copy(here / one, folder)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("npm's registry did not answer within two minutes")
    if done.returncode:
        pytest.skip(f"npm cannot install the packages here: {done.stderr.decode(errors='replace')[-300:]}")
    (folder / "done").touch()
