"""The agencies' registers: one person's rows from many at once, all person records of one, and one change in one row.

Promises: a read answers at its deadline whatever the registers do, and names what is missing and why; a value that
cannot be understood is kept as found, with the problem beside it; reading can change no register. A register is written
only where its manifest opens it, one row at a time; the same change again does nothing; what somebody else changed
meanwhile is never written over.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache

import polars as pl

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.passage import required
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.registers import checking, proposing, streaming
from wasl.registers.addresses import AddressBook, address_book
from wasl.registers.catalogue import Catalogue, catalogue, load_catalogue
from wasl.registers.changes import Change, Prepared, Written
from wasl.registers.checking import CheckReport
from wasl.registers.connectors.base import Deadline, RegisterUnavailable
from wasl.registers.decode import Value
from wasl.registers.findings import Aspect, Finding, Level, unavailable
from wasl.registers.gaps import Missing, Reason
from wasl.registers.lanes import Row
from wasl.registers.manifest import KEY_SEPARATOR, Column, Manifest, Operation, Role, Sensitivity, Via
from wasl.registers.opening import key_parts_wanted, not_open
from wasl.registers.proposing import ProposedManifest, Wanted
from wasl.registers.reading import Reading, ReadRequest, Registers
from wasl.registers.refusals import NoSuchRow, NotOpen, Overtaken, Unfit
from wasl.registers.writing import Back, Changing

__all__ = [
    "KEY_SEPARATOR",
    "Aspect",
    "Back",
    "Catalogue",
    "Change",
    "CheckReport",
    "Column",
    "Finding",
    "Level",
    "Manifest",
    "Missing",
    "NoSuchRow",
    "NotOpen",
    "Operation",
    "Overtaken",
    "Prepared",
    "ProposedManifest",
    "ReadRequest",
    "Reading",
    "Reason",
    "RegisterUnavailable",
    "Role",
    "Row",
    "Sensitivity",
    "Unfit",
    "Value",
    "Via",
    "Written",
    "catalogue",
    "check",
    "key_parts_wanted",
    "load_catalogue",
    "match_texts",
    "not_open",
    "own_addresses",
    "own_writing_addresses",
    "prepare",
    "propose",
    "read",
    "registers",
    "stream_columns",
    "stream_keys",
    "stream_pairs",
    "stream_persons",
    "take_back",
    "warm",
    "writable",
    "write",
]

CHECK_SECONDS = 20.0
_NAME_ANOTHER = Text(ar="سمِّ جدولًا آخر", en="see which tables there are without --table, or name another")
WARM_SECONDS = 120.0
WRITE_SECONDS = 10.0
"""A change is waited for longer than a read: its caller stands in no page."""


def registers() -> Registers:
    """The registers of this deployment. A changed manifest or address book takes effect at the next call."""
    return _registers(catalogue(), address_book(settings().address_book))


@lru_cache(maxsize=2)
def _registers(known: Catalogue, book: AddressBook) -> Registers:
    return Registers(known, book)


def own_addresses() -> dict[str, str]:
    """Id -> address, as the book has it, of the registers that this deployment described itself. Raises PackError."""
    own = _own()
    return address_book(settings().address_book).written(own) if own else {}


def own_writing_addresses() -> dict[str, str]:
    """The same of the accounts that write."""
    own = _own()
    return address_book(settings().address_book).written_for_writing(own) if own else {}


def _own() -> list[str]:
    return sorted(path.stem for path in settings().own_manifests.glob("*.yaml"))


def read(
    requests: Sequence[ReadRequest], *, deadline_seconds: float | None = None, limit: int | None = None
) -> list[Reading]:
    """One reading for each request, in their order. Defaults: the settings picture_deadline and picture_rows.

    Raises KeyError for a register or a role that does not exist.
    """
    required("a read of registers")
    return registers().read(
        requests,
        deadline_seconds=settings().picture_deadline if deadline_seconds is None else deadline_seconds,
        limit=settings().picture_rows if limit is None else limit,
    )


def warm(seconds: float = WARM_SECONDS) -> list[str]:
    """Open every register as a first read would: connections made, files indexed. Answers the ids not reached.

    Reads a key that no row has.
    """
    source = registers()
    requests = [
        ReadRequest(manifest.id, role.role, (KEY_SEPARATOR.join([""] * len(manifest.lookup(role.role))),))
        for manifest in source.catalogue
        for role in manifest.persons
    ]
    readings = source.read(requests, deadline_seconds=seconds, limit=1)
    return sorted({reading.register_id for reading in readings if reading.missing})


def check(ids: Sequence[str] | None = None, *, seconds: float = CHECK_SECONDS) -> list[CheckReport]:
    """Whether registers look as their manifests say; none named = all. Raises KeyError for one that is not there."""
    required("a check of registers")
    source = registers()
    return checking.check(source, list(source.catalogue.manifests) if ids is None else ids, seconds=seconds)


def propose(
    address: str,
    table: str | None = None,
    *,
    register_id: str | None = None,
    owner: str | None = None,
    section: str | None = None,
    seconds: float = CHECK_SECONDS,
) -> ProposedManifest:
    """A manifest for a database or file that has none, by looking at it. Raises Refusal."""
    required("a proposal for a register")
    wanted = Wanted(register_id, owner, section)
    try:
        return proposing.propose(address, table, wanted, country=pack(), seconds=seconds)
    except RegisterUnavailable as error:
        found = unavailable(Reason(error.reason), error.detail)
        raise Refusal(found.what, mend=_NAME_ANOTHER if error.reason == Reason.CHANGED else found.mend) from error


def stream_persons(register_id: str, role: str, batch: int = streaming.BATCH) -> Iterator[pl.DataFrame]:
    """Person records in the standard shape. Raises RegisterUnavailable."""
    required("a stream of person records")
    source = registers()
    manifest = source.catalogue[register_id]
    connector = source.lane(register_id).connector
    return streaming.persons(connector, manifest, manifest.role(role), source.catalogue, batch=batch)


def stream_columns(
    register_id: str, attributes: Sequence[str], *, raw: bool = True, batch: int = streaming.BATCH
) -> Iterator[pl.DataFrame]:
    """Columns named by attribute: native text as it is, or canonical values. Raises RegisterUnavailable."""
    required("a stream of columns")
    source = registers()
    columns = [source.catalogue[register_id].column(attribute) for attribute in attributes]
    return streaming.plain(source.lane(register_id).connector, columns, source.catalogue, raw=raw, batch=batch)


def stream_keys(register_id: str, role: str, batch: int = streaming.BATCH) -> Iterator[pl.DataFrame]:
    """For a role `via` another register: `key` (lookup key, native text) and `match` (the text to hold against the
    other register's pairs), each pair once in a batch, without empty ones. Raises RegisterUnavailable."""
    required("a stream of keys")
    source = registers()
    manifest = source.catalogue[register_id]
    via = manifest.role(role).via
    if via is None:
        raise ValueError(f"role '{role}' of {register_id} identifies its person by itself")
    column = manifest.column(via.attribute)
    tables = streaming.matched(source.lane(register_id).connector, [column], column, batch=batch)
    return (table.drop_nulls().unique() for table in tables)


def stream_pairs(register_id: str, attribute: str, batch: int = streaming.BATCH) -> Iterator[pl.DataFrame]:
    """Of the register that a `via` leads to: `key` (record key) and `match` of the attribute named at `matches`,
    without empty ones. Raises RegisterUnavailable."""
    required("a stream of keys")
    source = registers()
    manifest = source.catalogue[register_id]
    key = [manifest.column(part) for part in manifest.key]
    tables = streaming.matched(source.lane(register_id).connector, key, manifest.column(attribute), batch=batch)
    return (table.drop_nulls("match") for table in tables)


def match_texts(register_id: str, attribute: str, raw: Sequence[str | None]) -> list[str | None]:
    """Native values of a column as the text that `stream_keys` and `stream_pairs` call `match`."""
    column = registers().catalogue[register_id].column(attribute)
    native = pl.DataFrame({column.column: raw}, schema={column.column: pl.String})
    return native.select(streaming.match_text(column)).to_series().to_list()


def writable(register_id: str, operation: Operation, attributes: Iterable[str]) -> bool:
    """Whether the manifest opens all this to writing. Raises KeyError for a register that is not there."""
    manifest = registers().catalogue[register_id]
    if manifest.writes is None or not manifest.writes.allows(operation):
        return False
    return not not_open(manifest, operation, frozenset(attributes))


def prepare(change: Change, *, seconds: float = WRITE_SECONDS) -> Prepared:
    """What stands in the row now, and what will stand there. Writes nothing.

    Raises Refusal (NotOpen, NoSuchRow, Unfit, Overtaken where a given key is taken) for what trying again does not
    change, RegisterUnavailable for what it may, KeyError for a register that is not there.
    """
    return _changing(change, seconds).prepare()


def write(change: Change, prepared: Prepared, *, seconds: float = WRITE_SECONDS) -> Written:
    """Make the change, once, in one transaction of the register.

    Raises Overtaken where neither what stood there nor what is to stand there does; a new row whose key was taken
    meanwhile is prepared anew. After RegisterUnavailable it may have been written or not: call again, or take it back.
    """
    return _changing(change, seconds).write(prepared)


def take_back(change: Change, prepared: Prepared, how: Back, *, seconds: float = WRITE_SECONDS) -> Written:
    """Put a changed or ended row back (`restore`), or end or remove an added one, as its manifest says (`end`).

    Does nothing where it was never written or is taken back already. Raises Overtaken where somebody else has changed
    the row since, other Refusals, RegisterUnavailable.
    """
    return _changing(change, seconds).take_back(prepared, how)


def _changing(change: Change, seconds: float) -> Changing:
    required("a write to a register")
    today = pack().calendar.today(datetime.now(UTC))
    return Changing(registers(), change, today=today, deadline=Deadline.after(seconds))
