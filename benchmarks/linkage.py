"""The linking engine beside Splink and beside merely joining on the number: time, memory, precision, recall.

    python benchmarks/linkage.py --all                                the four lines below in one run
    python benchmarks/linkage.py --people 10000 100000 1000000        sparse birth dates
    python benchmarks/linkage.py --people 10000 100000 --dense        as many births a day as in a nation of 107 million
    python benchmarks/linkage.py --people 100000 --no-check-digit     numbers valid by their form alone
    python benchmarks/linkage.py --people 100000 --broken-check-digit 0.3   the rule calls 30 % of the numbers wrong
    python benchmarks/linkage.py --febrl                              FEBRL 1 to 4, no identifier
    python benchmarks/linkage.py --pseudopeople                       made-up Americans by other hands (pseudopeople)

Every system runs in a process of its own on the same files; Splink in its own environment, made at the first run.
Splink's threshold is the best of four for each metric; ours is set beforehand by the wanted precision. The truth (who
a row is, and whether the number is a relative's) is in columns that no system sees.

Cases: the share of brothers and sisters (of twins) in whose group somebody of their sibship (their twin) stands, of
rows with a relative's number in whose group somebody else stands, and of each that are parted from rows of their own.
"""

import argparse
import json
import math
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import psutil

HERE = Path(__file__).parent
HOME = HERE.parent / "var/bench"
SPLINK = [
    "splink==5.0.0",
    "duckdb<2",
    "polars",
    "pyarrow",
    "psutil",
    "pandas<3",
    "recordlinkage",
    "pyyaml",
    "rapidfuzz",
]
Scores = dict[str, float]


def scores(person: np.ndarray[Any, Any], cluster: np.ndarray[Any, Any]) -> Scores:
    """Pairs after closure, and exact clusters of two rows or more."""
    _, person = np.unique(person, return_inverse=True)
    _, cluster = np.unique(cluster, return_inverse=True)
    true, made = np.bincount(person), np.bincount(cluster)
    both, counts = np.unique(person.astype(np.int64) << 32 | cluster, return_counts=True)
    exact = (counts == true[both >> 32]) & (counts == made[both & 0xFFFFFFFF]) & (counts > 1)
    pairs = float(_pairs(counts))
    out = _rates("pair", pairs, float(_pairs(made)), float(_pairs(true)))
    return out | _rates("cluster", float(exact.sum()), float((made > 1).sum()), float((true > 1).sum()))


