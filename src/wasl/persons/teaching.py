"""What the engine learns from stewards: their settled verdicts held against what it would have answered by itself."""

from collections.abc import Mapping

import polars as pl

from wasl.core.log import event
from wasl.linkage import LESSONS, Lessons, Standing, table_defaults
from wasl.persons import people
from wasl.persons.answering import SAMPLED
from wasl.persons.held import Verdicts
from wasl.persons.verdicts import Verdict
from wasl.registers import api as registers
from wasl.registers.api import RegisterUnavailable


def taught(standing: Standing, verdicts: Mapping[tuple[str, str], Verdicts], ids: pl.DataFrame) -> tuple[Standing, int]:
    """The engine with what stewards add to its weights, and on how many verdicts that rests. `ids`: spine_record and
    person_id. The registers in question are read; one that cannot be teaches nothing this time."""
    told = [pl.DataFrame(schema=LESSONS)]
    for (register, role), said in verdicts.items():
        try:
            told += _of_role(standing, register, role, _frame(said, ids))
        except RegisterUnavailable as error:
            event("linking.no_lessons", level="warning", register=register, reason=error.reason)
    lessons = Lessons.of(pl.concat(told))
    after = standing.taught(lessons)
    return after, 0 if after.model.taught is None else len(lessons.patterns)


def _of_role(standing: Standing, register: str, role: str, said: pl.DataFrame) -> list[pl.DataFrame]:
    found, defaults = [], None
    for batch in registers.stream_persons(register, role):
        if defaults is None:
            defaults = table_defaults(people.with_validity(batch.head(SAMPLED)), standing.settings)
        rows = people.with_validity(batch.join(said, on="record", how="semi").unique("record", keep="none"))
        if rows.height:
            found.append(standing.lessons(rows, standing.link(rows, defaults=defaults), said, defaults))
    return found


def _frame(said: Verdicts, ids: pl.DataFrame) -> pl.DataFrame:
    rows = [
        (record, person, verdict == Verdict.SAME) for record, given in said.items() for person, verdict in given.items()
    ]
    frame = pl.DataFrame(rows, schema={"record": pl.String, "person_id": pl.Int64, "match": pl.Boolean}, orient="row")
    return frame.join(ids, on="person_id").select("record", "spine_record", "match")
