"""Groups grown by falling score."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wasl.linkage.decide import Edges, grow

SIZE = 14
ROWS = st.integers(0, SIZE - 1)
EDGES = st.lists(st.tuples(ROWS, ROWS, st.sampled_from([0.6, 0.7, 0.8, 0.9, 0.99])), max_size=30)


def one_by_one(edges: list[tuple[int, int, float]], number: list[int], once: list[int]) -> list[set[int]]:
    """What is meant, as plainly as can be."""
    groups = [{row} for row in range(SIZE)]
    for one, two, _ in sorted(edges, key=lambda edge: -edge[2]):
        first = next(group for group in groups if one in group)
        second = next(group for group in groups if two in group)
        both = first | second
        taken = [once[row] for row in both if once[row]]
        if first is not second and len({number[row] for row in both} - {0}) < 2 and len(taken) == len(set(taken)):
            groups = [group for group in groups if group is not first and group is not second] + [both]
    return sorted(groups, key=min)


NUMBERS = st.lists(st.integers(0, 2), min_size=SIZE, max_size=SIZE)
TABLES = st.lists(st.sampled_from([0, 1, 2, 4]), min_size=SIZE, max_size=SIZE)


@given(EDGES, NUMBERS, TABLES)
def test_groups_grow_as_if_edges_were_taken_one_by_one(
    edges: list[tuple[int, int, float]], number: list[int], once: list[int]
) -> None:
    one, two = (np.array([edge[end] for edge in edges], np.intp) for end in (0, 1))
    odds = np.array([edge[2] for edge in edges], np.float64)
    group = grow(
        np.arange(SIZE),
        Edges(one, two, np.zeros(len(edges), np.int64), odds),
        odds,
        number=np.array(number, np.int64),
        once=np.array(once, np.int64)[:, None],
    )
    made = [set(np.flatnonzero(group == leader).tolist()) for leader in dict.fromkeys(group.tolist())]
    assert sorted(made, key=min) == one_by_one(edges, number, once)
