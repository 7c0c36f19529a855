"""Civic life: the vote, military service, youth centres, public transport."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import residents, sample, years_ago
from wasl.synthetic.simulation.draw import maybe, serials, words
from wasl.synthetic.values import codes, days, later

_VOTERS_PER_STATION = 400
_DEATHS_NOT_YET_STRUCK = 0.05
_TRAVELLERS = (("student", 16, 24, 0.25), ("public", 24, 60, 0.06), ("senior", 60, 90, 0.1))


@content("voters")
def voters(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Everybody of age, and some of the dead: a roll is always a little behind."""
    of_age = nation.persons.filter(pl.col("birth_date") <= years_ago(nation, 18))
    listed = of_age["alive"].to_numpy() | (rng.random(of_age.height) < _DEATHS_NOT_YET_STRUCK)
    roll = of_age.filter(pl.Series(listed)).sort("governorate", "city", "pid", nulls_last=True)
    number = np.arange(roll.height)
    return roll.select(
        station_no=pl.Series(number // _VOTERS_PER_STATION + 1).cast(pl.String).str.zfill(6),
        seq_no=pl.Series(number % _VOTERS_PER_STATION + 1),
        polling_station=_schools_in_turn(nation, number // _VOTERS_PER_STATION),
        eligible=pl.Series(rng.random(roll.height) > 0.01),
        _pid_voter="pid",
    )


def _schools_in_turn(nation: Nation, station: np.ndarray) -> pl.Series:
    """Stations stand in schools; as both are sorted by place, the n-th school is about where the n-th station is."""
    names = nation.schools.sort("governorate", "city", "no")["name"]
    return names.gather(station * len(names) // (station.max() + 1)).rename("")


@content("military-service")
def military_service(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    men = residents(nation, least=18, most=50).filter(pl.col("sex") == "male")
    count = men.height
    settled = (men["birth_date"] <= years_ago(nation, 22)).to_numpy()
    final = words(rng, count, {"served": 0.55, "exempt": 0.3, "exempt_for_now": 0.15})
    awaited = words(rng, count, {"deferred": 0.7, "called": 0.15, "exempt_for_now": 0.15})
    certified = later(men["birth_date"].dt.offset_by("21y"), rng.integers(0, 300, count))
    return men.select(
        file_no=_three_parts(rng, men["birth_date"]),
        status=pl.when(pl.Series(settled)).then(final).otherwise(awaited),
        certificate_no=maybe(serials(rng, count, 7), settled),
        certificate_date=maybe(certified, settled),
        _pid_conscript="pid",
    )


def _three_parts(rng: np.random.Generator, born: pl.Series) -> pl.Series:
    """District, year of birth and number, as conscription offices write them."""
    district = pl.Series(rng.integers(1, 400, len(born))).cast(pl.String)
    number = serials(rng, len(born), 7)
    return (district + "/" + born.dt.year().cast(pl.String) + "/" + number).rename("")


@content("youth-centre-members")
def youth_centre_members(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    members = sample(rng, residents(nation, least=6, most=40), 0.08)
    centre = pl.struct("governorate", "city").rank("dense").cast(pl.String).str.zfill(4)
    grown = pl.col("birth_date") <= years_ago(nation, 18)
    kind = words(rng, members.height, {"active": 0.8, "affiliate": 0.2})
    return members.select(
        centre_no=pl.col("governorate") + centre,
        centre_name="city",
        membership=serials(rng, members.height, 7),
        membership_type=pl.when(grown).then(kind).otherwise(pl.lit("youth")),
        _pid_member="pid",
    )


@content("transit-passes")
def transit_passes(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    groups = [
        sample(rng, residents(nation, least=young, most=old), part).select("pid", pass_type=pl.lit(kind))
        for kind, young, old, part in _TRAVELLERS
    ]
    passengers = pl.concat(groups)
    return passengers.select(
        "pass_type",
        pass_no=serials(rng, passengers.height, 10),
        line=codes(nation, rng, "transit-line", passengers.height, (0.3, 0.25, 0.25, 0.08, 0.04, 0.08)),
        expiry=days(nation, rng, passengers.height, least=-90, most=365),
        _pid_passenger="pid",
    )
