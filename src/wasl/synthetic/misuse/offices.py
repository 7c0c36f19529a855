"""How the officers of each office work, in the words of the country pack: `country/<code>/synthetic/offices.yaml`."""

from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from wasl.country.api import load_yaml_model, pack

Share = float
Hours = tuple[float, float]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Office(_Part):
    """What an agency's officers do all day. Hours are of the local clock; 14.5 is half past two."""

    staff: int = Field(ge=2)  # accounts among three hundred
    purposes: dict[str, Share]
    hours: Hours
    evenings: Share = 0  # of days
    nights: Share = 0  # of officers
    weekends: Share = 0  # of days of rest with somebody on duty
    pace: float = 1.0
    case: str  # how its case numbers are written
    case_required: bool = False  # nothing is shown without
    caseless: Share  # of work that rightly names no case
    together: Share  # of cases about a household
    returning: float  # further looks into a case, on average
    programs: int = 0  # accounts of programs, which work day and night
    reasons: tuple[str, ...] = Field(min_length=1)


class Offices(_Part):
    lunch: Hours
    offices: dict[str, Office]


def offices() -> Offices:
    """Raises PackError."""
    return _read(pack().folder / "synthetic/offices.yaml")


@lru_cache(maxsize=4)
def _read(path: Path) -> Offices:
    return load_yaml_model(path, Offices)
