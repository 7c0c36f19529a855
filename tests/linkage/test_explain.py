"""Why a pair was linked."""

import numpy as np

from tests.linkage.people import person, table
from tests.linkage.test_spine import standing
from wasl.linkage.explain import waterfall
from wasl.linkage.facts import standardise


def pattern() -> int:
    found = standing()
    row = standardise(table(person("r", number=None)), found.settings, found.facts.words)
    return int(found.comparer.patterns(row, np.array([0]), found.facts, np.array([0]))[0])


def test_the_parts_of_an_explanation_add_up_to_the_weight() -> None:
    found = standing()
    steps = waterfall(pattern(), found.comparer, found.model)
    weight = found.link(table(person("r", number=None))).frame["weight"][0]
    assert abs(sum(bits for _, bits in steps) - weight) < 1e-3
    assert [fact for fact, _ in steps][:2] == ["given=", "father="]


def test_a_family_name_says_less_once_the_fathers_name_agrees() -> None:
    steps = dict(waterfall(pattern(), standing().comparer, standing().model))
    assert steps["given="] > 0
    assert steps["birth_date="] > steps["sex="]
