"""What every test stands on: a home folder of its own, so that no test sees a developer's data."""

import os
import tempfile
from pathlib import Path

from hypothesis import settings

settings.register_profile("wasl", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("wasl")
os.environ["WASL_HOME"] = tempfile.mkdtemp(prefix="wasl-tests-")
os.environ.setdefault("WASL_SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("WASL_LOG_LEVEL", "WARNING")
for name in [name for name in os.environ if name.startswith("WASL_NATION_") or name == "WASL_ADDRESSES"]:
    del os.environ[name]

ROOT = Path(__file__).resolve().parent.parent
