"""What people edit while it is in use: manifests and the address book."""

from collections.abc import Hashable
from typing import Generic, TypeVar

from wasl.country.api import PackError

T = TypeVar("T")


class Standing(Generic[T]):
    """A change for the worse never takes effect: what was sound before it goes on, in this process."""

    def __init__(self) -> None:
        self._sound: dict[Hashable, T] = {}

    def holds(self, place: Hashable) -> bool:
        """Whether something sound goes on where a fault comes up: then nobody is told but by the log."""
        return place in self._sound

    def after(self, place: Hashable, read: T | PackError) -> T:
        """What holds now that a place was read. Raises PackError where nothing sound was ever read from it."""
        if not isinstance(read, PackError):
            self._sound[place] = read
        elif place not in self._sound:
            raise PackError(read.faults)
        return self._sound[place]
