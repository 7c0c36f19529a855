"""Reference places: schools, health facilities, mosques, post offices, grocers and bakeries."""

import numpy as np
import polars as pl

from wasl.synthetic.simulation import draw
from wasl.synthetic.simulation.draw import Ints
from wasl.synthetic.simulation.world import World


def add_places(world: World) -> None:
    """Adds schools, facilities, mosques, post_offices and outlets."""
    words, people = world.words.places, int(world.alive.sum())
    names = {kind: pattern.replace("{name}", "{word}") for kind, pattern in words.school_stages.items()}
    cities = world.cities.height
    world.tables["schools"] = _places(
        world, "schools", max(cities * 3, people // 1800), names, listed=words.school_names, everywhere=True
    )
    world.tables["facilities"] = _places(
        world,
        "facilities",
        max(cities * 3, people // 900),
        words.facilities,
        owned=("clinic", "pharmacy", "laboratory"),
        everywhere=True,
    )
    mosques = {"mosque": words.mosque.replace("{name}", "{word}"), "zawya": words.zawya.replace("{name}", "{word}")}
    world.tables["mosques"] = _places(world, "mosques", max(60, people // 800), mosques, listed=words.mosques)
    world.tables["post_offices"] = _places(
        world, "post_offices", max(60, people // 20_000), {"post_office": words.post_office}
    )
    shops = {"grocer": words.grocer, "bakery": words.bakery}
    world.tables["outlets"] = _places(
        world, "outlets", max(108, people // 700), shops, owned=("grocer", "bakery"), everywhere=True
    )


def _places(
    world: World,
    table: str,
    count: int,
    kinds: dict[str, str],
    *,
    listed: tuple[str, ...] = ("",),
    owned: tuple[str, ...] = (),
    everywhere: bool = False,
) -> pl.DataFrame:
    """Places of every kind; `everywhere` puts one of each kind into every governorate before the rest is drawn."""
    rng = world.rng(table)
    where = draw.pick(rng, count, world.weights)
    kind = rng.integers(0, len(kinds), count)
    if everywhere:
        spots = min(count, len(world.governorates) * len(kinds))
        where[:spots], kind[:spots] = np.arange(spots) // len(kinds), np.arange(spots) % len(kinds)
    return _frame(world, table, where, pl.Series(list(kinds)).gather(kind), kinds=kinds, listed=listed, owned=owned)


def _frame(
    world: World,
    table: str,
    where: Ints,
    kind: pl.Series,
    *,
    kinds: dict[str, str],
    listed: tuple[str, ...],
    owned: tuple[str, ...],
) -> pl.DataFrame:
    rng, count = world.rng(f"{table} names"), len(where)
    spot = (rng.random(count) ** 1.6 * np.diff(world.city_starts)[where]).astype(np.int64)
    city = world.cities["city"].gather(world.city_starts[where] + spot)
    adults = world.who(rng, 0.3, least=25, most=75)
    owner = adults[rng.integers(0, len(adults), count)]
    columns = {
        "city": city,
        "person": world.of("given", owner) + " " + world.of("father", owner),
        "word": draw.words(rng, count, listed),
        "n": pl.Series(rng.integers(1, 30, count)).cast(pl.String),
    }
    name = pl.lit(None, dtype=pl.String)
    for key, pattern in kinds.items():
        name = pl.when(kind == key).then(draw.filled(pattern, **columns)).otherwise(name)
    return pl.select(
        no=draw.serials(rng, count, 7),
        name=name,
        kind=kind,
        governorate=pl.Series(world.governorates).gather(where),
        city=city,
        address=address(world, rng, city),
        owner=draw.maybe(pl.Series(owner.astype(np.uint32)), kind.is_in(owned).to_numpy()),
    )


def address(world: World, rng: np.random.Generator, city: pl.Series) -> pl.Series:
    """Street addresses in the given cities."""
    words, count = world.words.places, len(city)
    columns = {
        "building": pl.Series(rng.integers(1, 160, count)).cast(pl.String),
        "street": draw.words(rng, count, words.streets, list(draw.zipf(len(words.streets), 0.5))),
        "city": city,
    }
    return pl.select(draw.filled(words.village_address, **columns)).to_series()


def nearby(rng: np.random.Generator, places: pl.DataFrame, governorate: pl.Series, column: str = "name") -> pl.Series:
    """For each governorate, a place of it (any place where it has none)."""
    codes = pl.concat([places["governorate"], governorate]).cast(pl.Categorical).to_physical().to_numpy()
    of_place, wanted = codes[: places.height], codes[places.height :]
    order = np.argsort(of_place, kind="stable")
    first = np.searchsorted(of_place[order], wanted, side="left")
    last = np.searchsorted(of_place[order], wanted, side="right")
    drawn = first + (rng.random(len(wanted)) * (last - first)).astype(np.int64)
    strayed = rng.integers(0, max(1, places.height), len(wanted))
    return places[column].gather(order[np.where(last > first, drawn.clip(0, places.height - 1), strayed)])
