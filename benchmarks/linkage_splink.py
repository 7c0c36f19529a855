"""Splink as a referee: run by linkage.py in its own environment (Splink 5.0.0, DuckDB below 2), on the names that
our own standardising stage prepared, so that what is compared is the linking.

    python linkage_splink.py FOLDER --blocks wide|tight --out clusters.parquet [--no-check-digit]

Its best settings, found by hand on one made-up population: names as consonant skeletons with term frequencies; a
comparison of the number that knows about the check digit; clustering by single best links, told that A and C hold a
person once.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import polars as pl
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from linkage_data import check_digit_right
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from wasl.linkage.facts import standardise
from wasl.linkage.settings import Settings
from wasl.linkage.vocabulary import Vocabulary

NAMES = ("given", "father", "third", "family", "mother")
THRESHOLDS = (0.5, 0.8, 0.95, 0.99)


def prepared(folder: Path, *, check_digit: bool) -> dict[str, pl.DataFrame]:
    """Each register with its names as forms and skeletons."""
    words, out = Vocabulary(), {}
    for name in "abc":
        table = pl.read_parquet(folder / f"{name}.parquet")
        facts = standardise(table, Settings(), words)
        columns: dict[str, pl.Series] = {}
        for part in NAMES:
            skeleton = pl.Series(facts.key_part(part))
            columns[part] = pl.Series([words.skeletons[i] or None for i in skeleton.to_list()], dtype=pl.String)
        structure = table["number"].str.len_bytes() == 14
        valid = structure & check_digit_right(table["number"]) if check_digit else structure
        out[name] = table.select(
            unique_id="record",
            number="number",
            birth_date=pl.col("birth_date").dt.strftime("%Y-%m-%d"),
            sex="sex",
            birth_governorate="birth_governorate",
            governorate="governorate",
            **{key: pl.Series(column) for key, column in columns.items()},
            valid=valid.fill_null(value=False),
        )
    return out


def name_comparison(column: str) -> Any:
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            cll.NullLevel(column),
            cll.ExactMatchLevel(column, term_frequency_adjustments=True),
            cll.JaroWinklerLevel(column, 0.88),
            cll.ElseLevel(),
        ],
    )


def number_comparison() -> Any:
    return cl.CustomComparison(
        output_column_name="number",
        comparison_levels=[
            cll.NullLevel("number"),
            cll.ExactMatchLevel("number"),
            cll.CustomLevel("damerau_levenshtein(number_l, number_r) <= 1 AND NOT (valid_l AND valid_r)"),
            cll.CustomLevel("valid_l AND valid_r"),
            cll.ElseLevel(),
        ],
    )


def date_comparison() -> Any:
    same = "substr(birth_date_l, {0}, {1}) = substr(birth_date_r, {0}, {1})"
    year, month, day = same.format(1, 4), same.format(6, 2), same.format(9, 2)
    left, right = "substr(birth_date_{}, 6, 2)", "substr(birth_date_{}, 9, 2)"
    swapped = f"{left.format('l')} = {right.format('r')} AND {right.format('l')} = {left.format('r')}"
    default = "(substr(birth_date_l, 6) = '01-01' OR substr(birth_date_r, 6) = '01-01')"
    return cl.CustomComparison(
        output_column_name="birth_date",
        comparison_levels=[
            cll.NullLevel("birth_date"),
            cll.ExactMatchLevel("birth_date", term_frequency_adjustments=True),
            cll.CustomLevel(f"{year} AND {swapped}"),
            cll.CustomLevel(f"{year} AND {default}"),
            cll.CustomLevel(f"({year} AND {month}) OR ({year} AND {day}) OR ({month} AND {day})"),
            cll.ElseLevel(),
        ],
    )


def blocks(kind: str) -> list[Any]:
    if kind == "wide":
        return [
            block_on("number"),
            *(block_on("birth_date", part) for part in ("given", "father", "family", "mother")),
            block_on("given", "father", "third", "family"),
            block_on("given", "father", "family", "substr(birth_date, 1, 4)"),
        ]
    year = "substr(birth_date, 1, 4)"
    return [
        block_on("number"),
        block_on("birth_date", "given", "father"),
        block_on("birth_date", "given", "family"),
        block_on("birth_date", "father", "family"),
        block_on("birth_date", "given", "mother"),
        block_on(year, "given", "father", "third"),
        block_on(year, "given", "father", "family"),
        block_on("given", "father", "third", "family", "mother"),
    ]


def run(folder: Path, *, kind: str, check_digit: bool) -> tuple[dict[str, float], dict[float, pl.DataFrame]]:
    """Stage times, and the clusters at each threshold. The time of one threshold is counted, not that of the sweep."""
    times: dict[str, float] = {}
    began = time.perf_counter()

    def lap(stage: str) -> None:
        nonlocal began
        now = time.perf_counter()
        times[stage], began = now - began, now

    tables = prepared(folder, check_digit=check_digit)
    lap("prepare")
    api = DuckDBAPI()
    api._con.execute("SET max_temp_directory_size = '20GB'")
    frames = [api.register(table.to_arrow(), dataset_display_name=name) for name, table in tables.items()]
    settings = SettingsCreator(
        link_type="link_and_dedupe",
        comparisons=[
            number_comparison(),
            *(name_comparison(part) for part in NAMES),
            date_comparison(),
            cl.ExactMatch("sex"),
            cl.ExactMatch("birth_governorate"),
            cl.ExactMatch("governorate"),
        ],
        blocking_rules_to_generate_predictions=blocks(kind),
        retain_matching_columns=False,
        additional_columns_to_retain=["valid"],
    )
    linker = Linker(frames, settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on("number")], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    lap("lambda and u")
    for rule in (block_on("number"), block_on("birth_date", "given", "father")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=2e6)
    lap("EM")
    pairs = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    lap("predict")
    out = {}
    for place, threshold in enumerate(THRESHOLDS):
        found = linker.clustering.cluster_using_single_best_links(
            pairs, duplicate_free_datasets=["a", "c"], threshold_match_probability=threshold
        )
        out[threshold] = pl.from_arrow(
            found.as_duckdbpyrelation().select("cluster_id, source_dataset, unique_id").to_arrow_table()
        )
        if not place:
            lap("cluster")
    return times, out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--blocks", choices=["wide", "tight"], default="wide")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--no-check-digit", action="store_true")
    wanted = parser.parse_args()
    laps, clusters = run(wanted.folder, kind=wanted.blocks, check_digit=not wanted.no_check_digit)
    for threshold, frame in clusters.items():
        frame.write_parquet(wanted.out.with_suffix(f".{threshold}.parquet"))
    wanted.out.with_suffix(".json").write_text(json.dumps({"stages": laps, "seconds": sum(laps.values())}))
