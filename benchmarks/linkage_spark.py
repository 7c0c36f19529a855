"""The same settings on one machine and on Spark: are the links the same, and what does it cost?

    python benchmarks/linkage_spark.py --people 100000            sparse birth dates
    python benchmarks/linkage_spark.py --people 100000 --dense    as many births a day as in a nation of 107 million

A decision is a pair of rows that at least one of the two puts together; all other pairs both leave apart. Differences
are listed with the probability that each side gives them. Data: benchmarks/linkage_data.py.
"""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl
import psutil
from linkage import data, measured, scores, truth
from linkage_data import check_digit_right

Told = dict[str, Any]
ONCE = {"a": True, "b": False, "c": True}


def registers(folder: Path) -> dict[str, pl.DataFrame]:
    frames = {name: pl.read_parquet(folder / f"{name}.parquet").drop("person") for name in ONCE}
    return {name: frame.with_columns(number_valid=check_digit_right(frame["number"])) for name, frame in frames.items()}


def cpu_seconds() -> float:
    """Of this process, its children and theirs, also those that have ended."""
    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return float(sum(sum(process.cpu_times()[:4]) for process in family))


def one_machine(folder: Path, out: Path) -> Told:
    from wasl.linkage import Settings, Table, resolve

    tables = [Table(name, frame, ONCE[name]) for name, frame in registers(folder).items()]
    began = time.perf_counter()
    result = resolve(tables, Settings(precision=0.998))
    result.frame.write_parquet(out.with_suffix(".parquet"))
    result.unsure.write_parquet(out.with_suffix(".unsure.parquet"))
    return {"seconds": time.perf_counter() - began, "cpu_seconds": cpu_seconds()}


def spark(folder: Path, out: Path, cores: int) -> Told:
    from wasl.linkage import Settings
    from wasl.linkage.spark import SparkTable, local_session, resolve_on_spark

    began = time.perf_counter()
    session = local_session(cores)
    start, idle = time.perf_counter() - began, cpu_seconds()
    tables = []
    for name, frame in registers(folder).items():
        path = str(out / f"{name}.parquet")
        out.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(path)
        tables.append(SparkTable(name, session.read.parquet(path), ONCE[name]))
    began = time.perf_counter()
    result = resolve_on_spark(tables, Settings(precision=0.998), work=str(out / "stages"))
    pl.DataFrame(pl.from_arrow(result.frame.toArrow())).write_parquet(out.with_suffix(".parquet"))
    pl.DataFrame(pl.from_arrow(result.unsure.toArrow())).write_parquet(out.with_suffix(".unsure.parquet"))
    told = {"seconds": time.perf_counter() - began, "cpu_seconds": cpu_seconds() - idle, "start_seconds": start}
    disk = sum(path.stat().st_size for path in (out / "stages").rglob("*.parquet"))
    session.stop()
    shutil.rmtree(out)
    stages = {name: round(seconds, 1) for name, seconds in result.seconds.items()}
    return told | {"disk_mib": disk / 2**20, "stages": stages}


def pairs(frame: pl.DataFrame) -> set[tuple[str, str]]:
    groups = frame.group_by("cluster").agg("record").filter(pl.col("record").list.len() > 1)
    return {pair for group in groups["record"].to_list() for pair in combinations(sorted(group), 2)}


def differences(folder: Path, one: set[Any], two: set[Any]) -> Iterator[dict[str, Any]]:
    """Every pair that only one side puts together, and what each side says of it where it left it apart."""
    told = {}
    for name in ("one", "spark"):
        rows = pl.read_parquet(folder / f"{name}.unsure.parquet").select("record", "other_record", "probability")
        told[name] = {tuple(sorted(row[:2])): row[2] for row in rows.iter_rows()}
    for pair in sorted(one ^ two):
        apart = "spark" if pair in one else "one"
        yield {"pair": pair, "left apart by": apart, "probability there": told[apart].get(pair)}


def run(people: int, *, dense: bool, seed: int, cores: int) -> dict[str, Any]:
    folder = data(people, dense=dense, seed=seed)
    out: dict[str, Any] = {"people": people, "dense": dense, "cores": cores}
    for name in ("one", "spark"):
        _, peak = measured([sys.executable, __file__, "--child", name, str(folder), "--cores", str(cores)])
        out[name] = json.loads((folder / f"{name}.json").read_text()) | {"gib": round(peak, 2)}
        found = truth(folder).join(pl.read_parquet(folder / f"{name}.parquet"), on="record")
        out[name] |= scores(found["person"].to_numpy(), found["cluster"].to_numpy())
    one, two = (pairs(pl.read_parquet(folder / f"{name}.parquet")) for name in ("one", "spark"))
    listed = list(differences(folder, one, two))
    same = 1 - len(listed) / max(1, len(one | two))
    return out | {"decisions": len(one | two), "identical": same, "differences": listed}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--dense", action="store_true")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.child:
        name, folder = wanted.child[0], Path(wanted.child[1])
        out = folder / name
        told = one_machine(folder, out) if name == "one" else spark(folder, out, wanted.cores)
        out.with_suffix(".json").write_text(json.dumps(told))
        return
    print(json.dumps(run(wanted.people, dense=wanted.dense, seed=wanted.seed, cores=wanted.cores), indent=1))


if __name__ == "__main__":
    main()
