"""Land, buildings and what is connected to them."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import sample
from wasl.synthetic.simulation.draw import maybe, serials
from wasl.synthetic.values import codes, days, numbers

_DWELLINGS_PER_BUILDING = 8
_BUILDINGS_PER_AREA = 50


@content("gas-subscribers")
def gas_subscribers(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.meters.filter(pl.col("kind") == "gas").select(
        "meter_no", "address", "governorate", "tariff", "consumption", "balance", _pid_subscriber="pid"
    )


@content("property-numbers")
def property_numbers(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    count = nation.properties.height
    return _mapped(nation).select(
        "property_no",
        "map_code",
        "governorate",
        "city",
        "use",
        location="address",
        licence_no=maybe(serials(rng, count, 7), rng.random(count) < 0.4),
        violations=pl.Series(rng.binomial(2, 0.08, count).astype(np.int64)),
        _pid_owner="owner",
    )


@content("base-map")
def base_map(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    parcels = sample(rng, _mapped(nation), 0.7)
    return parcels.select(
        "map_code",
        "governorate",
        parcel_no=serials(rng, parcels.height, 10),
        area="area_m2",
        geometry=_rectangle(rng, parcels["area_m2"]),
        surveyed_on=days(nation, rng, parcels.height, least=-4_000, most=0),
        _pid_owner="owner",
    )


def _mapped(nation: Nation) -> pl.DataFrame:
    """Properties with the code that two registers know them by: the same in both, so counted, not drawn."""
    return nation.properties.with_columns(map_code=pl.col("governorate") + numbers("", nation.properties.height, 9))


def _rectangle(rng: np.random.Generator, area: pl.Series) -> pl.Series:
    """A rectangle of that many square metres somewhere on a survey grid, as well-known text."""
    count = len(area)
    width = np.sqrt(area.to_numpy()) * rng.uniform(0.6, 1.6, count)
    west, south = rng.uniform(300_000, 900_000, count), rng.uniform(100_000, 1_000_000, count)
    sides = {"w": west, "s": south, "e": west + width, "n": south + area.to_numpy() / width}
    corners = pl.DataFrame(sides).select(pl.all().round(1).cast(pl.String))
    ring = pl.format("POLYGON (({} {}, {} {}, {} {}, {} {}, {} {}))", *"wsesenwnws")
    return corners.select(ring).to_series().rename("")


@content("census-units")
def census_units(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    homes = nation.households.sort("governorate", "city", "household")
    number = np.arange(homes.height)
    building = number // _DWELLINGS_PER_BUILDING
    work, vacant = rng.random(homes.height) < 0.06, rng.random(homes.height) < 0.05
    use = pl.when(pl.Series(vacant)).then(pl.lit("vacant")).when(pl.Series(work)).then(pl.lit("work"))
    return homes.select(
        "governorate",
        "tenure",
        enumeration_area=pl.col("governorate") + _text(building // _BUILDINGS_PER_AREA, 5),
        building_no=_text(building % _BUILDINGS_PER_AREA + 1, 3),
        unit_no=_text(number % _DWELLINGS_PER_BUILDING + 1, 2),
        household_size=pl.when(pl.Series(~(work | vacant))).then(pl.col("members").cast(pl.Int64)),
        use=use.otherwise(pl.lit("dwelling")),
    )


def _text(numbers: np.ndarray, digits: int) -> pl.Series:
    return pl.Series(numbers).cast(pl.String).str.zfill(digits).rename("")


@content("administrative-units")
def administrative_units(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    cities = pl.DataFrame([(city.governorate, city.name.ar, city.name.en) for city in nation.pack.cities], orient="row")
    cities.columns = ["governorate_code", "name_ar", "name_en"]
    within = pl.int_range(1, pl.len() + 1).over("governorate_code").cast(pl.String).str.zfill(2)
    return cities.with_columns(markaz_code=pl.col("governorate_code") + within, village_code=pl.lit("000"))


@content("building-permits")
def building_permits(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    built = sample(rng, nation.properties, 0.15)
    count = built.height
    return built.select(
        "property_no",
        permit_no=serials(rng, count, 9),
        permit_type=codes(nation, rng, "building-permit-type", count, (0.5, 0.25, 0.2, 0.05)),
        status=codes(nation, rng, "building-permit-status", count, (0.7, 0.2, 0.1)),
        violation=codes(nation, rng, "building-violation", count, (0.75, 0.05, 0.1, 0.05, 0.05)),
        issued=days(nation, rng, count, least=-6_000, most=0),
        _pid_owner="owner",
    )


@content("state-property-dues")
def state_property_dues(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    occupied = sample(rng, nation.farms, 0.12)
    count = occupied.height
    area = occupied["feddans"] * 4_200
    dues = (area.to_numpy() * rng.uniform(500, 4_000, count)).astype(np.int64)
    return occupied.select(
        asset_no=serials(rng, count, 8),
        asset_type=codes(nation, rng, "state-asset", count, (0.7, 0.2, 0.1)),
        area=area.round(1),
        dues=pl.Series(dues),
        paid=pl.Series((dues * rng.choice([0.0, 0.25, 0.5, 1.0], count)).astype(np.int64)),
        _pid_debtor="holder",
    )
