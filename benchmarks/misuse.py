"""Does the watch find misuse that is hidden among honest looks? Strict: the account and what it did must both be right.

    python benchmarks/misuse.py                     # one nation of 20,000, 200,000 honest looks
    python benchmarks/misuse.py --seeds 1 2 3       # three

For each seed a nation with planted misuse is made under var/bench (kept for the next run), the watch looks through its
whole ledger, and its ranked list is held against the truth, which the watch does not see. For each of the twelve kinds:
at which rank is an account that did it first named with it? Ends with 1 where fewer than 10 of the 12 stand within the
first 50 rows, for any seed.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEPTHS = (10, 20, 50)
LEAST = 10
KINDS = 12
FAR = 1000  # rows of the list that are looked at


@dataclass(frozen=True)
class Row:
    account: str
    kind: str


def in_home(home: Path, *command: str) -> str:
    """Run Python in a process of its own whose nation is in that home; what it said."""
    environment = {**os.environ, "WASL_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), "WASL_DEMO": "true"}
    done = subprocess.run([sys.executable, *command], env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}")
    return done.stdout


def nation(people: int, seed: int) -> Path:
    home = ROOT / f"var/bench/misuse-{people}-{seed}"
    if not truth_file(home).exists():
        in_home(home, "-m", "wasl.cli", "nation", "--misuse", "--people", str(people), "--seed", str(seed))
    return home


def truth_file(home: Path) -> Path:
    return home / "nation/truth/misuse.parquet"


def truth(home: Path) -> list[Row]:
    import polars as pl

    found = pl.read_parquet(truth_file(home), columns=["account", "kind"])
    return [Row(account, kind) for account, kind in found.iter_rows()]


def watched(home: Path) -> tuple[list[Row], float]:
    """The ranked list, best first, and how long the watch took."""
    began = time.perf_counter()
    in_home(home, "-m", "wasl.cli", "protection", "watch")
    seconds = time.perf_counter() - began
    listed = json.loads(in_home(home, __file__, "--list").splitlines()[-1])
    return [Row(account, kind) for account, kind in listed], seconds


def list_ranked() -> None:
    """In a process of its own: the store is the one that the environment names."""
    from wasl.cli import setup_django

    setup_django()
    from wasl.protection.api import ranked

    print(json.dumps([(str(row.account), str(row.kind)) for row in ranked()[:FAR]]))


def told(home: Path, seed: int) -> int:
    """Print one nation's table; how many kinds stand within the last of the depths."""
    planted = truth(home)
    listed, seconds = watched(home)
    ranks = {kind: first_rank(listed, planted, kind) for kind in sorted({row.kind for row in planted})}
    print(f"\nseed {seed}: {len(planted)} accounts misuse what they may see; the watch took {seconds:.0f} s")
    print("kind               accounts  first rank  " + "  ".join(f"in {depth:2}" for depth in DEPTHS))
    for kind, rank in ranks.items():
        accounts = sum(row.kind == kind for row in planted)
        within = "  ".join("  yes" if rank and rank <= depth else "   no" for depth in DEPTHS)
        print(f"{kind:18} {accounts:8}  {rank or '-':>10}  {within}")
    print_depths(listed, planted, ranks)
    return sum(bool(rank and rank <= DEPTHS[-1]) for rank in ranks.values())


def first_rank(listed: list[Row], planted: list[Row], kind: str) -> int | None:
    right = {row for row in planted if row.kind == kind}
    return next((rank for rank, row in enumerate(listed, 1) if row in right), None)


def print_depths(listed: list[Row], planted: list[Row], ranks: dict[str, int | None]) -> None:
    guilty = {row.account for row in planted}
    for depth in DEPTHS:
        first = listed[:depth]
        kinds = sum(bool(rank and rank <= depth) for rank in ranks.values())
        right = sum(row in planted for row in first)
        honest = {row.account for row in first} - guilty
        print(
            f"first {depth:2}: {kinds} of {KINDS} kinds, {len(set(first) & set(planted))} of {len(planted)} accounts; "
            f"{right} of {len(first)} rows right, {len(honest)} honest accounts named"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--list", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.list:
        list_ranked()
        return
    found = {seed: told(nation(asked.people, seed), seed) for seed in asked.seeds}
    print("\nkinds within the first 50 rows: " + ", ".join(f"seed {seed}: {n} of {KINDS}" for seed, n in found.items()))
    sys.exit(any(kinds < LEAST for kinds in found.values()))


if __name__ == "__main__":
    main()
