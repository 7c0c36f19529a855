"""People who look for work, and people who work by the day."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import residents, sample
from wasl.synthetic.simulation.draw import serials
from wasl.synthetic.values import codes, days

_SEEKERS_OF_IDLE = 0.25
_REGISTERED_OF_INFORMAL = 0.6


@content("job-seekers")
def job_seekers(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    young = residents(nation, least=18, most=45)
    idle = young.join(_jobs_held(nation), on="pid", how="anti", maintain_order="left")
    seekers = sample(rng, idle, _SEEKERS_OF_IDLE)
    registered = days(nation, rng, seekers.height, least=-700, most=0)
    return seekers.select(
        certificate_no=serials(rng, seekers.height, 9),
        occupation="profession",
        registered_on=registered,
        valid_to=registered.dt.offset_by("1y"),
        _pid_seeker="pid",
    )


@content("irregular-workers")
def irregular_workers(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    informal = _jobs_held(nation).filter(pl.col("sector") == "informal")
    workers = sample(rng, informal.unique("pid", keep="first", maintain_order=True), _REGISTERED_OF_INFORMAL)
    return workers.select(
        worker_no=serials(rng, workers.height, 8),
        profession="job_title",
        sector=codes(nation, rng, "activity", workers.height),
        registered_on=days(nation, rng, workers.height, least=-2_400, most=0),
        _pid_worker="pid",
    )


def _jobs_held(nation: Nation) -> pl.DataFrame:
    return nation.jobs.filter(pl.col("ends").is_null() | (pl.col("ends") > nation.today))
