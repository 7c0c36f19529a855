"""What is to be done to a row, what was found before it was done, and that it was done."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from wasl.registers.connectors.base import Native
from wasl.registers.manifest import Operation


@dataclass(frozen=True, slots=True)
class Change:
    """One row of one register.

    `once` names the change for ever: a new row's key comes out of it. `values`: attribute -> canonical value, as
    reading gives it. `key`: as `Row.key`; none for a new row.
    """

    register_id: str
    operation: Operation
    once: str
    values: Mapping[str, object] = field(default_factory=dict)
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """To be kept before anything is written: it tells a crash from a success, and leads back.

    Values by attribute, as they stand in the register; `before` is empty for a new row.
    """

    key: str
    before: Mapping[str, Native]
    after: Mapping[str, Native]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Prepared":
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class Written:
    """The register holds it."""

    register_id: str
    key: str
    already: bool  # it stood there before this call
    at: datetime  # UTC
