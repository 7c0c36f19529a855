"""How well the engine knows, without the truth, how good its links are: estimated and real precision and recall.

python benchmarks/linkage_estimates.py --people 20000 --seeds 1 2 3 4 5
"""

import argparse
from pathlib import Path

import polars as pl
from linkage import data, scores, truth
from linkage_data import check_digit_right

from wasl.linkage import Resolution, Settings, Table, resolve

COLUMNS = ("set", "seed", "precision: estimated", "real", "apart", "recall: estimated", "real", "apart")


def resolved(folder: Path, *, check_digit: bool) -> Resolution:
    tables = []
    for name in "abc":
        frame = pl.read_parquet(folder / f"{name}.parquet").drop("person", "borrowed")
        form = frame["number"].str.len_bytes() == 14
        valid = check_digit_right(frame["number"]) if check_digit else form
        tables.append(Table(name, frame.with_columns(number_valid=valid), once=name in "ac"))
    return resolve(tables, Settings(precision=0.998))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    asked = parser.parse_args()
    print(" | ".join(COLUMNS))
    worst = 0.0
    for dense in (False, True):
        for check_digit in (True, False):
            for seed in asked.seeds:
                folder = data(asked.people, dense=dense, seed=seed)
                made = resolved(folder, check_digit=check_digit)
                found = truth(folder).join(made.frame, on="record")
                real = scores(found["person"].to_numpy(), found["cluster"].to_numpy())
                told, name = made.estimate, f"{'dense' if dense else 'sparse'}{'' if check_digit else ', form only'}"
                pairs = ((told.precision, real["pair_precision"]), (told.recall, real["pair_recall"]))
                cells = [f"{one:.5f} | {two:.5f} | {abs(one - two):.5f}" for one, two in pairs]
                print(f"{name} | {seed} | {' | '.join(cells)}")
                worst = max(worst, abs(pairs[0][0] - pairs[0][1]))
    print(f"precision is never further apart than {worst:.5f}")


if __name__ == "__main__":
    main()
