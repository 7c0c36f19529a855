"""What the engine tells of itself to charts and reports."""

import pytest

from tests.linkage.people import crowd, table
from wasl.linkage import Settings, Standing, crowded, prepare, threshold, typical, weights


@pytest.fixture(scope="module")
def standing() -> Standing:
    return prepare(table(*crowd(600)), Settings())


def test_agreeing_speaks_for_a_pair_and_differing_against(standing: Standing) -> None:
    by_level = {(one.field, one.level): one for one in weights(standing)}
    assert by_level["number", "same"].bits > 3
    assert by_level["number", "different"].bits < -3
    assert by_level["birth_date", "same"].bits > 0 > by_level["birth_date", "different"].bits
    assert all(0 <= one.match <= 1 and 0 <= one.other <= 1 for one in by_level.values())


def test_a_kind_of_pair_is_explained_by_facts_that_sum_to_its_weight(standing: Standing) -> None:
    rows = table(*crowd(600)).head(200).with_columns(number=None)
    found = standing.link(rows).frame
    reason, weight = found.row(0, named=True)["reason"], found["weight"][0]
    steps = typical(standing, reason, weight)
    assert [fact for fact, _ in steps if fact != "scripts"] == reason.split("; ")
    assert sum(bits for _, bits in steps) == pytest.approx(weight, abs=8)  # names are taken to be of one frequency


def test_a_key_with_too_many_rows_is_counted_without_saying_whose() -> None:
    same = [{**row, "birth_date": crowd(2)[0]["birth_date"]} for row in crowd(600)]
    found = {one.key: one for one in crowded(prepare(table(*same), Settings(block_cap=5)))}
    wide = found["birth_date+given"]
    assert wide.rows >= wide.blocks * 6
    assert wide.largest <= wide.rows <= 600
    assert found.keys() >= {"birth_date+given", "birth_date+father"}


def test_a_surer_link_needs_more_weight(standing: Standing) -> None:
    assert threshold(standing, 0.5) < threshold(standing, 0.99) < threshold(standing, 0.9999)
