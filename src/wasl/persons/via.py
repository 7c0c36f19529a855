"""Links that follow from another register's: the bread log belongs to whom the ration card belongs to."""

from collections.abc import Iterable

import polars as pl

from wasl.persons.models import Link
from wasl.persons.order import Task
from wasl.persons.staging import LINK, LONGEST_KEY, Staging
from wasl.registers import api as registers
from wasl.registers.api import Via

METHOD = "via"
_OWNED = {"person_id": pl.Int64, "probability": pl.Float64}


class Owners:
    """Whose the rows of the registers are that others are linked via. One for a run: a register leads to many."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        self.more: dict[tuple[str, str], pl.DataFrame] = {}  # links to provisional people, by register and role
        self._known: dict[tuple[str, str, str], pl.DataFrame] = {}

    def links(self, task: Task, via: Via) -> tuple[pl.DataFrame, int, int]:
        """The links of a role that goes via another register, how many keys lead there, and how many of them arrive."""
        keys = _together(registers.stream_keys(task.register, task.role.role)).unique()
        keys = keys.filter(pl.col("key").str.len_chars() <= LONGEST_KEY)
        found = keys.join(self._of(via), on="match")
        return _as_links(found, via), keys["key"].n_unique(), found["key"].n_unique()

    def _of(self, via: Via) -> pl.DataFrame:
        """By the value that leads there: match, person_id, probability."""
        name = (via.register_id, via.role, via.matches)
        if name not in self._known:
            rows = self._of_rows(via.register_id, via.role)
            pairs = _pairs(via.register_id, via.matches).join(rows, on="key").select("match", *_OWNED)
            self._known[name] = pairs.sort("probability", descending=True).unique(["match", "person_id"], keep="first")
        return self._known[name]

    def _of_rows(self, register: str, role: str) -> pl.DataFrame:
        """By row: key, person_id, probability."""
        if further := registers.catalogue()[register].role(role).via:
            return _pairs(register, further.attribute).join(self._of(further), on="match").select("key", *_OWNED)
        staged = self._staging.links_of(register, role)
        links = _standing_links(register, role) if staged is None else staged
        parts = [links, self.more.get((register, role), links.clear())]
        return pl.concat(part.select("key", *_OWNED) for part in parts)


def _pairs(register: str, attribute: str) -> pl.DataFrame:
    return _together(registers.stream_pairs(register, attribute))


def _together(batches: Iterable[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema={"key": pl.String, "match": pl.String}), *batches])


def _as_links(found: pl.DataFrame, via: Via) -> pl.DataFrame:
    return found.select(
        "person_id",
        "key",
        "probability",
        pl.lit(None, pl.Float64).alias("weight"),
        pl.lit(METHOD).alias("method"),
        pl.lit(via.register_id).alias("reason"),
    )


def _standing_links(register: str, role: str) -> pl.DataFrame:
    rows = Link.objects.filter(register=register, role=role).values_list("person_id", "key", "probability")
    schema = {name: LINK[name] for name in ("person_id", "key", "probability")}
    return pl.DataFrame(list(rows), schema=schema, orient="row")
