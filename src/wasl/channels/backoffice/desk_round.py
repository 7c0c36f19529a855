"""What one steward is at: kept in the session, so that no row's key and no number ever stands in an address."""

from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from django.http import HttpRequest

from wasl.persons.api import Given, Pair, PairKey, queue

KEPT = "desk"
MOST_SKIPPED = 50
"""What was skipped longest ago comes round again."""


@dataclass
class Round:
    """The pair in hand, the register worked on (None: all), what was skipped, and what is to be told next."""

    register: str | None = None
    pair: str | None = None  # token
    skipped: list[str] = field(default_factory=list)
    keys: bool = True  # whether single keys decide
    notice: dict[str, Any] | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> "Round":
        return cls(**request.session.get(KEPT, {}))

    def keep(self, request: HttpRequest) -> None:
        request.session[KEPT] = asdict(self)

    def start(self, register: str | None) -> None:
        self.register, self.pair, self.skipped = register, None, []

    def skip(self, key: PairKey) -> None:
        self.skipped = [*self.skipped, _trace(key)][-MOST_SKIPPED:]
        self.pair = None

    def next(self, steward: str) -> Pair | None:
        """The most useful pair that was not skipped."""
        found = queue(steward, register=self.register, limit=1, skip=lambda key: _trace(key) in self.skipped)
        return found[0] if found else None

    def told(self) -> dict[str, Any] | None:
        """The notice, told once."""
        notice, self.notice = self.notice, None
        return notice


def given_notice(verdict: str, given: Given) -> dict[str, Any]:
    """What is told after an opinion; plain data, for the session."""
    return {
        "kind": "given",
        "verdict": verdict,
        "opinion": given.opinion_id,
        "settled": given.settled is not None,
        "hanging": [{**one.name.model_dump(), "rows": one.rows} for one in given.hanging],
    }


def _trace(key: PairKey) -> str:
    """Enough to know a pair again, too little to read anything out of it."""
    parts = (key.register, key.role, key.record, key.handle)
    return sha256("\x00".join(parts).encode()).hexdigest()[:16]
