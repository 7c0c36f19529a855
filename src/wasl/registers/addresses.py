"""The address book: where each register of this deployment is. It may hold passwords, so it is no part of the pack.

writing:                                    # where another account may write; none = the same address
  reg-009: env:TRAFFIC_WRITING_ADDRESS
registers:
  reg-009: postgresql://reader:secret@10.0.0.5/traffic
  reg-010: env:TRAFFIC_FINES_ADDRESS        # the address stands in an environment variable
  reg-011: nation/reg-011.csv               # a path, from the folder of the address book
"""

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from wasl.core.log import event
from wasl.country.api import PackError, load_yaml_model
from wasl.registers.standing import Standing

FROM_ENVIRONMENT = "env:"


class _Book(BaseModel):
    model_config = ConfigDict(extra="forbid")

    registers: dict[str, str] = {}
    writing: dict[str, str] = {}


class AddressBook:
    """Register id -> address. A register without an address is a gap, not an error."""

    def __init__(self, addresses: dict[str, str], folder: Path = Path(), writing: dict[str, str] | None = None) -> None:
        self._addresses = addresses
        self._writing = writing or {}
        self._folder = folder

    def get(self, register_id: str) -> str | None:
        """The address; None where there is none, or where it stands in an environment variable that is not set."""
        return self._meant(self._addresses.get(register_id))

    def for_writing(self, register_id: str) -> str | None:
        """The address of the account that writes; that of reading where the book names none of its own."""
        own = self._writing.get(register_id)
        return self._meant(own) if own else self.get(register_id)

    def _meant(self, written: str | None) -> str | None:
        if written and written.startswith(FROM_ENVIRONMENT):
            written = os.environ.get(written.removeprefix(FROM_ENVIRONMENT))
        return self._from_folder(written) if written else None

    def _from_folder(self, address: str) -> str:
        return address if ":" in address else str(self._folder / address)

    def written(self, ids: Iterable[str]) -> dict[str, str]:
        """What the book says of these, word for word."""
        return {id_: self._addresses[id_] for id_ in ids if id_ in self._addresses}

    def written_for_writing(self, ids: Iterable[str]) -> dict[str, str]:
        """The same of the accounts that write."""
        return {id_: self._writing[id_] for id_ in ids if id_ in self._writing}

    @property
    def ids(self) -> list[str]:
        """Every register that the book names."""
        return list(self._addresses)


EMPTY = AddressBook({})


def address_book(path: Path) -> AddressBook:
    """The book as it stands now; empty where there is none yet.

    One that became faulty is logged, and what was sound goes on. Raises PackError where nothing ever was.
    """
    try:
        modified = path.stat().st_mtime_ns
    except FileNotFoundError:
        return EMPTY
    return _standing.after(path, _read(path, modified))


_standing: Standing[AddressBook] = Standing()


@lru_cache(maxsize=4)
def _read(path: Path, modified: int) -> AddressBook | PackError:
    try:
        book = load_yaml_model(path, _Book)
        return AddressBook(book.registers, path.parent, book.writing)
    except PackError as error:
        if _standing.holds(path):
            lines = [fault.line for fault in error.faults]  # what stands there may be a password
            event("registers.addresses_faulty", level="error", lines=lines)
        return error
