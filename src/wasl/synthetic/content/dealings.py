"""The pack's words and rates for dealings with agencies: `country/<code>/synthetic/dealings.yaml`."""

from functools import lru_cache
from pathlib import Path

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field

from wasl.synthetic.nation import Nation


class Dealings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    tax_office: str  # pattern with {city}
    association: str  # pattern with {word} and {city}
    vat: float = Field(gt=0, lt=1)


def dealings(nation: Nation) -> Dealings:
    """Of the nation's country."""
    return _read(nation.pack.folder / "synthetic" / "dealings.yaml")


@lru_cache(maxsize=4)
def _read(path: Path) -> Dealings:
    return Dealings.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def state_employers(nation: Nation) -> pl.DataFrame:
    """`employer_no`, `agency`: which body of the state stands behind each government employer."""
    employers = nation.jobs.filter(pl.col("sector") == "government").select("employer_no").unique().drop_nulls()
    employers = employers.sort("employer_no")
    bodies = pl.Series([name.ar for name in nation.pack.agencies.values()])
    return employers.with_columns(agency=pl.lit(bodies).gather(pl.int_range(pl.len()) % bodies.len()))


def civil_servants(nation: Nation) -> pl.DataFrame:
    """Present government jobs, one a person, with `employee_no` and `agency`."""
    jobs = nation.jobs.filter((pl.col("sector") == "government") & pl.col("ends").is_null())
    jobs = jobs.sort("pid", "job").unique("pid", keep="first", maintain_order=True)
    jobs = jobs.with_columns(employee_no=pl.col("job").cast(pl.String).str.zfill(9))
    return jobs.join(state_employers(nation), on="employer_no", how="left", maintain_order="left")


def grades(nation: Nation, jobs: pl.DataFrame) -> pl.Series:
    """Grade in the civil service by length of service: the highest code of the list first."""
    ladder = pl.Series(list(nation.pack.code_lists["civil-service-grade"]))
    years = (pl.lit(nation.today) - pl.col("starts")).dt.total_days() / 365.25
    step = (ladder.len() - 1 - (years / 6).floor()).clip(0, ladder.len() - 1).cast(pl.Int64)
    return ladder.gather(jobs.select(step).to_series())
