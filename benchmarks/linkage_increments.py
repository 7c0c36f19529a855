"""The standing index under change: one row, many rows, a changed spine. Wall and processor time, and memory.

    python benchmarks/linkage_increments.py                     against 1,000,000 people
    python benchmarks/linkage_increments.py --people 100000

The spine is register A of benchmarks/linkage_data.py, the rows come from B (careless) and C (Latin). Rows for single
measurements are read for the first time, one by one, so that unseen names are in the figures; every second one has
lost its number. Every answer is checked against a batch run over the same rows.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from linkage import HOME, data

from wasl.linkage import Settings, Standing, prepare
from wasl.linkage.living import Living, Register
from wasl.linkage.reach import Reach

SINGLE = 2000
CHANGED = 100_000
SPINE_CHANGED = 10_000
Result = dict[str, Any]


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What it gave, wall seconds, processor seconds of the whole process."""
    wall, processor = time.perf_counter(), time.process_time()
    out = work()
    return out, time.perf_counter() - wall, time.process_time() - processor


def spread(name: str, walls: list[float], processor: list[float]) -> Result:
    """Milliseconds."""
    told = {}
    for kind, seconds in (("wall", walls), ("cpu", processor)):
        for share in (50, 99, 100):
            told[f"{name}_{kind}_p{share}_ms"] = round(1000 * float(np.percentile(seconds, share)), 2)
    return told


def singles(standing: Standing, rows: pl.DataFrame, name: str) -> Result:
    walls, processor, linked = [], [], {}
    for place in range(rows.height):
        row = rows[place]
        links, wall, used = timed(lambda row=row: standing.link(row))
        walls.append(wall)
        processor.append(used)
        linked |= dict(links.frame.select("record", "spine_record").iter_rows())
    batch = dict(standing.link(rows, defaults={}).frame.select("record", "spine_record").iter_rows())
    return spread(name, walls, processor) | {f"{name}_linked": len(linked), f"{name}_as_in_batch": linked == batch}


def worsened(rows: pl.DataFrame) -> pl.DataFrame:
    """Spine rows as they may be corrected: another home, one name in seven."""
    names = pl.col("full_name").shift(1).fill_null("محمد أحمد")
    seventh = pl.int_range(pl.len()) % 7 == 0
    return rows.with_columns(
        governorate=pl.lit("5"), full_name=pl.when(seventh).then(names).otherwise(pl.col("full_name"))
    )


def gib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def measure(people: int, seed: int) -> Result:
    folder = data(people, dense=False, seed=seed)
    spine, b, c = (pl.read_parquet(folder / f"{name}.parquet").drop("person") for name in "abc")
    standing, wall, used = timed(lambda: prepare(spine, Settings()))
    told: Result = {"spine": spine.height, "prepare_s": wall, "prepare_cpu_s": used, "prepared_peak_gib": gib()}
    rows = pl.concat([one.sample(SINGLE, seed=seed) for one in (b, c)]).sample(fraction=1.0, shuffle=True, seed=seed)
    half = rows.height // 2
    told |= singles(standing, rows[:half], "row")
    told |= singles(standing, rows[half:].with_columns(number=pl.lit(None, pl.String)), "row_without_number")
    text, wall, _ = timed(lambda: standing.saved().dumps())
    told |= {"saved_model_bytes": len(text.encode()), "saved_model_s": wall}
    told |= spine_singles(standing, spine) | many(standing, spine, b)
    return told | {"peak_gib": gib()}


def spine_singles(standing: Standing, spine: pl.DataFrame) -> Result:
    """One spine row replaced at a time, and its reach made."""
    standing, wall, _ = timed(lambda: standing.changed(spine[:1]))
    told, state = {"first_spine_change_s": wall}, standing
    walls, processor, reached, used = [], [], [], []
    for place in range(1, 500):
        row = worsened(spine[place * 7])
        after, wall, busy = timed(lambda row=row, state=state: state.changed(row))
        reach, longer, _ = timed(
            lambda row=row, state=state, after=after: Reach.of(state, after, row["record"].to_list())
        )
        state = after
        walls.append(wall)
        processor.append(busy)
        reached.append(longer)
        used.append(len(reach.keys))
    return told | spread("spine_row", walls, processor) | {"reach_p99_ms": 1000 * float(np.percentile(reached, 99))}


def many(standing: Standing, spine: pl.DataFrame, register: pl.DataFrame) -> Result:
    """A register in memory; then 10,000 spine rows and 90,000 of its rows change."""
    living = Living(standing, {"b": Register(once=True)})
    _, wall, used = timed(lambda: living.put("b", register))
    told: Result = {"living_rows": register.height, "living_put_s": wall, "living_put_cpu_s": used}
    changed = worsened(spine.sample(min(SPINE_CHANGED, spine.height // 10), seed=3))
    turned, wall, used = timed(lambda: living.put_spine(changed))
    told |= {"spine_changed": changed.height, "spine_changed_s": wall, "spine_changed_cpu_s": used}
    told["links_changed_by_spine"] = len(turned)
    some = register.sample(min(CHANGED - changed.height, register.height // 2), seed=4)
    turned, wall, used = timed(lambda: living.put("b", some.with_columns(mother_name=pl.lit(None, pl.String))))
    told |= {"rows_changed": some.height, "rows_changed_s": wall, "rows_changed_cpu_s": used}
    return told | {"links_changed_by_rows": len(turned)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", type=Path, default=HOME / "linkage_increments.json")
    wanted = parser.parse_args()
    told = measure(wanted.people, wanted.seed)
    for name, value in told.items():
        print(f"{name:36} {value:.4g}" if isinstance(value, float) else f"{name:36} {value}")
    wanted.json.write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
