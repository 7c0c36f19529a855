"""Candidates found by joining a table with itself are those that a standing index would find."""

import numpy as np
import pytest

from tests.linkage.people import crowd, table
from wasl.linkage.candidates import edges_among
from wasl.linkage.compare import Comparer, Frequencies
from wasl.linkage.facts import Facts, standardise
from wasl.linkage.glance import Glance, marked
from wasl.linkage.keys import Finder
from wasl.linkage.learn import blind_model
from wasl.linkage.pairs import pairs_by_keys, pairs_by_value
from wasl.linkage.scoring import Scale
from wasl.linkage.settings import Settings
from wasl.linkage.vocabulary import Vocabulary

PEOPLE = crowd(1200)
AGAIN = [row | {"record": f"{row['record']}-2", "number": None} for row in PEOPLE]


def read(settings: Settings) -> Facts:
    return standardise(table(*PEOPLE, *AGAIN), settings, Vocabulary())


def scale(facts: Facts, settings: Settings) -> Scale:
    comparer = Comparer(settings, Frequencies(facts, settings))
    model, _ = blind_model(facts, comparer, settings)
    return Scale(comparer, model, 0.01)


@pytest.mark.parametrize("cap", [2, 5, 40])
def test_the_join_finds_what_the_index_finds_whatever_the_cap(cap: int) -> None:
    settings = Settings(block_cap=cap)
    facts = read(settings)
    rows = np.arange(0, facts.size, 3)
    wanted = np.zeros(facts.size, np.bool_)
    wanted[rows] = True
    one, two = pairs_by_keys(facts, settings.keys, cap, wanted).pairs
    who, found = Finder(facts, settings).by_facts(facts.take(rows))
    indexed = {(min(a, b), max(a, b)) for a, b in zip(rows[who].tolist(), found.tolist(), strict=True) if a != b}
    assert set(zip(one.tolist(), two.tolist(), strict=True)) == indexed
    assert len(one) == len(indexed)


def test_no_more_rows_than_the_cap_are_brought_up_by_one_value_and_a_crowd_by_none() -> None:
    values = np.array([7] * 5 + [8] * 50 + [0] * 5 + [9], np.uint64)
    one, two = pairs_by_value(values, 3, 40, np.ones(len(values), np.bool_))
    assert set(values[one].tolist()) == set(values[two].tolist()) == {7}


def test_rows_under_crowded_keys_are_told() -> None:
    settings = Settings(keys=("sex", "birth_date+given"))
    facts = read(settings)
    _, notes = edges_among(facts, np.ones(facts.size, np.bool_), scale(facts, settings), settings)
    assert notes == [f"key sex: {facts.size} rows were not looked for by it, because too many rows share it"]


def test_a_search_in_parts_finds_each_pair_once_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings()
    facts = read(settings)
    wanted = np.ones(facts.size, np.bool_)
    whole, _ = edges_among(facts, wanted, scale(facts, settings), settings)
    monkeypatch.setattr("wasl.linkage.candidates.TOGETHER", 700)
    parts, notes = edges_among(facts, wanted, scale(facts, settings), settings)
    assert parts.one.tolist() == whole.one.tolist()
    assert parts.two.tolist() == whole.two.tolist()
    assert np.allclose(np.log2(parts.odds), np.log2(whole.odds), atol=1e-3)  # scored in other batches
    assert notes == ["candidates: looked for in 4 parts to spare memory"]


def test_a_glance_spares_most_strangers_and_hardly_a_match() -> None:
    settings = Settings()
    facts = read(settings)
    one, two = pairs_by_keys(facts, settings.keys, settings.block_cap, np.ones(facts.size, np.bool_)).pairs
    odds = scale(facts, settings).odds(facts, one, two)
    chosen = Glance.learned(marked(facts, settings), one, two, odds).chosen(one, two)
    assert chosen[odds > 1].mean() > 0.999
    assert chosen.mean() < 0.8 * (1 - (odds > 1).mean()) + (odds > 1).mean()
    assert not chosen.all()


def test_marks_hang_on_what_is_written_not_on_the_order_of_reading() -> None:
    settings = Settings()
    words = Vocabulary()
    standardise(table(*PEOPLE[::-1]), settings, words)
    other = standardise(table(*PEOPLE, *AGAIN), settings, words)
    assert marked(other, settings).tolist() == marked(read(settings), settings).tolist()
