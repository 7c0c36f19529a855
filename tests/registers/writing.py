"""A register that may be written, in each kind of database, made by plain SQL."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, make_url, text

from tests.registers.conftest import STORES, registers
from wasl.registers.changes import Change, Prepared, Written
from wasl.registers.connectors.base import Deadline
from wasl.registers.manifest import Manifest, Operation
from wasl.registers.reading import Reading, ReadRequest, Registers
from wasl.registers.writing import Back, Changing

DATABASES = ["sqlite", "postgresql", "mariadb"]
DRIVERS = {"postgresql": "postgresql+psycopg", "mariadb": "mysql+pymysql", "mysql": "mysql+pymysql"}
TODAY = date(2026, 3, 1)
NAME = {"ar": "عمود", "en": "Column"}


def column(name: str, attribute: str, **more: Any) -> dict[str, Any]:
    return {"column": name, "attribute": attribute, "name": NAME, **more}


COLUMNS = [
    column("FILE_NO", "file_no"),
    column("رقم المالك", "owner_number", type="number", digits="arabic", nulls=["-"]),
    column("NAME", "owner_name"),
    column("GOV", "governorate", type="code", codes="governorates", values={"C": "01", "A": "02", "G": "21"}),
    column("DAY", "day", type="date", format="%d/%m/%Y", digits="arabic"),
    column("FEE", "fee", type="money"),
    column("SHEDS", "sheds", type="integer"),
    column("EXP", "expiry", type="date"),
    column("SEEN", "seen", type="datetime"),
    column("ACTIVE", "active", type="boolean", values={"Y": "true", "N": "false"}),
    column("STS", "status"),
]
OPEN = [one["attribute"] for one in COLUMNS[1:]]
WRITES = {
    "add": OPEN,
    "keys": {"file_no": "F########"},
    "change": OPEN,
    "end": {"attribute": "status", "value": "ended"},
}
CREATED = """CREATE TABLE {table} (
{q}FILE_NO{q} varchar(20) NOT NULL, {q}رقم المالك{q} varchar(20), {q}NAME{q} varchar(20),
{q}GOV{q} varchar(3), {q}DAY{q} varchar(20), {q}FEE{q} numeric(10,2), {q}SHEDS{q} smallint, {q}EXP{q} date,
{q}SEEN{q} {instant}, {q}ACTIVE{q} char(1), {q}STS{q} varchar(10))"""
ROW = {
    "FILE_NO": "a-1",
    "رقم المالك": "٢٨٥٠١٠١٠١٠٠٠١١",
    "NAME": "منى",
    "GOV": "C",
    "DAY": "٠١/٠٢/٢٠٢٠",
    "FEE": 10,
    "SHEDS": 2,
    "EXP": "2026-01-01",
    "SEEN": "2026-01-01 08:00:00",
    "ACTIVE": "Y",
    "STS": "valid",
}


def described(writes: Mapping[str, Any] = WRITES, **more: Any) -> Manifest:
    given: dict[str, Any] = {
        "id": "reg-900",
        "kind": "files",
        "name": {"ar": "سجل", "en": "Register"},
        "owner": "traffic",
        "documented": False,
        "evidence": "made up",
        "section": "vehicles",
        "freshness": "P1D",
        "key": ["file_no"],
        "source": {"connector": "sql", "table": "ملفات"},
        "persons": [{"role": "owner", "name": NAME, "number": "owner_number", "full_name": "owner_name"}],
        "columns": COLUMNS,
        "writes": writes,
    }
    return Manifest.model_validate({**given, **more})


@dataclass
class Ledger:
    """The register, and how its agency sees it."""

    kind: str
    address: str
    source: Registers

    def sql(self, statement: str, **given: object) -> list[dict[str, Any]]:
        url = make_url(self.address)
        engine = create_engine(url.set(drivername=DRIVERS.get(url.get_backend_name(), "sqlite")), poolclass=NullPool)
        quote = "`" if self.kind == "mariadb" else '"'
        with engine.begin() as connection:
            found = connection.execute(text(statement.replace("|", quote)), given)
            return [dict(row) for row in found.mappings()] if found.returns_rows else []

    def rows(self) -> list[dict[str, Any]]:
        return self.sql("SELECT * FROM |ملفات|")

    def only(self) -> dict[str, Any]:
        (row,) = self.rows()
        return row

    def put(self, **more: object) -> None:
        given = {**ROW, **more}
        marks = ", ".join(f":v{place}" for place in range(len(given)))
        names = ", ".join(f"|{name}|" for name in given)
        self.sql(
            f"INSERT INTO |ملفات| ({names}) VALUES ({marks})",
            **{f"v{place}": value for place, value in enumerate(given.values())},
        )

    def opened(self, writes: Mapping[str, Any] | None = WRITES, **more: Any) -> None:
        """With other rights."""
        self.source = registers((described(writes or WRITES, **more), self.address))

    def changing(self, change: Change, seconds: float = 10.0, today: date = TODAY) -> Changing:
        return Changing(self.source, change, today=today, deadline=Deadline.after(seconds))

    def prepare(self, change: Change) -> Prepared:
        return Prepared.from_json(self.changing(change).prepare().to_json())

    def write(self, change: Change, prepared: Prepared, seconds: float = 10.0) -> Written:
        return self.changing(change, seconds).write(prepared)

    def back(self, change: Change, prepared: Prepared, how: Back, today: date = TODAY) -> Written:
        return self.changing(change, today=today).take_back(prepared, how)

    def done(self, change: Change) -> Prepared:
        prepared = self.prepare(change)
        assert self.write(change, prepared).already is False
        return prepared

    def read(self, key: str) -> Reading:
        (reading,) = self.source.read([ReadRequest("reg-900", "owner", (key,))], deadline_seconds=5, limit=5)
        return reading

    def values(self, key: str) -> dict[str, object]:
        (row,) = self.read(key).rows
        return {attribute: value.value for attribute, value in row.values.items()}


@contextmanager
def ledger(kind: str, folder: Path) -> Iterator[Ledger]:
    with STORES[kind](folder) as store:
        address = store.connector.address
        found = Ledger(kind, address, registers((described(), address)))
        quote = "`" if kind == "mariadb" else '"'
        instant = "timestamp" if kind == "postgresql" else "datetime"
        found.sql(CREATED.format(table=f"{quote}ملفات{quote}", q=quote, instant=instant))
        found.put()
        try:
            yield found
        finally:
            found.source.close()


def change(key: str = "a-1", once: str = "case-1", **values: object) -> Change:
    return Change("reg-900", Operation.CHANGE, once, values, key)


def add(once: str = "case-1", **values: object) -> Change:
    return Change("reg-900", Operation.ADD, once, values)


def end(key: str = "a-1", **values: object) -> Change:
    return Change("reg-900", Operation.END, "case-1", values, key)
