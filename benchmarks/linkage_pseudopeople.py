"""Made-up people of the United States, from the sample data inside the pseudopeople package (BSD-3), with its usual
noise and fixed seeds: ours beside Splink.

    python benchmarks/linkage.py --pseudopeople

    census       two censuses ten years apart, no number
    ssa-census   the Social Security register and a census, no number
    ssa-w2       the Social Security register and a year's wage forms, with the Social Security number
    ssa-w2-bare  the same without it: names and an initial are all that both hold

Both engines get the same columns and the same keys, and accept a pair from probability 0.5 on; Splink is shown a second
time with the best of four thresholds, which needs the truth (`simulant_id`). A third environment makes the data.

    python linkage_pseudopeople.py export FOLDER           write the tasks
    python linkage_pseudopeople.py splink FOLDER/census    link one task with Splink
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl
from linkage_febrl import THRESHOLDS, Measured, Scores, against, referee

TASKS = ("census", "ssa-census", "ssa-w2", "ssa-w2-bare")
PACKAGES = ["pseudopeople==1.3.1", "polars", "pyarrow"]
DATE_PARTS = {"mdy": ((4, 4), (0, 2), (2, 2)), "ymd": ((0, 4), (4, 2), (6, 2))}  # year, month, day: place and length
ONCE = {"before", "after", "ssa"}  # tables that hold a person once, but for a few in a hundred thousand


def maker_python(home: Path) -> str:
    """The Python that makes the data, made at the first call."""
    python = home / "pseudopeople-venv/bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home / "pseudopeople-venv")], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return str(python)


def export(folder: Path) -> None:
    """Each task as one file with the columns as both engines read them, `table` and `person`."""
    import pseudopeople as made

    def read(frame: Any, name: str, *, date: str = "", prefix: str = "") -> pl.DataFrame:
        return prepared(pl.from_pandas(frame.astype("string")), name, date, prefix)

    quiet = {"verbose": False}
    before = read(made.generate_decennial_census(year=2020, seed=1, **quiet), "before", date="mdy")
    after = read(made.generate_decennial_census(year=2030, seed=2, **quiet), "after", date="mdy")
    events = made.generate_social_security(year=2020, seed=3, **quiet)
    register = read(events[events["event_type"] != "death"], "ssa", date="ymd")
    wages = read(made.generate_taxes_w2_and_1099(year=2020, seed=4, **quiet), "w2", prefix="mailing_address_")
    bare = [table.with_columns(number=pl.lit(None, pl.String)) for table in (register, wages)]
    parts = [[before, after], [register, before], [register, wages], bare]
    for task, tables in zip(TASKS, parts, strict=True):
        (folder / task).mkdir(parents=True, exist_ok=True)
        pl.concat(tables).write_parquet(folder / task / "rows.parquet")


def prepared(rows: pl.DataFrame, table: str, date: str, prefix: str) -> pl.DataFrame:
    """Names as words, dates year first (a month above 12 is a day that was exchanged with it), initials out of middle
    names; what a table lacks is null."""

    def text(column: str) -> pl.Expr:
        return pl.col(column).str.to_lowercase() if column in rows.columns else pl.lit(None, pl.String)

    def word(column: str) -> pl.Expr:
        bare = text(column).str.replace_all(r"[^a-z0-9]", "")
        return pl.when(bare != "").then(bare)

    digits = text("date_of_birth").str.replace_all(r"[^0-9]", "")
    year, *both = (digits.str.slice(at, size) for at, size in (DATE_PARTS[date] if date else DATE_PARTS["ymd"]))
    exchanged = both[0].cast(pl.Int32, strict=False) > 12
    month, day = (pl.when(exchanged).then(other).otherwise(one) for one, other in (both, both[::-1]))
    initial = "middle_initial" if "middle_initial" in rows.columns else "middle_name"
    return rows.with_row_index().select(
        record=pl.format("{}-{}", pl.lit(table), "index"),
        table=pl.lit(table),
        person="simulant_id",
        number=word("ssn"),
        given_name=word("first_name"),
        initial=word(initial).str.slice(0, 1),
        family_name=word("last_name"),
        given_stem=word("first_name").str.slice(0, 3),
        family_stem=word("last_name").str.slice(0, 3),
        names=pl.concat_str(text("first_name"), text("last_name"), separator=" ", ignore_nulls=True),
        birth_date=pl.concat_str(year, month, day, separator="-"),
        sex=text("sex"),
        race=word("race_ethnicity"),
        street=word(f"{prefix}street_name"),
        house=word(f"{prefix}street_number"),
    )


def ours(rows: pl.DataFrame) -> Any:
    from wasl.linkage import Settings, Table, resolve

    parts = rows.drop("person").partition_by("table", as_dict=True, include_key=False)
    tables = [Table(str(name), part, once=name in ONCE) for (name,), part in parts.items()]
    return resolve(tables, Settings.load(Path(__file__).with_suffix(".yaml")))


def splink(folder: Path) -> None:
    """Link one task with the comparisons of Splink's own library that suit each column, and write its clusters."""
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    began = time.perf_counter()
    rows = pl.read_parquet(folder / "rows.parquet").with_columns(unique_id="record").drop("person")
    parts = {str(name): part for (name,), part in rows.group_by("table", maintain_order=True)}
    shared = {name for name in rows.columns if all(part[name].null_count() < part.height for part in parts.values())}
    somewhere = {name for name in rows.columns if rows[name].null_count() < rows.height}
    comparisons = {
        "number": cl.DamerauLevenshteinAtThresholds("number", [1, 2]),
        "given_name": cl.NameComparison("given_name"),  # did better than the two names compared as one
        "family_name": cl.NameComparison("family_name"),
        "initial": cl.ExactMatch("initial").configure(term_frequency_adjustments=True),
        "birth_date": cl.DateOfBirthComparison("birth_date", input_is_string=True),
        "sex": cl.ExactMatch("sex"),
        "race": cl.ExactMatch("race"),
        "street": address_comparison(),
    }
    wanted = SettingsCreator(
        link_type="link_only" if set(parts) <= ONCE else "link_and_dedupe",
        comparisons=[made for name, made in comparisons.items() if name in somewhere],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in blocks(somewhere)],
    )
    api = DuckDBAPI()
    api._con.execute("SET max_temp_directory_size = '20GB'")
    frames = [api.register(part.drop("table").to_arrow(), dataset_display_name=name) for name, part in parts.items()]
    linker = Linker(frames, wanted, log_level=None)
    names = ["given_name", "family_name", "birth_date" if "birth_date" in shared else "initial"]
    certain = [block_on(*(["number"] if "number" in shared else names))]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in training(shared):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    pairs = linker.inference.predict(threshold_match_probability=THRESHOLDS[0])
    seconds = 0.0
    for threshold in THRESHOLDS:
        found = clustered(linker, pairs, sorted(ONCE & set(parts)), threshold)
        told = found.as_duckdbpyrelation().select("cluster_id, unique_id").to_arrow_table()
        pl.from_arrow(told).write_parquet(folder / f"splink.{threshold}.parquet")
        seconds = seconds or time.perf_counter() - began  # one threshold is counted, not the sweep
    (folder / "splink.json").write_text(json.dumps({"seconds": seconds}))


