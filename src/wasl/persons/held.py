"""Stewards' verdicts in a linking run: the engine's links of a register, with what stewards have settled put over them.

What the engine itself said of those rows is kept, so that a verdict can still be taken back after the run.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from wasl.persons.effects import verdict_on
from wasl.persons.models import Opinion
from wasl.persons.staging import LINK, UNSURE
from wasl.persons.verdicts import STEWARD, Answer, Verdict, outcome

Verdicts = dict[str, dict[int, Verdict]]
"""By row, by person."""

USED = pl.Schema([*LINK.items(), ("use", pl.Float64)])
KEPT = pl.Schema([*USED.items(), ("linked", pl.Boolean)])


@dataclass(frozen=True)
class Held:
    """What goes into the index, and the engine's own words on the rows that stewards have spoken on."""

    links: pl.DataFrame
    unsure: pl.DataFrame
    kept: pl.DataFrame


def verdicts() -> dict[tuple[str, str], Verdicts]:
    """All that is settled, by register and role."""
    pairs: dict[tuple[str, str, str, int], list[Opinion]] = defaultdict(list)
    for opinion in Opinion.objects.filter(withdrawn=None, settled=True).order_by("id").iterator():
        pairs[opinion.register, opinion.role, opinion.record, opinion.person_id].append(opinion)
    found: dict[tuple[str, str], Verdicts] = defaultdict(lambda: defaultdict(dict))
    for (register, role, record, person), told in pairs.items():
        if verdict := verdict_on(told):
            found[register, role][record][person] = verdict
    return found


def held(links: pl.DataFrame, unsure: pl.DataFrame, given: Verdicts, *, once: bool, run: int) -> Held:
    """`links` and `unsure` as LINK and UNSURE of staging; `given` only for rows that the register still holds."""
    if not given:
        return Held(links, unsure, pl.DataFrame(schema=KEPT))
    spoken = pl.Series(list(given), dtype=pl.String)
    mine, doubtful = links.filter(pl.col("key").is_in(spoken)), unsure.filter(pl.col("record").is_in(spoken))
    answers = _answers(mine, doubtful, run)
    outcomes = {record: outcome(answers.get(record, []), said, run) for record, said in given.items()}
    theirs = links.filter(~pl.col("key").is_in(spoken))
    taken = {link.person for found in outcomes.values() for link in found.links if link.method == STEWARD}
    lost = theirs.filter(pl.col("person_id").is_in(list(taken))) if once else theirs.clear()
    ours = _frame([(record, link) for record, found in outcomes.items() for link in found.links])
    left = _frame([(record, pair) for record, found in outcomes.items() for pair in found.unsure])
    apart = lost.with_columns(pl.lit(0.0).alias("use"))
    return Held(
        pl.concat([theirs.join(lost, on=["person_id", "key"], how="anti"), ours.select(LINK.names())]),
        pl.concat(
            [
                unsure.filter(~pl.col("record").is_in(spoken)),
                *(frame.rename({"key": "record"}).select(UNSURE.names()) for frame in (left, apart)),
            ]
        ),
        _kept(answers),
    )


def _answers(links: pl.DataFrame, unsure: pl.DataFrame, run: int) -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = defaultdict(list)
    certain, doubtful = links.with_columns(pl.lit(0.0).alias("use")), unsure.rename({"record": "key"})
    for frame, linked in ((certain, True), (doubtful, False)):
        for person, key, probability, weight, method, reason, use in frame.select(*LINK, "use").iter_rows():
            found[key].append(Answer(person, linked, probability, weight, method, reason, run, use))
    return found


def _frame(rows: Iterable[tuple[str, Answer]]) -> pl.DataFrame:
    """As USED; `use` is that of an unsure pair."""
    return pl.DataFrame(
        [(a.person, record, a.probability, a.weight, a.method, a.reason, a.use) for record, a in rows],
        schema=USED,
        orient="row",
    )


def _kept(answers: dict[str, list[Answer]]) -> pl.DataFrame:
    rows = [(record, answer) for record, found in answers.items() for answer in found]
    return _frame(rows).with_columns(pl.Series("linked", [answer.linked for _, answer in rows], pl.Boolean))
