"""A sidecar index of a file: hash of a key -> place of the row. It holds no data, only hashes and places.

Kept under WASL_HOME/cache as one array of 64-bit numbers, memory-mapped: a header that tells which state of the file
it was made from, then the hashes in order, then the places. Equal hashes of different keys do no harm, because the row
that is found must hold the key; nor does a stale or torn index, because its header does not fit and it is made anew.
"""

import os
import secrets
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from wasl.registers.connectors.base import Deadline, RegisterUnavailable
from wasl.registers.manifest import KEY_SEPARATOR

Numbers = npt.NDArray[np.uint64]
Key = tuple[str, ...]
FORMAT = 1
SEED = 20_260_101
_HEADER = 8


class IndexPart(NamedTuple):
    """Keys of some rows, and where these rows are."""

    hashes: Numbers
    starts: Numbers
    sizes: Numbers


class KeyIndex:
    """Finds the places of a key's rows."""

    def __init__(self, numbers: Numbers) -> None:
        count = int(numbers[_HEADER - 1])
        self._hashes, self._starts, self._sizes = numbers[_HEADER:].reshape(3, count)

    def find(self, key: Key) -> list[tuple[int, int]]:
        """Start and size of every row that may hold the key, in the order of the file."""
        wanted = np.uint64(_hash_of(KEY_SEPARATOR.join(key)))
        first = int(np.searchsorted(self._hashes, wanted))
        last = first
        while last < len(self._hashes) and self._hashes[last] == wanted:
            last += 1
        return sorted((int(self._starts[place]), int(self._sizes[place])) for place in range(first, last))


@lru_cache(maxsize=4096)
def _hash_of(key: str) -> int:
    return int(pl.Series([key], dtype=pl.String).hash(SEED)[0])


def hashes(keys: pl.DataFrame) -> Numbers:
    """The hash of each row's key; every column is text, null counts as empty."""
    joined = keys.select(pl.concat_str(pl.all().fill_null(""), separator=KEY_SEPARATOR)).to_series()
    return joined.hash(SEED).to_numpy().astype(np.uint64, copy=False)


_LOCKS: dict[Path, Lock] = {}


def opened(
    folder: Path,
    name: Sequence[str],
    version: Sequence[int],
    build: Callable[[], Iterable[IndexPart]],
    deadline: Deadline,
) -> KeyIndex:
    """The index as kept, or made now. Raises RegisterUnavailable("slow") while somebody else is still making it."""
    path = folder / f"{name[0]}-{blake2b(repr(name).encode(), digest_size=12).hexdigest()}.npy"
    header = _header(version)
    if (kept := _kept(path, header)) is not None:
        return KeyIndex(kept)
    lock = _LOCKS.setdefault(path, Lock())
    if not lock.acquire(timeout=deadline.left):
        raise RegisterUnavailable("slow", "the index of the file is being made")
    try:
        kept = _kept(path, header)
        return KeyIndex(_write(path, header, build()) if kept is None else kept)
    finally:
        lock.release()


def _header(version: Sequence[int]) -> list[int]:
    # Polars promises equal hashes only within one of its versions
    return [FORMAT, zlib.crc32(pl.__version__.encode()), *version][: _HEADER - 1]


def _kept(path: Path, header: list[int]) -> Numbers | None:
    try:
        numbers: Numbers = np.load(path, mmap_mode="r")
    except (OSError, ValueError, EOFError):  # none yet, or torn by a crash: made anew
        return None
    whole = len(numbers) >= _HEADER and len(numbers) == _HEADER + 3 * int(numbers[_HEADER - 1])
    return numbers if whole and numbers[: len(header)].tolist() == header else None


def _write(path: Path, header: list[int], parts: Iterable[IndexPart]) -> Numbers:
    numbers = _sorted(header, list(parts))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{secrets.token_hex(4)}.npy")
    try:
        np.save(fresh, numbers)
        os.replace(fresh, path)  # noqa: PTH105  whole or not at all, for other processes too
    finally:
        fresh.unlink(missing_ok=True)
    kept = _kept(path, header)
    return numbers if kept is None else kept


def _sorted(header: list[int], parts: list[IndexPart]) -> Numbers:
    columns: list[Any] = [np.concatenate([part[i] for part in parts] or [np.empty(0, np.uint64)]) for i in range(3)]
    count = len(columns[0])
    order = np.argsort(columns[0], kind="stable")
    head = np.zeros(_HEADER, np.uint64)
    head[: len(header)] = header
    head[_HEADER - 1] = count
    return np.concatenate([head, *(column[order] for column in columns)]).astype(np.uint64, copy=False)
