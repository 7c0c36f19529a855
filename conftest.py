"""A home folder of its own for every run of the tests, before anything reads the settings: no test sees other data.

Django's settings are named here and not in pyproject.toml: pytest-django would load those before this file.
"""

import atexit
import os
import shutil
import tempfile

import django
import pytest

os.environ["WASL_HOME"] = tempfile.mkdtemp(prefix="wasl-tests-")
os.environ.setdefault("WASL_SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("WASL_LOG_LEVEL", "WARNING")
atexit.register(shutil.rmtree, os.environ["WASL_HOME"], ignore_errors=True)
for name in [name for name in os.environ if name.startswith("WASL_NATION_")]:
    del os.environ[name]
for name in ("WASL_ADDRESSES", "WASL_MANIFESTS", "WASL_DEMO", "WASL_DEBUG", "WASL_COUNTRY"):
    os.environ.pop(name, None)
os.environ["DJANGO_SETTINGS_MODULE"] = "wasl.core.django_settings"
django.setup()  # the other conftests import models


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Each worker reads this file too: named already, the settings would be read before it, with this run's home."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
