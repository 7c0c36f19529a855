"""How the tree grows in memory: leaves come in at the right, and every full row of 256 hashes leaves as a tile."""

from dataclasses import dataclass, field
from typing import NamedTuple

from wasl.trust.log.tree import Frontier, Hashes, root_of

WIDTH, HEIGHT = 256, 8
"""A tile of C2SP's tlog-tiles: 256 hashes, so a tile's root is a hash eight levels further up."""


class Tile(NamedTuple):
    """256 hashes side by side, and the root over them."""

    level: int
    number: int
    hashes: bytes
    root: bytes


@dataclass
class Growth:
    """The right edge of the tree: its frontier, and the hashes of the tiles that are not full yet, lowest first."""

    frontier: Frontier = field(default_factory=Frontier)
    unfilled: list[list[bytes]] = field(default_factory=list)

    @classmethod
    def read(cls, size: int, hashes: Hashes) -> "Growth":
        rows = []
        for level in range((size.bit_length() + HEIGHT - 1) // HEIGHT):
            end = size >> (HEIGHT * level)
            count = end % WIDTH
            rows.append(list(hashes(HEIGHT * level, end - count, count)))
        return cls(Frontier.read(size, hashes), rows)

    @property
    def size(self) -> int:
        return self.frontier.size

    def add(self, leaf: bytes) -> list[Tile]:
        """The tiles that this leaf has filled."""
        self.frontier.append(leaf)
        filled: list[Tile] = []
        node: bytes | None = leaf
        while node:
            full = self._push(len(filled), node)
            node = full.root if full else None
            filled += [full] if full else []
        return filled

    def _push(self, level: int, node: bytes) -> Tile | None:
        if level == len(self.unfilled):
            self.unfilled.append([])
        row = self.unfilled[level]
        row.append(node)
        if len(row) < WIDTH:
            return None
        self.unfilled[level] = []
        return Tile(level, (self.size >> (HEIGHT * (level + 1))) - 1, b"".join(row), root_of(row))
