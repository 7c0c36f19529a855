"""The officer's rules as the country pack gives them (protection.yaml): thresholds, terms with their law, retention."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from wasl.core.text import Text
from wasl.country.api import load_yaml_model, pack


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Watch(_Part):
    """How looks are compared with those of peers; see the head of the file."""

    window_days: int = Field(ge=7)
    least_strength: float = Field(gt=0)
    most_strength: float = Field(gt=0)
    least_peers: int = Field(ge=2)
    peer_visits: int = Field(ge=1)
    spread_least: float = Field(gt=0)
    spread_ties: float = Field(gt=0)
    trimmed: float = Field(ge=0, lt=0.5)
    hours_margin_minutes: int = Field(ge=0)
    night_margin_minutes: int = Field(ge=0)
    again_days: int = Field(ge=1)
    again_visits: int = Field(ge=2)
    case_persons: int = Field(ge=2)
    switch_seconds: int = Field(ge=1)
    pace_seconds: int = Field(ge=10)


class KindOfCase(_Part):
    """A sort of misuse that is watched for."""

    name: Text
    why: Text
    weight: float = 0.0


class _Lawful(_Part):
    legal_basis: Text
    source: str | None = None
    assumed: bool


class EmergencyTerms(_Lawful):
    justify_hours: int = Field(ge=1)


class ActivityTerms(_Part):
    days: int = Field(ge=1)
    small_cell: int = Field(ge=2)


class IncidentTerms(_Lawful):
    notify_authority_hours: int = Field(ge=1)
    authority: str  # agency
    people_working_days: int = Field(ge=1)
    people_basis: Text
    people_assumed: bool


class RetentionRule(_Lawful):
    """What is erased once it is older than so many days."""

    what: Literal["log-facts", "sign-in-codes", "sessions", "verifications", "closed-cases"]
    days: int = Field(ge=1)
    name: Text


class Terms(_Part):
    """protection.yaml of a pack."""

    watch: Watch
    kinds: dict[str, KindOfCase]
    emergency: EmergencyTerms
    activities: ActivityTerms
    incident: IncidentTerms
    retention: dict[str, RetentionRule]


def terms() -> Terms:
    """Those of this deployment's pack. Raises PackError."""
    return _terms(pack().folder)


@lru_cache(maxsize=4)
def _terms(folder: Path) -> Terms:
    return load_yaml_model(folder / "protection.yaml", Terms)
