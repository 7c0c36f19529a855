"""Counts of people that may be shown: small ones are hidden, and so are others by which they could be reckoned.

A count from 1 to `fewest` - 1 may be somebody's neighbour. It is hidden; then totals and other counts could still give
it away, so further ones are hidden until every hidden count could be any of a range at least `fewest` wide. In a table
with totals that range is a question of flows in a network, and exact (Willenborg and de Waal, Elements of Statistical
Disclosure Control, 2001). Which of the hidden ones was small is not told. Nought is nobody, and is shown.
"""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

Cell = tuple[int, int]
"""Row and column; totals stand in the row after the last and the column after the last."""


@dataclass(frozen=True)
class Shown:
    """A table in which None is a hidden count."""

    rows: list[list[int | None]]
    row_totals: list[int | None]
    column_totals: list[int | None]
    total: int | None


def suppressed(rows: Sequence[Sequence[int]], fewest: int = 5, *, hidden: Collection[Cell] = ()) -> Shown:
    """A two-way table with its totals, as it may be shown. `hidden`: cells that another table already hides.

    >>> suppressed([[2, 30], [40, 50]]).rows
    [[None, None], [None, None]]
    >>> suppressed([[12, 30], [40, 50]]).row_totals
    [42, 90]
    """
    table = _Table.of(rows, fewest, set(hidden))
    table.protect()
    return table.shown()


def suppressed_list(counts: Sequence[int], fewest: int = 5) -> tuple[list[int | None], int | None]:
    """A list of counts and their total, as they may be shown.

    >>> suppressed_list([3, 20, 41])
    ([None, None, 41], 64)
    >>> suppressed_list([0, 7])
    ([0, 7], 7)
    """
    table = _Table.of([[count] for count in counts], fewest, set())
    table.open_ended = {*((row, 1) for row in range(len(counts))), (len(counts), 0)}
    table.hidden |= table.open_ended
    table.protect()
    found = table.shown()
    return [row[0] for row in found.rows], found.total


