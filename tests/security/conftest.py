"""The platform as it stands outside a demo: in a process of its own, since settings are read once."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

PROBE = ROOT / "tests/security/probe.py"


def run_outside_a_demo(home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WASL_")}
    given = {"WASL_HOME": str(home), "WASL_DEMO": "false", "WASL_ALLOWED_HOSTS": "wasl.example", **settings}
    return subprocess.run(
        [sys.executable, str(PROBE)],
        env={**kept, "PYTHONPATH": str(ROOT / "src"), "WASL_SECRET_KEY": "s" * 64, **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="session")
def outside(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `probe.py` saw there."""
    done = run_outside_a_demo(tmp_path_factory.mktemp("outside"))
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return seen | {"log": done.stderr}
