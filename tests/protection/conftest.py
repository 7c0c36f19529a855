from pathlib import Path

import pytest

from tests.trust.conftest import ledger
from wasl.core import conf
from wasl.protection.watching import kept, watch

__all__ = ["ledger"]


@pytest.fixture
def home(ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger and a watch of this test's own."""
    settings = conf.settings().model_copy(update={"home": tmp_path})
    for module in (kept, watch):
        monkeypatch.setattr(module, "settings", lambda: settings)
    return tmp_path