@dataclass
class _Table:
    """Counts with their totals. Totals hold a minus sign, the grand total none, so that every line adds up to nought:
    what one cell gains, others of its row and its column must lose.
    """

    cells: list[list[int]]
    fewest: int
    hidden: set[Cell] = field(default_factory=set)
    open_ended: set[Cell] = field(default_factory=set)  # of the hidden: say nothing that others do not say
    _lines: tuple[int, dict[tuple[bool, int], list[Cell]]] | None = None

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]], fewest: int, hidden: set[Cell]) -> "_Table":
        cells = [[*row, -sum(row)] for row in rows]
        width = len(cells[0]) if cells else 1
        cells.append([-sum(row[place] for row in cells) for place in range(width)])
        small = {
            (row, column)
            for row, line in enumerate(cells)
            for column, count in enumerate(line)
            if 0 < abs(count) < fewest
        }
        return cls(cells, fewest, small | hidden)

    @property
    def last(self) -> Cell:
        return len(self.cells) - 1, len(self.cells[0]) - 1

    def protect(self) -> None:
        """A cell that is safe stays so while more are hidden, so each needs to be brought to safety once."""
        waiting = deque(sorted(self.hidden - self.open_ended))
        while waiting:
            more = set() if self.range_of(waiting[0]) >= self.fewest else self._hide_beside(waiting[0])
            if not more:  # safe, or nothing is left to hide
                waiting.popleft()
            self.hidden |= more
            waiting.extend(sorted(more))

    def range_of(self, cell: Cell) -> int:
        """How many more than the least that it could be the most is; never told beyond `fewest`."""
        row, column = cell
        down = min(self._falls(cell), self._flow(column, row, downwards=False))
        up = min(self._rises(cell), self._flow(row, column, downwards=True))
        return down + up

    def _rises(self, cell: Cell) -> int:
        """How far a cell alone could go up; a total, which is negative here, only to nought."""
        return -self.cells[cell[0]][cell[1]] if self._is_total(cell) else self.fewest

    def _falls(self, cell: Cell) -> int:
        return self.fewest if self._is_total(cell) else self.cells[cell[0]][cell[1]]

    def _is_total(self, cell: Cell) -> bool:
        bottom, end = self.last
        return (cell[0] == bottom) != (cell[1] == end)

    def _flow(self, start: int, end: int, *, downwards: bool) -> int:
        """How much the other hidden cells can take over: from row `start` to column `end`, or the other way round."""
        moved: dict[Cell, int] = {}
        origin, goal = ((True, start), (False, end)) if downwards else ((False, start), (True, end))
        banned = (start, end) if downwards else (end, start)
        total = 0
        while total < self.fewest and (path := self._path(origin, goal, banned, moved)):
            step = min([self.fewest - total, *(room for _, _, room in path)])
            for cell, sign, _ in path:
                moved[cell] = moved.get(cell, 0) + sign * step
            total += step
        return total

    def _path(
        self, origin: tuple[bool, int], goal: tuple[bool, int], banned: Cell, moved: dict[Cell, int]
    ) -> list[tuple[Cell, int, int]]:
        """Over hidden cells with room left: from a row by a cell that falls, to it by one that rises."""
        came: dict[tuple[bool, int], tuple[tuple[bool, int], tuple[Cell, int, int]] | None] = {origin: None}
        waiting = deque([origin])
        while waiting and goal not in came:
            line = waiting.popleft()
            for cell, further in self._leaving(line):
                sign = -1 if line[0] else 1
                room = self._room(cell, sign, moved.get(cell, 0))
                if cell != banned and further not in came and room > 0:
                    came[further] = (line, (cell, sign, room))
                    waiting.append(further)
        return _walked(came, goal)

    def _room(self, cell: Cell, sign: int, moved: int) -> int:
        return self._rises(cell) - moved if sign > 0 else self._falls(cell) + moved

    def _leaving(self, line: tuple[bool, int]) -> Iterator[tuple[Cell, tuple[bool, int]]]:
        is_row = line[0]
        for cell in self._by_line[line]:
            yield cell, (not is_row, cell[1] if is_row else cell[0])

    @property
    def _by_line(self) -> dict[tuple[bool, int], list[Cell]]:
        if self._lines is None or self._lines[0] != len(self.hidden):
            found: dict[tuple[bool, int], list[Cell]] = {}
            for cell in sorted(self.hidden):
                found.setdefault((True, cell[0]), []).append(cell)
                found.setdefault((False, cell[1]), []).append(cell)
            self._lines = (len(self.hidden), found)
        return self._lines[1]

    def _hide_beside(self, cell: Cell) -> set[Cell]:
        """The cheapest three that form a rectangle with it, by which enough could shift if there are such."""
        row, column = cell
        bottom, end = self.last
        found = [
            three
            for other in range(bottom + 1)
            for beside in range(end + 1)
            if other != row
            and beside != column
            and (three := {(row, beside), (other, column), (other, beside)}) - self.hidden
        ]
        enough = [three for three in found if self._shift(cell, three) >= self.fewest]
        best = min(enough or found, key=lambda three: sum(map(self._cost, three - self.hidden)), default=set())
        return best - self.hidden

    def _shift(self, cell: Cell, three: set[Cell]) -> int:
        row, column = cell
        opposite = [one for one in three if one[0] != row and one[1] != column]
        beside = [one for one in three if one not in opposite]
        up = min(map(self._falls, beside)) if all(map(self._falls, beside)) else 0
        down = min([self._falls(cell), *map(self._falls, opposite), *map(self._rises, beside)])
        return min([up, self._rises(cell), *map(self._rises, opposite)]) + down

    def _cost(self, cell: Cell) -> int:
        """What a reader loses: large counts, and totals above all."""
        count = abs(self.cells[cell[0]][cell[1]])
        bottom, end = self.last
        totals = (cell[0] == bottom) + (cell[1] == end)
        return 1 + count + totals * (1 + 2 * abs(self.cells[bottom][end]))

    def shown(self) -> Shown:
        bottom, end = self.last

        def told(row: int, column: int) -> int | None:
            return None if (row, column) in self.hidden else abs(self.cells[row][column])

        return Shown(
            [[told(row, column) for column in range(end)] for row in range(bottom)],
            [told(row, end) for row in range(bottom)],
            [told(bottom, column) for column in range(end)],
            told(bottom, end),
        )


def _walked(
    came: dict[tuple[bool, int], tuple[tuple[bool, int], tuple[Cell, int, int]] | None], goal: tuple[bool, int]
) -> list[tuple[Cell, int, int]]:
    path = []
    step = came.get(goal)
    while step:
        path.append(step[1])
        step = came[step[0]]
    return path
