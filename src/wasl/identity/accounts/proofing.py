"""What the country asks of somebody who wants to prove online that an account is theirs: accounts.yaml of the pack."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from wasl.core.text import Text
from wasl.country.api import load_yaml_model, pack


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AskedFact(_Part):
    """What a register holds, the person knows or has on their card, and the national number does not tell."""

    register_: str = Field(alias="register")
    attribute: str
    compare: Literal["exact", "name", "date", "code"]
    codes: str | None = None
    name: Text
    hint: Text


class Proofing(_Part):
    region: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]  # ISO 3166-1, of local telephone numbers
    telephone: str  # concept of the telephones that registers hold
    facts: dict[str, AskedFact]
    needed: int = Field(ge=1)
    tries_a_day: int = Field(ge=1)


def proofing() -> Proofing:
    """That of this deployment's pack. Raises PackError."""
    return _proofing(pack().folder)


@lru_cache(maxsize=4)
def _proofing(folder: Path) -> Proofing:
    return load_yaml_model(folder / "accounts.yaml", Proofing)
