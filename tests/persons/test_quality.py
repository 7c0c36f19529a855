"""How well groups of people are linked: counted, compared with the mean, and with earlier runs."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.quality import TODAY, beside_the_last_run, persons_of, rows_of, spine, standing
from wasl.core.errors import Refusal
from wasl.linkage import Links
from wasl.linkage.links import LINKED, UNLINKED
from wasl.persons import oddities
from wasl.persons.drift import What, drifted, earlier
from wasl.persons.fairness import BEHIND, Certainty, Group, Measure, flagged, groups_of, mean, telling, together
from wasl.persons.models import LinkRun, QualityFigure
from wasl.persons.oddities import Oddities
from wasl.persons.quality import Tally, keep, quality_of
from wasl.persons.quality_words import group_name
from wasl.persons.report import Drawings, report_of
from wasl.persons.report_file import write_report

ROWS = pl.DataFrame(
    {
        "record": ["a", "b", "c", "d"],
        "sex": ["female", None, "male", None],
        "birth_date": [date(2025, 1, 1), date(1990, 11, 23), date(1990, 11, 22), None],
        "birth_governorate": ["1", "2", None, None],
        "governorate": [None, "21", "1", None],
    }
)


def answered(linked: dict[str, tuple[str, float]], unsure: list[tuple[str, str, float]] | None = None) -> Links:
    """What an engine would say: record -> (person, probability); and pairs left open."""

    def pairs(rows: list[tuple[str, str, float]]) -> pl.DataFrame:
        full = [
            {"record": r, "spine_record": s, "probability": p, "weight": 9.0, "method": "facts", "reason": "given="}
            for r, s, p in rows
        ]
        return pl.DataFrame(full, schema=LINKED)

    told = [(record, *found) for record, found in linked.items()]
    return Links(pairs(told), pairs(unsure or []), pl.DataFrame(schema=UNLINKED))


def figures(tally: Tally) -> dict[tuple[str, str], QualityFigure]:
    return {(figure.dimension, figure.group): figure for figure in tally.figures()}


def test_each_row_is_counted_once_in_each_dimension() -> None:
    tally = Tally("r", "holder", TODAY)
    tally.add(ROWS, answered({"a": ("p", 0.99)}, [("b", "q", 0.4), ("b", "r", 0.4)]))
    found = figures(tally)
    whole = found["all", ""]
    assert (whole.records, whole.linked, whole.unsure, whole.right, whole.missed) == (4, 1, 1, 0.99, 0.8)
    for dimension in ("governorate", "sex", "age", "sex+governorate"):
        assert sum(one.records for (name, _), one in found.items() if name == dimension) == 4


def test_governorate_is_of_residence_else_of_birth_and_age_is_of_today() -> None:
    tally = Tally("r", "holder", TODAY)
    tally.add(ROWS, answered({}))
    groups = {place: one.records for place, one in figures(tally).items()}
    assert {code: n for (name, code), n in groups.items() if name == "governorate"} == {"": 1, "1": 2, "21": 1}
    assert {code: n for (name, code), n in groups.items() if name == "age"} == {"": 1, "0-5": 1, "18-39": 2}


def test_a_row_that_does_not_say_is_counted_with_what_its_person_says() -> None:
    person = pl.DataFrame(
        {
            "spine_record": ["q"],
            "sex": ["female"],
            "birth_date": [date(1950, 1, 1)],
            "birth_governorate": ["2"],
            "governorate": [None],
        },
        schema_overrides={"governorate": pl.String},
    )
    tally = Tally("r", "holder", TODAY)
    tally.add(ROWS, answered({"d": ("q", 1.0)}), person)
    found = figures(tally)
    assert (found["sex", "female"].records, found["sex", "female"].linked) == (2, 1)
    assert found["age", "65+"].linked == found["governorate", "2"].linked == 1
    assert tally.summary().own["sex"] == 0.5  # what rows say themselves is kept apart


def test_batches_add_up() -> None:
    ready, rows = standing(), rows_of(spine())
    once, twice = Tally("r", "holder", TODAY), Tally("r", "holder", TODAY)
    once.add(rows, ready.link(rows))
    for batch in (rows.head(100), rows.slice(100)):
        twice.add(batch, ready.link(batch))
    assert {p: (f.records, f.linked, f.unsure) for p, f in figures(once).items()} == {
        p: (f.records, f.linked, f.unsure) for p, f in figures(twice).items()
    }
    assert [one.linked for one in once.summary().weights] == [one.linked for one in twice.summary().weights]


def test_expected_precision_and_recall_are_near_the_truth_among_rows_with_candidates() -> None:
    rows = rows_of(spine())  # each under the key that its person has in the spine
    found = standing().link(rows)
    right = found.frame.filter(pl.col("record") == pl.col("spine_record")).height
    tally = Tally("r", "holder", TODAY)
    tally.add(rows, found)
    whole = groups_of(figure for figure in tally.figures() if figure.dimension == "all")[0]
    assert whole.precision is not None
    assert whole.recall is not None
    assert whole.precision.value == pytest.approx(right / found.frame.height, abs=0.005)
    with_candidates = rows.height - found.unlinked.filter(pl.col("cause").is_in(["no-candidate", "empty"])).height
    assert whole.recall.value == pytest.approx(right / with_candidates, abs=0.03)


# Who falls behind


def group(code: str, records: int, right: float, missed: float, dimension: str = "sex", **more: Any) -> Group:
    return Group(dimension, code, records, round(right), round(missed), right, missed, **more)


def test_a_group_behind_the_mean_is_named_with_how_sure_that_is() -> None:
    flags = flagged([group("male", 5000, 4990, 10), group("female", 5000, 4800, 200)], Measure.RECALL)
    assert [(flag.group.code, flag.certainty) for flag in flags] == [("female", Certainty.SURE)]
    assert flags[0].behind == pytest.approx(0.019)


def test_of_few_rows_nothing_can_be_said_and_they_are_listed_all_the_same() -> None:
    flags = flagged([group("1", 900, 900, 0, "governorate"), group("2", 29, 20, 9, "governorate")], Measure.RECALL)
    assert [(flag.group.code, flag.certainty) for flag in flags] == [("2", Certainty.TOO_FEW)]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 100)), min_size=1, max_size=12))
def test_no_group_behind_the_mean_is_left_out(counts: list[tuple[int, int]]) -> None:
    groups = [group(str(place), right + missed, right, missed) for place, (right, missed) in enumerate(counts)]
    whole = mean(groups, "sex", Measure.RECALL)
    behind = {one.code for one in groups if whole and one.recall and one.recall.value < whole.value - BEHIND}
    assert {flag.group.code for flag in flagged(groups, Measure.RECALL)} == behind


def test_match_rates_are_compared_only_where_rows_tell_the_group_themselves() -> None:
    says = group("female", 100, 50, 0, register="says", role="x")
    told = group("female", 100, 100, 0, register="told", role="x")
    unknown = group("", 100, 0, 0, register="says", role="x")
    own = {("says", "x"): {"sex": 0.95}, ("told", "x"): {"sex": 0.1}}
    assert telling([says, told, unknown], own) == [says]


def test_groups_of_all_registers_add_up() -> None:
    one, two = group("male", 10, 9, 1, register="a"), group("male", 20, 15, 2, register="b")
    assert together([one, two]) == [Group("sex", "male", 30, 24, 3, 24, 3)]


def test_groups_are_named_in_words() -> None:
    assert group_name("sex+governorate", "female+28").en == "women and girls, Aswan governorate"
    assert group_name("age", "65+").ar == "من ٦٥ سنة فأكثر"
    assert group_name("sex", "").en == "people of unknown sex"


# Strange values


def odd(column: str, values: list[Any], kind: pl.DataType | type[pl.DataType] = pl.String) -> list[tuple[str, int]]:
    seen = Oddities(TODAY, frozenset({column}))
    seen.add(pl.DataFrame({column: values}, schema={column: kind}))
    return [(one.kind.value, one.rows) for one in seen.found()]


def test_strange_columns_are_found() -> None:
    assert odd("phone", [None] * 40) == [("empty", 40)]
    assert odd("full_name", ["غير معروف"] * 40) == [("constant", 40)]
    assert odd("mother_name", ["-"] * 60 + [str(n) for n in range(40)]) == [("one-value", 60)]
    assert odd("birth_date", [date(1950 + n, 1, 1) for n in range(40)], pl.Date) == [("default-date", 40)]
    assert odd("birth_date", [TODAY + timedelta(n) for n in range(1, 41)], pl.Date) == [("future-date", 40)]
    assert odd("number", ["123"] * 50 + [str(n) for n in range(1000, 2000)]) == [("shared-number", 50)]


def test_ordinary_columns_are_not_strange() -> None:
    assert odd("full_name", [f"name {n}" for n in range(100)]) == []
    assert odd("sex", ["male"] * 100) == []  # husbands
    assert odd("phone", [None] * 5) == []  # of five rows nothing can be said


def test_a_share_is_taken_from_rows_spread_over_a_batch() -> None:
    rows = oddities.LOOKED_AT * 2
    found = odd("full_name", ["same"] * rows + [str(n) for n in range(rows)])
    assert found == [("one-value", oddities.LOOKED_AT // 2)]


# With a run


@pytest.fixture
def run(db: None) -> LinkRun:
    return finished(days_ago=0)


def finished(days_ago: int) -> LinkRun:
    at = timezone.now() - timedelta(days_ago)
    return LinkRun.objects.create(started=at, finished=at, state=LinkRun.State.DONE, spine="spine")


def tallied(*registers: str) -> list[Tally]:
    rows = rows_of(spine())
    found = standing().link(rows)
    tallies = [Tally(register, "holder", TODAY) for register in registers]
    for tally in tallies:
        tally.add(rows, found, persons_of(spine()))
    return tallies


def test_what_a_run_keeps_names_nobody(run: LinkRun) -> None:
    people = spine()
    keep(run, tallied("r"), standing())
    run.save()
    kept = json.dumps(LinkRun.objects.get(pk=run.pk).quality, ensure_ascii=False)
    names = {word for name in people["full_name"] for word in name.split()}
    assert len(names) > 60
    assert [word for word in names if f'"{word}' in kept or f" {word} " in kept] == []
    assert [number for number in people["number"] if number in kept] == []


def test_a_run_keeps_its_figures_and_what_the_engine_has_learned(run: LinkRun) -> None:
    keep(run, tallied("r"), standing())
    quality = quality_of(run)
    assert quality is not None
    assert quality.accept > quality.unsure
    assert sum(one.linked for one in quality.bins) == QualityFigure.objects.get(run=run, dimension="all").linked
    assert all(pattern.example for pattern in quality.patterns)


def test_a_register_whose_links_stand_keeps_its_figures(run: LinkRun) -> None:
    ready = standing()
    keep(run, tallied("read", "lost"), ready)
    run.save()
    later = finished(days_ago=0)
    keep(later, tallied("read"), ready, kept=["lost"])
    lost = [
        set(QualityFigure.objects.filter(run=r, register="lost").values_list("group", "linked")) for r in (run, later)
    ]
    assert lost[0] == lost[1] != set()
    kept = quality_of(later)
    assert kept is not None
    assert [one.register_id for one in kept.registers] == ["read", "lost"]


def test_a_quality_of_another_version_is_as_none(run: LinkRun) -> None:
    run.quality = {"version": 2}
    assert quality_of(run) is None


def test_what_changed_by_more_than_chance_is_told_and_nothing_else(db: None) -> None:
    old, now = finished(days_ago=40), finished(days_ago=0)
    ready = standing()
    for run in (old, now):
        keep(run, tallied("same", "worse"), ready)
        run.save()
    figure = QualityFigure.objects.get(run=now, register="worse", dimension="all")
    figure.linked -= 60
    figure.save()
    assert [one.pk for one in earlier(now)] == [old.pk]
    assert [(one.what, one.register) for one in drifted(now, old)] == [(What.MATCH_RATE, "worse")]


def test_a_run_is_compared_with_the_one_before_and_the_one_of_a_month_ago(db: None) -> None:
    runs = [finished(days_ago) for days_ago in (60, 35, 20, 0)]
    for run in runs:
        keep(run, [], standing())
        run.save()
    assert [one.pk for one in earlier(runs[3])] == [runs[2].pk, runs[1].pk]
    assert earlier(runs[0]) == []


# The report


def test_the_report_is_one_file_that_fetches_and_runs_nothing(nation: object, tmp_path: Path) -> None:
    beside_the_last_run()
    write_report(tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("<h1>") == 2
    assert "جودة ربط السجلات" in page
    assert "How well the registers are linked" in page
    assert "<script" not in page
    assert 'src="' not in page
    assert "<link" not in page
    assert [part[:40] for part in page.split("url(")[1:] if not part.startswith('"data:')] == []


def test_without_a_run_the_report_says_what_to_do(db: None, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no linking run"):
        write_report(tmp_path / "report.html")


@pytest.mark.parametrize(("language", "digit"), [("ar", "٠"), ("en", "0")])
def test_charts_are_written_for_their_language(nation: object, language: str, digit: str) -> None:
    beside_the_last_run()
    report = report_of()
    assert report is not None
    drawings = Drawings(report, language)
    for chart in (drawings.weights(), drawings.histogram(), drawings.thresholds(), drawings.explained()[0][1]):
        assert chart is not None
        assert chart.startswith('<svg class="drawn" role="img" aria-label="')
        assert digit in chart
        assert "style=" not in chart  # our content policy allows none
        assert "var(--accent" in chart
