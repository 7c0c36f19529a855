"""What the law grants and refuses, as the country pack tells it: rights.yaml."""

from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from wasl.core.text import Text, Words
from wasl.country.api import load_yaml_model, pack
from wasl.trust.rights.models import Right


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(_Part):
    """One right, and the working days within which it is answered."""

    name: Text
    term: int = Field(gt=0, le=90)
    law: Text
    assumed: bool


class No(_Part):
    """Why the law does not allow it, and which law."""

    why: Text
    law: Text
    assumed: bool


class Refusals(_Part):
    sections: dict[str, No] = {}
    registers: dict[str, No | None] = {}  # weighs more than its section; none: the register's owner decides

    def of(self, section: str, register: str) -> No | None:
        return self.registers[register] if register in self.registers else self.sections.get(section)


class Rules(_Part):
    """rights.yaml; see its head."""

    desk: str  # agency that answers objections
    source: Words
    rights: dict[Right, Term]
    refused: dict[Right, Refusals] = {}

    def no(self, right: Right, section: str, register: str = "") -> No | None:
        """The law's own refusal, where it says no before anybody has to decide."""
        refusals = self.refused.get(right)
        return refusals.of(section, register) if refusals else None


def rules() -> Rules:
    """Those of this deployment's pack. Raises PackError."""
    return _rules(pack().folder)


@lru_cache(maxsize=4)
def _rules(folder: Path) -> Rules:
    return load_yaml_model(folder / "rights.yaml", Rules)
