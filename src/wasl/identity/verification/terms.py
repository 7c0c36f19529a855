"""What the country pack says of verification (verification.yaml): witnesses, points, thresholds, limits."""

from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from wasl.core.text import Text
from wasl.country.api import load_yaml_model, pack


class Fact(StrEnum):
    """What may be claimed of a person beside the number."""

    FULL_NAME = "full_name"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    BIRTH_GOVERNORATE = "birth_governorate"
    MOTHER_NAME = "mother_name"
    GOVERNORATE = "governorate"
    ADDRESS = "address"
    PHONE = "phone"
    CARD_SERIAL = "card_serial"
    CARD_EXPIRY = "card_expiry"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Points(_Part):
    """What one fact adds where it agrees or nearly agrees, and takes where it differs."""

    agree: int = Field(ge=0)
    close: int = Field(ge=0)
    differ: int = Field(ge=0)

    @model_validator(mode="after")
    def _agreeing_is_worth_most(self) -> "Points":
        if self.close > self.agree:
            raise ValueError(f"close: {self.close} is more than agree: {self.agree}")
        return self


class Scale(_Part):
    """Points and thresholds that hold from a day on."""

    valid_from: date
    assumed: bool
    source: str
    yes_from: int = Field(ge=1, le=100)
    partly_from: int = Field(ge=1, le=100)
    step: int = Field(ge=1, le=50)
    points: dict[Fact, Points]

    @model_validator(mode="after")
    def _yes_is_above_partly(self) -> "Scale":
        if self.yes_from <= self.partly_from:
            raise ValueError(f"yes_from: {self.yes_from} is not above partly_from: {self.partly_from}")
        return self


class Limits(_Part):
    """See the head of the file."""

    assumed: bool
    agency_hour: int = Field(ge=1)
    person_day: int = Field(ge=1)
    guesses_month: int = Field(ge=1)
    codes_day: int = Field(ge=1)


class Terms(_Part):
    """verification.yaml of a pack."""

    witnesses: dict[Fact, tuple[str, ...]]
    telephone: tuple[str, ...]
    names: dict[Fact, Text]
    scales: tuple[Scale, ...] = Field(min_length=1)
    limits: Limits
    assumed: bool

    def scale(self, today: date) -> Scale:
        """The newest that holds; before the first, the first."""
        held = [one for one in self.scales if one.valid_from <= today]
        return max(held or self.scales[:1], key=lambda one: one.valid_from)

    def name(self, fact: Fact) -> Text:
        return self.names.get(fact) or pack().concepts[fact].name


def terms() -> Terms:
    """Those of this deployment's pack. Raises PackError."""
    return _terms(pack().folder)


@lru_cache(maxsize=4)
def _terms(folder: Path) -> Terms:
    return load_yaml_model(folder / "verification.yaml", Terms)
