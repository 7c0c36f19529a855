"""Vehicles, licences, property, farms and meters."""

import numpy as np
import polars as pl

from wasl.synthetic.simulation import draw
from wasl.synthetic.simulation.places import address
from wasl.synthetic.simulation.world import World


def add_things(world: World) -> None:
    """Adds vehicles, driving_licences, properties, farms and meters."""
    world.tables["vehicles"] = _vehicles(world)
    world.tables["driving_licences"] = _licences(world)
    world.tables["properties"] = _properties(world)
    world.tables["farms"] = _farms(world)
    world.tables["meters"] = _meters(world)


def _vehicles(world: World) -> pl.DataFrame:
    rng, words = world.rng("vehicles"), world.words.things
    owner = world.men_and_women(rng, 0.15, 0.03, lingering=True)
    count = len(owner)
    use = draw.words(rng, count, {"private": 0.6, "motorcycle": 0.24, "truck": 0.08, "taxi": 0.06, "bus": 0.02})
    make = (
        pl.when(use == "motorcycle").then(draw.words(rng, count, words.motorcycles))
        .when(use.is_in(["truck", "bus"])).then(draw.words(rng, count, words.trucks))
        .otherwise(draw.words(rng, count, words.makes))
    )  # fmt: skip
    engine = np.where((use == "motorcycle").to_numpy(), 150, rng.choice([1300, 1500, 1600, 1800, 2000], count))
    heavy = use.is_in(["truck", "bus"]).to_numpy()
    letters, digits = _plates(world, rng, count)
    return pl.select(
        vehicle_no=draw.serials(rng, count, 8),
        owner=pl.Series(owner.astype(np.uint32)),
        plate=pl.concat_str(letters, digits, separator=" "),
        plate_letters=letters,
        plate_no=digits,
        make=make,
        model_year=pl.Series((world.today.year - (rng.random(count) ** 1.3 * 34).astype(np.int64)).astype(np.uint16)),
        engine_cc=pl.Series(np.where(heavy, 4200, engine).astype(np.uint32)),
        chassis_no=draw.serials(rng, count, 11, prefix="CH"),
        engine_no=draw.serials(rng, count, 9, prefix="EN"),
        use=use,
        licence_expiry=draw.dates(world.day + rng.integers(-400, 1000, count)),
        sale_ban=pl.Series(rng.random(count) < 0.04),
        governorate=world.of("governorate", owner),
    )


def _plates(world: World, rng: np.random.Generator, count: int) -> tuple[pl.Series, pl.Series]:
    """Three letters and four digits, all different."""
    letters = world.words.things.plate_letters
    size = len(letters)
    number = draw.scattered(rng, count, size**3 * 9000).to_numpy().astype(np.int64)
    series, digits = number // 9000, number % 9000 + 1000
    table = pl.Series([f"{a} {b} {c}" for a in letters for b in letters for c in letters])
    return table.gather(series), pl.Series(digits).cast(pl.String)


def _licences(world: World) -> pl.DataFrame:
    rng = world.rng("driving_licences")
    pids = world.men_and_women(rng, 0.42, 0.1, least=19, lingering=True)
    count = len(pids)
    issued = world.since(rng, pids, 18, 9.9)
    expires = issued + 3652
    status = pl.when(pl.Series(expires < world.day)).then(pl.lit("expired")).when(pl.Series(rng.random(count) < 0.02))
    classes = {"private": 0.68, "professional1": 0.08, "professional2": 0.1, "motorcycle": 0.14}
    return pl.select(
        licence_no=draw.serials(rng, count, 9),
        pid=pl.Series(pids.astype(np.uint32)),
        licence_class=draw.words(rng, count, classes),
        issued=draw.dates(issued),
        expires=draw.dates(expires),
        status=status.then(pl.lit("suspended")).otherwise(pl.lit("valid")),
        unit=world.office("traffic", city=world.of("city", pids), governorate=world.of("governorate", pids)),
    )


def _properties(world: World) -> pl.DataFrame:
    rng, households = world.rng("properties"), world["households"]
    owned = households.filter(pl.col("tenure") == "owned")
    homes = owned.select(pl.col("head_pid").alias("owner"), "governorate", "city", "address", use=pl.lit("residential"))
    more = world.who(rng, 0.05, least=30)
    others = pl.select(
        owner=pl.Series(more.astype(np.uint32)),
        governorate=world.of("governorate", more),
        city=world.of("city", more),
        address=address(world, rng, world.of("city", more)),
        use=draw.words(rng, len(more), {"residential": 0.4, "commercial": 0.3, "land": 0.3}),
    )
    frame = pl.concat([homes, others])
    count = frame.height
    area = np.round(rng.lognormal(4.7, 0.4, count), 1)
    sellers = world.who(rng, 0.3, least=40)
    owners = frame["owner"].to_numpy().astype(np.int64)
    seller = sellers[rng.integers(0, len(sellers), count)]
    return frame.select(
        draw.serials(rng, count, 9).alias("property_no"),
        pl.Series(rng.integers(1, 30, count)).cast(pl.String).alias("unit_no"),
        "owner", "use", "governorate", "city", "address",
        pl.Series(area).alias("area_m2"),
        pl.Series((area * rng.lognormal(9.0, 0.4, count)).astype(np.int64) * 100).alias("value"),
        draw.dates(world.since(rng, owners, 20, 40)).alias("acquired"),
        draw.maybe(pl.Series(seller.astype(np.uint32)), (rng.random(count) < 0.5) & (seller != owners)).alias("seller"),
    )  # fmt: skip


def _farms(world: World) -> pl.DataFrame:
    rng = world.rng("farms")
    holder = world.men_and_women(rng, 0.09, 0.02, least=25, lingering=True)
    count = len(holder)
    city, governorate = world.of("city", holder), world.of("governorate", holder)
    return pl.select(
        holding_no=draw.serials(rng, count, 9),
        holder=pl.Series(holder.astype(np.uint32)),
        governorate=governorate,
        association=world.office("association", city=city, governorate=governorate),
        feddans=pl.Series(np.round(np.clip(rng.lognormal(0.3, 0.9, count), 0.1, 90), 2)),
        tenure=draw.words(rng, count, {"owned": 0.6, "rented": 0.3, "reform": 0.1}),
        card_no=draw.maybe(draw.serials(rng, count, 10), rng.random(count) < 0.8),
        crop=draw.words(rng, count, world.words.places.crops),
    )


def _meters(world: World) -> pl.DataFrame:
    rng, households = world.rng("meters"), world["households"]
    shares = {"electricity": 0.97, "water": 0.9, "gas": 0.42}
    parts = [_meter_kind(world, rng, households, kind, share) for kind, share in shares.items()]
    frame = pl.concat(parts)
    return frame.select(
        draw.serials(rng, frame.height, 9).alias("meter_no"), "kind", "pid", "address", "governorate", "tariff",
        pl.Series((rng.normal(0, 250, frame.height) * 100).astype(np.int64)).alias("balance"),
        pl.Series(np.round(rng.lognormal(5.2, 0.6, frame.height), 1)).alias("consumption"),
    )  # fmt: skip


def _meter_kind(
    world: World, rng: np.random.Generator, households: pl.DataFrame, kind: str, share: float
) -> pl.DataFrame:
    some = households.filter(pl.Series(rng.random(households.height) < share))
    tariffs = world.words.things.tariffs[kind]
    tariff = draw.words(rng, some.height, tariffs, [12.0] + [1.0] * (len(tariffs) - 1))
    return some.select(
        pl.lit(kind).alias("kind"), pl.col("head_pid").alias("pid"), "address", "governorate", tariff=tariff
    )
