"""Looks that earlier passes have read, so that each pass reads only what is new in the ledger.

A file under WASL_HOME, for its owner only, as long as the window of comparison. It is made anew whenever the ledger
erased something, or is not the one that it came from.
"""

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import polars as pl

from wasl.core.conf import settings
from wasl.protection.watching.looks import LOOKS, table_of
from wasl.trust.log.api import Entry

ERASURE = "erasure"

Entries = Callable[[int], Iterable[Entry]]
"""Entries after a number, in order."""


class KeptLooks:
    """Kept looks of one deployment."""

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or settings().home / "protection") / "looks.parquet"

    def brought_up_to(
        self, entries: Entries, *, since: datetime, tell: Callable[[Entry], None]
    ) -> tuple[pl.DataFrame, int]:
        """All looks of the window, and the number of the last entry read. `tell` is called with each entry read."""
        known, upto = self._known()
        noticed = _Noticed(tell, upto)
        if upto and not _same_ledger(entries, known, upto):
            known, noticed = pl.DataFrame(schema=LOOKS), _Noticed(tell, 0)
        fresh = table_of(noticed.through(entries(noticed.upto)))
        if noticed.erased and len(known):
            noticed = _Noticed(tell, 0)
            known, fresh = known.clear(), table_of(noticed.through(entries(0)))
        looks = pl.concat([known, fresh]).filter(pl.col("at") >= since)
        self._keep(looks, noticed.upto)
        return looks, noticed.upto

    def _known(self) -> tuple[pl.DataFrame, int]:
        """A file that cannot be read is made anew: all that it holds stands in the ledger."""
        try:
            known = pl.read_parquet(self.path)
            upto = int(pl.read_parquet_metadata(self.path).get("upto", "0"))
        except (OSError, pl.exceptions.PolarsError):
            known, upto = pl.DataFrame(), 0
        return (known, upto) if known.schema == LOOKS and len(known) else (pl.DataFrame(schema=LOOKS), 0)

    def _keep(self, looks: pl.DataFrame, upto: int) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self.path.with_suffix(".new")
        looks.write_parquet(fresh, metadata={"upto": str(upto)})
        fresh.chmod(0o600)
        os.replace(fresh, self.path)  # noqa: PTH105  in one step


class _Noticed:
    """Looks over entries on their way: how far, and whether anything was erased."""

    def __init__(self, tell: Callable[[Entry], None], upto: int) -> None:
        self.tell, self.upto, self.erased = tell, upto, False

    def through(self, entries: Iterable[Entry]) -> Iterable[Entry]:
        for entry in entries:
            self.upto = entry.seq
            self.erased |= entry.kind == ERASURE
            self.tell(entry)
            yield entry


def _same_ledger(entries: Entries, known: pl.DataFrame, upto: int) -> bool:
    """The last known look still stands in the ledger as it was read."""
    seq, at, actor = known.sort("seq").select("seq", "at", "actor").row(-1)
    there = next(iter(entries(seq - 1)), None)
    return there is not None and upto >= seq == there.seq and (there.erased or (there.at, there.actor) == (at, actor))
