"""What connectors of files share: where the file is, whether it is still the one that was indexed, its errors."""

import os
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit

from wasl.core.conf import settings
from wasl.core.text import Text
from wasl.registers.connectors.base import Connector, Deadline, Problem, RawRow, RegisterUnavailable
from wasl.registers.connectors.keyindex import IndexPart, KeyIndex, opened
from wasl.registers.connectors.ordering import newest_first, rows_to_look_at
from wasl.registers.connectors.tables import holding
from wasl.registers.manifest import Manifest

Answer = TypeVar("Answer")
Key = tuple[str, ...]
Place = tuple[int, int]
"""Where a row is, in the connector's own words (byte offset and length; row number and nothing)."""


class Version(NamedTuple):
    """Tells one state of a file from another."""

    size: int
    modified: int  # nanoseconds
    inode: int


def version_of(found: os.stat_result) -> Version:
    return Version(found.st_size, found.st_mtime_ns, found.st_ino)


class FileConnector(Connector):
    """Reads a file as it stood at one moment; what changes under the reader is read again."""

    def __init__(self, manifest: Manifest, address: str) -> None:
        super().__init__(manifest, address)
        self.path = file_path(address)
        self.names = tuple(column.column for column in manifest.columns)

    def check_config(self) -> list[Problem]:
        """See the contract."""
        if self.path.is_file():
            return []
        return [
            Problem(
                "address",
                Text(ar=f"لا يوجد ملف في {self.path}", en=f"There is no file at {self.path}"),
                Text(ar="ضع الملف هناك أو صحح العنوان", en="Put the file there, or correct the address"),
            )
        ]

    def read(self, by: Sequence[str], keys: Sequence[Key], *, limit: int, deadline: Deadline) -> list[RawRow]:
        """See the contract."""
        most = rows_to_look_at(self.manifest, limit)
        rows = self.steady(lambda version: self.rows(version, tuple(by), keys, most, deadline))
        return newest_first(self.manifest, rows, limit)

    @abstractmethod
    def rows(self, version: Version, by: Key, keys: Sequence[Key], most: int, deadline: Deadline) -> list[RawRow]:
        """At most `most` rows of some keys."""

    def steady(self, work: Callable[[Version], Answer]) -> Answer:
        """The answer from one state of the file: asked again where the file changed meanwhile."""
        for _ in range(3):
            with self.faults():
                before = self.version()
                answer = work(before)
                if self.version() == before:
                    return answer
        raise RegisterUnavailable("busy", "the file changes while it is read")

    def version(self) -> Version:
        return version_of(self.path.stat())

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Errors of the file system in our words."""
        try:
            yield
        except OSError as error:
            raise RegisterUnavailable("down", f"{type(error).__name__}: {os.strerror(error.errno or 0)}") from error

    def require(self, found: Iterable[str], wanted: Iterable[str]) -> None:
        """Raises RegisterUnavailable("changed") where columns are gone."""
        if lost := sorted(set(wanted) - set(found)):
            raise RegisterUnavailable("changed", f"there is no column {', '.join(lost)}")


class IndexedFile(FileConnector):
    """Point reads go through an index of hashes and places (see keyindex); every row found must then hold the key."""

    def __init__(self, manifest: Manifest, address: str) -> None:
        super().__init__(manifest, address)
        self._indexes: dict[Key, tuple[Version, KeyIndex]] = {}

    def rows(self, version: Version, by: Key, keys: Sequence[Key], most: int, deadline: Deadline) -> list[RawRow]:
        """See FileConnector."""
        index = self._index(version, by, deadline)
        places = [place for key in dict.fromkeys(keys) for place in index.find(key)]
        return holding(self.rows_at(version, places[:most]), by, frozenset(keys))

    def _index(self, version: Version, by: Key, deadline: Deadline) -> KeyIndex:
        standing = self._indexes.get(by)
        if standing and standing[0] == version:
            return standing[1]
        folder = settings().home / "cache" / "registers"
        index = opened(folder, self._indexed_as(by), version, lambda: self.keys_and_places(version, by), deadline)
        self._indexes[by] = version, index
        return index

    def _indexed_as(self, by: Key) -> tuple[str, ...]:
        source = self.manifest.source
        return (self.manifest.id, str(self.path.absolute()), repr(source), *by)

    @abstractmethod
    def keys_and_places(self, version: Version, by: Key) -> Iterable[IndexPart]:
        """Every row's key and place."""

    @abstractmethod
    def rows_at(self, version: Version, places: Sequence[Place]) -> list[RawRow]:
        """The manifest's columns of the rows at some places."""

    def close(self) -> None:
        """See the contract."""
        self._indexes.clear()


def file_path(address: str) -> Path:
    """
    >>> file_path("file:///data/a%20b.csv").as_posix(), file_path("data/a.csv").as_posix()
    ('/data/a b.csv', 'data/a.csv')
    """
    return Path(unquote(urlsplit(address).path)) if address.startswith("file:") else Path(address)
