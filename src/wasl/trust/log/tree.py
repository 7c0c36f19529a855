"""The Merkle tree of RFC 6962 (SHA-256): how one root stands for all entries, and short proofs that it does.

`hashes(level, start, count)` reads: the roots of complete subtrees of 2**level leaves, counted from the left at 0.
Proofs are lists of hashes, innermost first, in the order of RFC 9162 sections 2.1.3 and 2.1.4.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

Hashes = Callable[[int, int, int], Sequence[bytes]]

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """
    >>> leaf_hash(b"").hex()[:8]
    '6e340b9c'
    """
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """
    >>> node_hash(leaf_hash(b""), leaf_hash(b"")) == leaf_hash(b"")
    False
    """
    return sha256(b"\1" + left + right).digest()


class Frontier:
    """What must be remembered of a tree to go on with it: the roots of its complete subtrees, largest first."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self._peaks = list(peaks)
        if len(self._peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(self._peaks)}")

    @classmethod
    def read(cls, size: int, hashes: Hashes) -> "Frontier":
        return cls(size, _peaks(0, size, hashes))

    def append(self, leaf: bytes) -> None:
        self._peaks.append(leaf)
        carry = self.size
        while carry & 1:
            right = self._peaks.pop()
            self._peaks[-1] = node_hash(self._peaks[-1], right)
            carry >>= 1
        self.size += 1

    def root(self) -> bytes:
        return _folded(self._peaks)

    def copy(self) -> "Frontier":
        return Frontier(self.size, self._peaks)


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes.

    >>> root_of([]) == EMPTY_ROOT
    True
    """
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def root_at(size: int, hashes: Hashes) -> bytes:
    """The root of the tree's first `size` leaves."""
    return _span_root(0, size, hashes)


def inclusion_path(index: int, size: int, hashes: Hashes) -> list[bytes]:
    """Proves that leaf `index` (from 0) is in the tree of `size` leaves."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not among {size}")
    path, start, end = [], 0, size
    while end - start > 1:
        split = _split(start, end)
        if index < split:
            path.append(_span_root(split, end, hashes))
            end = split
        else:
            path.append(_span_root(start, split, hashes))
            start = split
    return path[::-1]


def consistency_path(old: int, new: int, hashes: Hashes) -> list[bytes]:
    """Proves that the tree of `new` leaves begins with the tree of `old` leaves."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves does not extend one of {old}")
    if not old:
        return []
    path, start, end = [], 0, new
    while old != end:
        split = _split(start, end)
        if old <= split:
            path.append(_span_root(split, end, hashes))
            end = split
        else:
            path.append(_span_root(start, split, hashes))
            start = split
    if start:
        path.append(_span_root(start, end, hashes))
    return path[::-1]


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that the path leads to. Raises ValueError for a path that no such tree has."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not among {size}")
    root, node, last = leaf, index, size - 1
    for sibling in path:
        if not last:
            raise ValueError("the path is too long")
        if node & 1 or node == last:
            root = node_hash(sibling, root)
            node, last = _up_to_right_child(node, last)
        else:
            root = node_hash(root, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ValueError("the path is too short")
    return root


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path proves that a leaf of this hash stands at `index` in the tree of that size and root."""
    try:
        return root_from_inclusion(leaf, index, size, path) == root
    except ValueError:
        return False


def consistent(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the path proves that the new tree extends the old one."""
    if old == 0 or old == new:
        return not path and 0 <= old <= new and old_root == (new_root if old == new else EMPTY_ROOT)
    if not 0 < old < new:
        return False
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    return bool(steps) and _extends(old - 1, new - 1, steps, (old_root, new_root))


def _extends(node: int, last: int, steps: Sequence[bytes], roots: tuple[bytes, bytes]) -> bool:
    while node & 1:
        node, last = node >> 1, last >> 1
    old_root = new_root = steps[0]
    for sibling in steps[1:]:
        if not last:
            return False
        if node & 1 or node == last:
            old_root, new_root = node_hash(sibling, old_root), node_hash(sibling, new_root)
            node, last = _up_to_right_child(node, last)
        else:
            new_root = node_hash(new_root, sibling)
        node, last = node >> 1, last >> 1
    return not last and (old_root, new_root) == roots


def _up_to_right_child(node: int, last: int) -> tuple[int, int]:
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def _split(start: int, end: int) -> int:
    """Where RFC 6962 parts a range: after the largest power of two that is smaller than the whole."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def _span_root(start: int, end: int, hashes: Hashes) -> bytes:
    return _folded(list(_peaks(start, end, hashes)))


def _peaks(start: int, end: int, hashes: Hashes) -> Iterator[bytes]:
    while start < end:
        level = (end - start).bit_length() - 1
        yield hashes(level, start >> level, 1)[0]
        start += 1 << level


def _folded(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root