def address_comparison() -> Any:
    """Street and house together: taken apart they did worse, as families share both."""
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    return cl.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            cll.NullLevel("street"),
            cll.And(cll.ExactMatchLevel("street"), cll.ExactMatchLevel("house")),
            cll.ExactMatchLevel("street", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("street", 0.9),
            cll.ElseLevel(),
        ],
    )


def clustered(linker: Any, pairs: Any, once: list[str], threshold: float) -> Any:
    """Best links where a table holds a person once, connected rows otherwise."""
    if not once:
        return linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=threshold)
    return linker.clustering.cluster_using_single_best_links(
        pairs, duplicate_free_datasets=once, threshold_match_probability=threshold
    )


def training(shared: set[str]) -> list[tuple[str, ...]]:
    """Columns that rows must agree in to be trained on; each leaves other columns to be learned."""
    if "number" in shared:
        return [("number",), ("given_name", "family_name")]
    return (
        [("birth_date",), ("given_name", "family_name")] if "birth_date" in shared else [("given_name", "family_name")]
    )


def blocks(held: set[str]) -> list[tuple[str, ...]]:
    """The keys of our settings file, as Splink writes them, as far as there are such columns; and the number."""
    import yaml

    keys = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text())["keys"]
    names = {"given": "given_name", "family": "family_name", "birth_year": "substr(birth_date, 1, 4)"}
    rules = [tuple(names.get(part, part) for part in key.split(" > ")[0].split("+")) for key in keys]
    fit = [rule for rule in rules if all(part in held or "birth_date" in part for part in rule)]
    return [("number",), *fit] if "number" in held else fit


def pseudopeople(python: str, home: Path, measured: Measured, scores: Scores) -> list[dict[str, Any]]:
    """Rows for the table: both systems on the four tasks. `python`: the referee's."""
    folder, out = home / "pseudopeople", []
    measured([maker_python(home), __file__, "export", str(folder)])
    for task in TASKS:
        rows = pl.read_parquet(folder / task / "rows.parquet")
        began = time.perf_counter()
        result = ours(rows)
        seconds = time.perf_counter() - began
        estimate = {"precision": result.estimate.precision, "recall": result.estimate.recall}
        row = {"set": task, "system": "ours", "seconds": seconds, "estimate": estimate}
        out.append(row | against(rows, result.frame, scores))
        measured([python, __file__, "splink", str(folder / task)])
        out += referee(rows, folder / task, scores)
    return out


if __name__ == "__main__":
    {"export": export, "splink": splink}[sys.argv[1]](Path(sys.argv[2]))