def _pairs(sizes: np.ndarray[Any, Any]) -> int:
    return int((sizes.astype(np.int64) * (sizes - 1) // 2).sum())


def _rates(name: str, right: float, made: float, true: float) -> Scores:
    precision, recall = right / max(made, 1.0), right / max(true, 1.0)
    return {
        f"{name}_precision": precision,
        f"{name}_recall": recall,
        f"{name}_f1": 2 * precision * recall / max(precision + recall, 1e-9),
    }


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds and peak resident GiB of a process and its children."""
    peak = 0.0
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=_environment(), text=True
    )
    errors: list[str] = []
    reader = threading.Thread(target=lambda: errors.extend(process.stderr or ()))
    reader.start()
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            family = [watched, *watched.children(recursive=True)]
            peak = max(peak, sum(one.memory_info().rss for one in family))
        except psutil.NoSuchProcess:
            break
        time.sleep(0.05)
    reader.join()
    if process.wait():
        raise RuntimeError(f"{' '.join(command)} failed:\n{''.join(errors[-20:])}")
    return time.perf_counter() - began, peak / 2**30


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": f"{HERE.parent / 'src'}:{HERE}", "OPENBLAS_NUM_THREADS": "1"}


def splink_python() -> str:
    """The referee's own Python, made at the first call."""
    python = HOME / "splink-venv/bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOME / "splink-venv")], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *SPLINK], check=True)
    return str(python)


def data(people: int, *, dense: bool, seed: int, broken: float = 0.0) -> Path:
    name = f"{'dense' if dense else 'sparse'}-{people}-{seed}" + (f"-broken-{broken}" if broken else "")
    folder = HOME / name
    if not (folder / "people.parquet").exists():
        from linkage_data import write

        write(folder, people, seed=seed, dense=dense, broken=broken)
    return folder


def truth(folder: Path) -> pl.DataFrame:
    """record, person, borrowed."""
    columns = ["record", "person", "borrowed"]
    return pl.concat([pl.read_parquet(folder / f"{name}.parquet", columns=columns) for name in "abc"])


def cases(found: pl.DataFrame, folder: Path) -> Scores:
    """How often siblings, twins and bearers of a relative's number are joined with somebody else, or parted from
    themselves. `found`: person, borrowed, cluster."""
    rows = found.join(pl.read_parquet(folder / "people.parquet"), on="person")
    people = pl.col("person").n_unique()
    rows = rows.with_columns(
        kin=pl.col("person").n_unique().over("sibship") > 1,
        twin=pl.col("person").n_unique().over("sibship", "day") > 1,
        mixed=people.over("cluster") > 1,
        mixed_kin=people.over("cluster", "sibship") > 1,
        mixed_twin=people.over("cluster", "sibship", "day") > 1,
        parted=pl.col("cluster").n_unique().over("person") > 1,
        alone=(pl.len().over("cluster", "person") == 1) & (pl.len().over("person") > 1),
    )
    each = rows.group_by("person").agg(pl.col("kin", "twin", "mixed_kin", "mixed_twin", "parted").any())
    kin, twins, borrowed = each.filter("kin"), each.filter("twin"), rows.filter("borrowed")
    return {
        "siblings_joined": _share(kin["mixed_kin"]),
        "siblings_parted": _share(kin["parted"]),
        "twins_joined": _share(twins["mixed_twin"]),
        "twins_parted": _share(twins["parted"]),
        "relatives_number_joined": _share(borrowed["mixed"]),
        "relatives_number_parted": _share(borrowed["alone"]),
    }


def _share(flags: pl.Series) -> float:
    return float(flags.mean() or 0.0)  # type: ignore[arg-type]


def our_run(folder: Path, out: Path, *, check_digit: bool) -> None:
    """Ours, in its own process: read, resolve, write."""
    from linkage_data import check_digit_right

    from wasl.linkage import Settings, Table, resolve

    began = time.perf_counter()
    number = pl.col("number")
    right = number.map_batches(check_digit_right, return_dtype=pl.Boolean, is_elementwise=True)
    valid = right if check_digit else number.str.len_bytes() == 14
    tables = []
    for name in "abc":
        frame = pl.scan_parquet(folder / f"{name}.parquet").drop("person", "borrowed")
        tables.append(Table(name, frame.with_columns(number_valid=valid), once=name in "ac"))
    result = resolve(tables, Settings(precision=0.998))
    result.frame.write_parquet(out)
    estimate = {"precision": result.estimate.precision, "recall": result.estimate.recall}
    seconds, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    told = {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "estimate": estimate, "notes": result.notes}
    out.with_suffix(".json").write_text(json.dumps(told))


def floor_run(folder: Path, engine: str) -> None:
    """The least that any linking must do: read, and join the rows on the number."""
    if engine == "duckdb":
        import duckdb

        rows = f"(SELECT record, number FROM '{folder}/[abc].parquet' WHERE number IS NOT NULL)"
        joined = f"SELECT count(*) FROM {rows} x JOIN {rows} y ON x.number = y.number AND x.record < y.record"
        duckdb.sql(joined).fetchall()
        return
    frames = [pl.scan_parquet(folder / f"{name}.parquet").select("record", "number") for name in "abc"]
    rows = pl.concat(frames).drop_nulls("number")
    rows.join(rows, on="number").filter(pl.col("record") < pl.col("record_right")).select(pl.len()).collect()


def ours(folder: Path, *, check_digit: bool) -> dict[str, Any]:
    out = folder / "ours.parquet"
    command = [sys.executable, __file__, "--child", "ours", str(folder), *([] if check_digit else ["--no-check-digit"])]
    _, peak = measured(command)
    told = json.loads(out.with_suffix(".json").read_text())
    found = truth(folder).join(pl.read_parquet(out), on="record")
    made = scores(found["person"].to_numpy(), found["cluster"].to_numpy())
    return told | {"gib": peak} | made | cases(found, folder)


def splink(folder: Path, *, blocks: str, check_digit: bool) -> dict[str, Any]:
    out = folder / f"splink-{blocks}"
    command = [splink_python(), str(HERE / "linkage_splink.py"), str(folder), "--blocks", blocks, "--out", str(out)]
    _, peak = measured(command + ([] if check_digit else ["--no-check-digit"]))
    best: dict[str, Any] = {}
    for path in sorted(folder.glob(f"splink-{blocks}.0.*.parquet")):
        found = truth(folder).join(pl.read_parquet(path), left_on="record", right_on="unique_id")
        found = found.with_columns(cluster=pl.col("cluster_id").cast(pl.Categorical).to_physical())
        made = scores(found["person"].to_numpy(), found["cluster"].to_numpy())
        for metric in ("pair", "cluster"):
            if made[f"{metric}_f1"] > best.get(f"{metric}_f1", 0):
                best |= cases(found, folder) if metric == "pair" else {}
                best |= {key: value for key, value in made.items() if key.startswith(metric)}
    return {"seconds": json.loads(out.with_suffix(".json").read_text())["seconds"], "gib": peak} | best


def floor(folder: Path, engine: str) -> dict[str, Any]:
    seconds, peak = measured([sys.executable, __file__, "--child", f"floor-{engine}", str(folder)])
    return {"seconds": seconds, "gib": peak}


COLUMNS = ["set", "system", "seconds", "gib", "pair_precision", "pair_recall", "pair_f1", "cluster_f1"]
CASES = [f"{who}_{how}" for who in ("siblings", "twins", "relatives_number") for how in ("joined", "parted")]


def table(rows: list[dict[str, Any]], columns: list[str] = COLUMNS) -> None:
    print(" | ".join(columns))
    for row in rows:
        cells = [row.get(name, "") for name in columns]
        print(" | ".join(f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in cells), flush=True)


def growth(rows: list[dict[str, Any]]) -> dict[str, float]:
    """The exponent by which the time of each system grows between the least and the greatest size, for each sort of
    data."""
    out = {}
    for sort, system in sorted({(row["sort"], row["system"]) for row in rows}):
        timed = sorted(
            (row["people"], row["seconds"]) for row in rows if (row["sort"], row["system"]) == (sort, system)
        )
        (few, quick), (many, slow) = timed[0], timed[-1]
        if many > few:
            out[f"{sort}: {system}"] = math.log(slow / quick) / math.log(many / few)
    return out


def compare(wanted: argparse.Namespace) -> list[dict[str, Any]]:
    """Every system on every size of one sort of data."""
    rows = []
    check = not wanted.no_check_digit
    for people in wanted.people:
        folder = data(people, dense=wanted.dense, seed=wanted.seed, broken=wanted.broken_check_digit)
        runs: dict[str, Callable[[], dict[str, Any]]] = {
            "floor DuckDB": lambda at=folder: floor(at, "duckdb"),
            "floor Polars": lambda at=folder: floor(at, "polars"),
            "ours": lambda at=folder: ours(at, check_digit=check),
        }
        for blocks in [] if wanted.no_splink else wanted.blocks:
            runs[f"Splink {blocks}"] = lambda at=folder, kind=blocks: splink(at, blocks=kind, check_digit=check)
        for system, run in runs.items():
            name = folder.name + ("" if check else "-no-check-digit")
            sort = name.replace(f"-{people}-{wanted.seed}", "")
            rows.append({"set": name, "sort": sort, "people": people, "system": system} | run())
            table(rows[-1:])
    return rows


def everything(wanted: argparse.Namespace) -> list[dict[str, Any]]:
    """All sorts of data in one run."""
    sorts: list[dict[str, Any]] = [
        {"people": [10_000, 100_000, 1_000_000]},
        {"people": [10_000, 100_000], "dense": True},
        {"people": [100_000], "no_check_digit": True},
        {"people": [100_000], "no_check_digit": True, "dense": True},
        {"people": [100_000], "broken_check_digit": 0.3},
        {"people": [100_000], "broken_check_digit": 0.3, "dense": True},
    ]
    return [row for sort in sorts for row in compare(argparse.Namespace(**{**vars(wanted), **sort}))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--dense", action="store_true")
    parser.add_argument("--no-check-digit", action="store_true")
    parser.add_argument("--broken-check-digit", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--no-splink", action="store_true")
    parser.add_argument("--blocks", nargs="+", choices=["wide", "tight"], default=["wide", "tight"])
    parser.add_argument("--febrl", action="store_true")
    parser.add_argument("--pseudopeople", action="store_true")
    parser.add_argument("--json", type=Path, default=HOME / "linkage.json")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.child:
        what, folder = wanted.child[0], Path(wanted.child[1])
        if what == "ours":
            our_run(folder, folder / "ours.parquet", check_digit=not wanted.no_check_digit)
        else:
            floor_run(folder, what.removeprefix("floor-"))
        return
    HOME.mkdir(parents=True, exist_ok=True)
    if wanted.pseudopeople:
        from linkage_pseudopeople import pseudopeople

        result: Any = pseudopeople(splink_python(), HOME, measured, scores)
        table(result)
    elif wanted.febrl:
        from linkage_febrl import febrl

        result = febrl(splink_python(), HOME, measured, scores)
        table(result)
    else:
        rows = everything(wanted) if wanted.all else compare(wanted)
        table(rows)
        table([row for row in rows if CASES[0] in row], ["set", "system", *CASES])
        result = {"rows": rows, "growth": growth(rows)}
        print(
            "growth exponents:", *(f"{name} {exponent:.2f}" for name, exponent in result["growth"].items()), sep="\n  "
        )
    wanted.json.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
