"""Fills a table anew beside the standing one and puts it in its place: until the swap commits, nothing has changed.

Filling commits in pieces, so that others can write meanwhile; only the swap holds them up.
"""

import io
from collections.abc import Iterable, Sequence

import polars as pl
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

SUFFIX = "_next"


class NextTable:
    """The table that will replace a model's. Rows must come in the order of the model's key where speed matters."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.table = model._meta.db_table
        self.next = self.table + SUFFIX
        self.columns = [str(field.column) for field in model._meta.concrete_fields if field.column]
        self.key = _key(model)

    def create(self) -> None:
        """An empty table without indexes; what a killed run left is dropped."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {self.next}")
            cursor.execute(self._ddl())

    def keep(self, registers: Sequence[str]) -> None:
        """Take over the standing rows of these registers."""
        if not registers:
            return
        names = ", ".join(self.columns)
        marks = ", ".join(["%s"] * len(registers))
        # The register is wrapped so that no store looks rows up by it: in the order of the key it is much quicker.
        statement = (
            f"INSERT INTO {self.next} ({names}) SELECT {names} FROM {self.table}"  # noqa: S608  our names
            f" WHERE (register || '') IN ({marks}) ORDER BY {', '.join(self.key)}"
        )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, list(registers))

    def fill(self, batches: Iterable[pl.DataFrame]) -> int:
        """Add rows; the frames' columns are named as the table's. Returns how many."""
        count = 0
        for batch in batches:
            append(self.next, batch.select(self.columns))
            count += batch.height
        return count

    def counts(self, column: str) -> dict[str, int]:
        """How many rows there are of each value."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column}, count(*) FROM {self.next} GROUP BY {column} ORDER BY {column}")  # noqa: S608
            return dict(cursor.fetchall())

    def finish(self) -> None:
        """Build the indexes, while the standing table still serves."""
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                key = ", ".join(self.key)
                cursor.execute(f"ALTER TABLE {self.next} ADD CONSTRAINT {self.next}_pkey PRIMARY KEY ({key})")
            for index in self.model._meta.indexes:
                columns = ", ".join(_column(self.model, name) for name in index.fields)
                cursor.execute(f"CREATE INDEX {_free(cursor, index.name)} ON {self.next} ({columns})")
            if connection.vendor == "postgresql":
                cursor.execute(f"ANALYZE {self.next}")

    def swap(self) -> None:
        """Put it in place. Call inside the transaction that makes the run visible."""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {self.table}")
            cursor.execute(f"ALTER TABLE {self.next} RENAME TO {self.table}")
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER INDEX {self.next}_pkey RENAME TO {self.table}_pkey")

    def _ddl(self) -> str:
        if connection.vendor == "postgresql":
            return f"CREATE TABLE {self.next} (LIKE {self.table} INCLUDING DEFAULTS)"
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [self.table])
            standing = str(cursor.fetchone()[0])
        # Kept in the order of the key: the way persons are read, and half the size.
        rows = "" if standing.upper().endswith("WITHOUT ROWID") else " WITHOUT ROWID"
        return standing.replace(f'"{self.table}"', f'"{self.next}"', 1) + rows


def append(table: str, rows: pl.DataFrame) -> None:
    """Add rows to a table whose columns are named as the frame's, by the store's own fast way."""
    if connection.vendor == "postgresql":
        _copy(table, rows)
    else:
        _insert(table, rows)


def _copy(table: str, rows: pl.DataFrame) -> None:
    written = io.BytesIO()
    rows.write_csv(written, include_header=False, quote_style="non_numeric")  # an empty text is quoted, a null is not
    with transaction.atomic(), connection.cursor() as cursor:
        statement = f"COPY {table} ({', '.join(rows.columns)}) FROM STDIN (FORMAT csv)"
        with cursor.copy(statement) as copy:
            copy.write(written.getvalue())


def _insert(table: str, rows: pl.DataFrame) -> None:
    marks = ", ".join(["?"] * rows.width)
    statement = f"INSERT INTO {table} ({', '.join(rows.columns)}) VALUES ({marks})"  # noqa: S608  our names
    with transaction.atomic(), connection.cursor() as cursor:
        # Past Django's cursor, which would copy every row to translate its placeholders.
        cursor.cursor.connection.executemany(statement, rows.rows())


def _key(model: type[models.Model]) -> list[str]:
    key = model._meta.pk
    names = key.field_names if isinstance(key, models.CompositePrimaryKey) else [key.name]
    return [_column(model, name) for name in names]


def _column(model: type[models.Model], name: str) -> str:
    """The column of a field, given by its name or by its column."""
    return next(str(f.column) for f in model._meta.concrete_fields if name in (f.name, f.column))


def _free(cursor: CursorWrapper, name: str) -> str:
    """The index's own name, or its other one while the standing table has the first: SQLite cannot rename an index."""
    catalogue = "pg_indexes WHERE indexname" if connection.vendor == "postgresql" else "sqlite_master WHERE name"
    cursor.execute(f"SELECT 1 FROM {catalogue} = %s", [name])  # noqa: S608  one of two catalogues
    return f"{name}_other" if cursor.fetchone() else name
