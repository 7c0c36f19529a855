"""No hidden count can be reckoned from what is shown."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasl.core.figures import Shown, suppressed, suppressed_list

FEWEST = 5
MOST = 40
small_tables = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.one_of(st.integers(0, 6), st.integers(0, MOST)), min_size=width, max_size=width),
        min_size=1,
        max_size=3,
    )
)


class Bounds:
    """The least and the most of each unknown under equations, by the simplex method in exact fractions: another
    way than that of the code under test.
    """

    def __init__(self, equations: list[tuple[dict[str, int], int]], unknowns: Sequence[str]) -> None:
        self.names = list(unknowns)
        rows = [([Fraction(terms.get(name, 0)) for name in unknowns], Fraction(value)) for terms, value in equations]
        rows = [(terms, value) if value >= 0 else ([-one for one in terms], -value) for terms, value in rows]
        own = [[Fraction(at == place) for at in range(len(rows))] for place in range(len(rows))]
        self.rows = [[*terms, *extra, value] for (terms, value), extra in zip(rows, own, strict=True)]
        self.base = [len(unknowns) + place for place in range(len(rows))]
        assert self._least([Fraction(at >= len(unknowns)) for at in range(len(unknowns) + len(rows))]) == 0
        self._drop_redundant()

    def _drop_redundant(self) -> None:
        for place in reversed(range(len(self.rows))):
            if self.base[place] >= len(self.names):
                enter = next((at for at in range(len(self.names)) if self.rows[place][at]), None)
                if enter is None:
                    del self.rows[place], self.base[place]
                else:
                    self._pivot(place, enter)

    def of(self, wanted: str) -> tuple[Fraction, Fraction | float]:
        at = self.names.index(wanted)
        width = len(self.rows[0]) - 1
        kept = [row[:] for row in self.rows], self.base[:]
        low = self._least([Fraction(place == at) for place in range(width)])
        self.rows, self.base = kept
        most = self._least([Fraction(-(place == at)) for place in range(width)])
        assert low is not None
        return low, float("inf") if most is None else -most

    def _least(self, cost: list[Fraction]) -> Fraction | None:
        """None where there is no end to it."""
        allowed = len(self.names)
        while True:
            prices = [cost[base] for base in self.base]
            enter = next((at for at in range(allowed) if self._gain(at, cost, prices) < 0), None)
            if enter is None:
                return sum((price * row[-1] for price, row in zip(prices, self.rows, strict=True)), Fraction(0))
            steps = [
                (row[-1] / row[enter], self.base[place], place) for place, row in enumerate(self.rows) if row[enter] > 0
            ]
            if not steps:
                return None
            self._pivot(min(steps)[2], enter)

    def _gain(self, at: int, cost: list[Fraction], prices: list[Fraction]) -> Fraction:
        return cost[at] - sum(price * row[at] for price, row in zip(prices, self.rows, strict=True))

    def _pivot(self, place: int, enter: int) -> None:
        by = self.rows[place][enter]
        self.rows[place] = [one / by for one in self.rows[place]]
        for other, row in enumerate(self.rows):
            if other != place and row[enter]:
                times = row[enter]
                self.rows[other] = [a - times * b for a, b in zip(row, self.rows[place], strict=True)]
        self.base[place] = enter


def equations(shown: Shown) -> Iterator[tuple[dict[str, int], int]]:
    """What the table says: known counts as numbers, hidden ones as names."""
    lines = [
        *(
            (row, total, f"row{place}")
            for place, (row, total) in enumerate(zip(shown.rows, shown.row_totals, strict=True))
        ),
        (shown.column_totals, shown.total, "end"),
    ]
    names = [[f"cell{row}.{column}" for column in range(len(line))] for row, line in enumerate(shown.rows)]
    names.append([f"column{place}" for place in range(len(shown.column_totals))])
    for (parts, total, which), named in zip(lines, names, strict=True):
        yield _equation([*zip(parts, named, strict=True)], (total, which))
    for place, total in enumerate(shown.column_totals):
        yield _equation(
            [(row[place], names[at][place]) for at, row in enumerate(shown.rows)], (total, f"column{place}")
        )
    yield _equation([(one, f"row{at}") for at, one in enumerate(shown.row_totals)], (shown.total, "end"))


def _equation(parts: list[tuple[int | None, str]], total: tuple[int | None, str]) -> tuple[dict[str, int], int]:
    terms = {name: 1 for count, name in parts if count is None} | ({total[1]: -1} if total[0] is None else {})
    return terms, (total[0] or 0) - sum(count or 0 for count, _ in parts)


@given(small_tables)
def test_no_hidden_count_is_known_within_the_least_count(rows: list[list[int]]) -> None:
    shown = suppressed(rows, FEWEST)
    told = [one for one in equations(shown) if one[0]]
    unknowns = sorted({name for terms, _ in told for name in terms})
    if not told:
        return
    for name in unknowns:
        low, high = Bounds(told, unknowns).of(name)
        assert high - low >= FEWEST, (shown, name, low, high)


@given(small_tables)
def test_what_is_shown_is_true_and_small_counts_never_are(rows: list[list[int]]) -> None:
    shown = suppressed(rows, FEWEST)
    pairs = [(a, b) for ours, theirs in zip(shown.rows, rows, strict=True) for a, b in zip(ours, theirs, strict=True)]
    pairs += zip(shown.row_totals, map(sum, rows), strict=True)
    assert all(a is None or (a == b and not 0 < b < FEWEST) for a, b in pairs)
    assert shown.total in (None, sum(map(sum, rows)))


@given(st.lists(st.integers(0, MOST), max_size=8))
def test_a_list_hides_none_two_or_more_and_their_sum_is_no_small_count(counts: list[int]) -> None:
    shown, total = suppressed_list(counts, FEWEST)
    gone = [count for count, one in zip(counts, shown, strict=True) if one is None]
    assert len(gone) != 1 or total is None
    assert not gone or total is None or sum(gone) >= FEWEST
    assert all(one is None or one == count for count, one in zip(counts, shown, strict=True))
    assert bool(gone) or total is None or not any(0 < count < FEWEST for count in counts)


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert suppressed([[5, 60], [0, 70]]).rows == [[5, 60], [0, 70]]
    assert suppressed([]).total == 0


def test_what_another_table_hides_stays_hidden_and_is_protected_here_too() -> None:
    shown = suppressed([[50, 60], [70, 80]], hidden={(0, 2)})
    assert shown.row_totals == [None, None] or shown.total is None


def test_a_small_count_in_a_large_table_costs_few_others() -> None:
    rows = [[50 + row + column for column in range(10)] for row in range(12)]
    rows[3][4] = 2
    hidden = sum(count is None for row in suppressed(rows).rows for count in row)
    assert hidden == 4


@pytest.mark.parametrize("size", [40])
def test_a_table_of_many_small_counts_is_done_at_once(size: int) -> None:
    rows = [[(row * 7 + column * 3) % 11 for column in range(size)] for row in range(size)]
    assert suppressed(rows).total is not None
