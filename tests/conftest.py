"""What every test stands on. The environment is set one folder up, in conftest.py."""

from pathlib import Path

from hypothesis import settings

settings.register_profile("wasl", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("wasl")

ROOT = Path(__file__).resolve().parent.parent
