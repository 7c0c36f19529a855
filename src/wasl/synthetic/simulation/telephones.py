"""Mobile telephones: numbers that no operator can issue, and who holds which line."""

import numpy as np
import polars as pl

from wasl.synthetic.simulation import draw
from wasl.synthetic.simulation.world import World

DIGITS = 7
"""After the operator's prefix."""

FIRST_LINES = range(7_000_000)
SECOND_LINES = range(7_000_000, 9_000_000)
LINES_OF_THE_DEAD = range(9_000_000, 10_000_000)


def numbers(world: World, rng: np.random.Generator, count: int, block: range) -> pl.Series:
    """Different numbers of a block, each under the prefix of an operator as frequent as the pack says."""
    people = world.words.people
    prefix = draw.words(rng, count, {people.phones[name]: share for name, share in people.phone_shares.items()})
    own = (draw.scattered(rng, count, len(block)) + block.start).cast(pl.String).str.zfill(DIGITS)
    return (prefix + own).rename("")


def add_telephones(world: World) -> None:
    """Adds phones: everybody's first line, a second one for some, and some lines of the dead that nobody has ended."""
    rng, persons = world.rng("phones"), world["persons"]
    first = persons.filter(pl.col("phone").is_not_null()).select("pid", msisdn="phone")
    second = first.filter(pl.Series(rng.random(first.height) < 0.25))
    second = second.with_columns(msisdn=numbers(world, rng, second.height, SECOND_LINES))
    dead = world.who(rng, 0.8, lingering=True)
    dead = dead[~world.alive[dead]]
    kept = pl.select(pid=pl.Series(dead.astype(np.uint32)), msisdn=numbers(world, rng, len(dead), LINES_OF_THE_DEAD))
    lines = pl.concat([first, second, kept])
    operators = {prefix: name for name, prefix in world.words.people.phones.items()}
    world.tables["phones"] = lines.select(
        "msisdn",
        "pid",
        pl.col("msisdn").str.head(-DIGITS).replace_strict(operators, return_dtype=pl.String).alias("operator"),
        draw.words(rng, lines.height, {"active": 0.93, "suspended": 0.07}).alias("status"),
        draw.dates(world.since(rng, lines["pid"].to_numpy().astype(np.int64), 12, 18)).alias("activated"),
    )
