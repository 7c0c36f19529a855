"""What a scanner promises. One contract test runs against all of them."""

from abc import ABC, abstractmethod
from typing import ClassVar


class NotScanned(Exception):  # noqa: N818  an answer of the scanner, not a fault of the program
    """Why a file was not scanned; nothing of the file is part of it."""


class Scanner(ABC):
    """Looks for harmful software in a file."""

    id: ClassVar[str]

    @abstractmethod
    def check_config(self) -> None:
        """Raises Refusal naming the setting that is missing or wrong."""

    @abstractmethod
    def found_in(self, content: bytes) -> str | None:
        """The name of what was found; None for a clean file. Answers within seconds. Raises NotScanned."""
