"""A deployment with the pack's agreements and a signing key of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from wasl.core import conf
from wasl.trust.api import upkeep
from wasl.trust.consent import keys
from wasl.trust.consent.api import ensure_agreements

AMINA, BASSEM = "person-amina", "person-bassem"


@pytest.fixture
def own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the key will be."""
    home = conf.settings().model_copy(update={"home": tmp_path})
    monkeypatch.setattr(keys, "settings", lambda: home)
    keys._kept.cache_clear()
    yield tmp_path / "consent" / "key"
    keys._kept.cache_clear()


@pytest.fixture(autouse=True)
def passage() -> Iterator[None]:
    """The guard over personal data may stand in this process; the door has its own tests."""
    with upkeep("tests of consent"):
        yield


@pytest.fixture
def agreements(db: None, own_key: Path) -> None:
    ensure_agreements()
