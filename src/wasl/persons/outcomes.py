"""What linking made of one register in one role."""

from dataclasses import asdict, dataclass
from enum import StrEnum

Row = dict[str, str | int | float | None]


class State(StrEnum):
    LINKED = "linked"
    KEPT = "kept"  # could not be read this time: its former links stay


@dataclass(frozen=True)
class Outcome:
    """Counts are of records: rows in this role; where it goes via another register, the keys that lead there."""

    register: str
    role: str
    state: State
    records: int = 0
    linked: int = 0
    unsure: int = 0
    seconds: float = 0.0
    reason: str | None = None

    @property
    def unlinked(self) -> int:
        """Neither linked nor close enough to anybody to be asked about."""
        return self.records - self.linked - self.unsure

    def as_row(self) -> Row:
        return asdict(self)

    @classmethod
    def from_row(cls, row: Row) -> "Outcome":
        return cls(**{**row, "state": State(str(row["state"]))})  # type: ignore[arg-type]  # as_row wrote it
