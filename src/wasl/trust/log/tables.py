"""The log's tables, and the database's own refusal to change or remove what they hold, for SQLite and PostgreSQL."""

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "the access ledger is only ever appended to"

_TYPES = {
    "sqlite": {"big": "integer", "bytes": "blob", "lean": " WITHOUT ROWID"},
    "postgresql": {"big": "bigint", "bytes": "bytea", "lean": ""},
}
_TABLES = {
    "trust_logentry": "seq {big} PRIMARY KEY, facts {bytes} NOT NULL, persons {bytes} NOT NULL, leaf {bytes} NOT NULL",
    "trust_logfacts": "seq {big} PRIMARY KEY, at varchar(27) NOT NULL, facts text NOT NULL, salt {bytes} NOT NULL",
    "trust_logperson": "seq {big} NOT NULL, place integer NOT NULL, person varchar(32) NOT NULL,"
    " salt {bytes} NOT NULL, PRIMARY KEY (seq, place)",
    "trust_logtile": "level integer NOT NULL, number {big} NOT NULL, hashes {bytes} NOT NULL, root {bytes} NOT NULL,"
    " PRIMARY KEY (level, number)",
    "trust_logcheckpoint": "id integer PRIMARY KEY, note text NOT NULL",
    "trust_logerasing": "id integer PRIMARY KEY, first {big} NOT NULL, last {big} NOT NULL, place integer",
}
TABLES = tuple(_TABLES)
_LEAN = {"trust_logperson", "trust_logtile"}
_INDEXES = (
    "CREATE INDEX log_person ON trust_logperson (person, seq)",
    "CREATE INDEX log_at ON trust_logfacts (at)",
)

GUARDED = ("trust_logentry", "trust_logfacts", "trust_logperson", "trust_logtile")
ERASABLE = {
    "trust_logfacts": "place IS NULL",
    "trust_logperson": "(place IS NULL OR place = OLD.place)",
}
"""Rows of these may go while the table of erasures names them."""


def _named(table: str) -> str:
    erased = f"OLD.seq BETWEEN first AND last AND {ERASABLE[table]}"
    return f"EXISTS (SELECT 1 FROM trust_logerasing WHERE {erased})"  # noqa: S608  our own names


def _sqlite_trigger(table: str, act: str) -> tuple[str, str]:
    name = f"{table}_no_{act.lower()}"
    unless = f" WHEN NOT {_named(table)}" if act == "DELETE" and table in ERASABLE else ""
    body = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return name, f"CREATE TRIGGER {name} BEFORE {act} ON {table}{unless} {body}"


_SQLITE = dict(_sqlite_trigger(table, act) for table in GUARDED for act in ("UPDATE", "DELETE"))

_RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';"
_FUNCTIONS = {
    "trust_log_refuse": f"BEGIN {_RAISE} END",
    **{f"{table}_refuse": f"BEGIN IF {_named(table)} THEN RETURN OLD; END IF; {_RAISE} END" for table in ERASABLE},
}
_TRIGGERS = {
    **{
        (table, f"{table}_only_grows"): f"BEFORE {'UPDATE' if table in ERASABLE else 'UPDATE OR DELETE'} OR TRUNCATE"
        f" ON {table} FOR EACH STATEMENT EXECUTE FUNCTION trust_log_refuse()"
        for table in GUARDED
    },
    **{
        (table, f"{table}_erased_in_order"): f"BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
        for table in ERASABLE
    },
}


def create(connection: BaseDatabaseWrapper) -> None:
    types = _TYPES[connection.vendor]
    tables = [
        f"CREATE TABLE {table} ({columns.format(**types)}){types['lean'] if table in _LEAN else ''}"
        for table, columns in _TABLES.items()
    ]
    _run(connection, [*tables, *_INDEXES])


def drop(connection: BaseDatabaseWrapper) -> None:
    _run(connection, [f"DROP TABLE {table}" for table in reversed(TABLES)])


def protect(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place."""
    if connection.vendor == "sqlite":
        _run(connection, [*_SQLITE.values()])
        return
    functions = [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$" for name, body in _FUNCTIONS.items()
    ]
    _run(connection, [*functions, *(f"CREATE TRIGGER {name} {rule}" for (_, name), rule in _TRIGGERS.items())])


def unprotect(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for tests that tamper, and for undoing the migration."""
    if connection.vendor == "sqlite":
        _run(connection, [f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE])
        return
    triggers = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for table, name in _TRIGGERS]
    _run(connection, [*triggers, *(f"DROP FUNCTION IF EXISTS {name}()" for name in _FUNCTIONS)])


def stands(connection: BaseDatabaseWrapper) -> bool:
    """Whether the triggers are all there, in force, and do what they should."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return _SQLITE.items() <= dict(cursor.fetchall()).items()
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s)", [[*_FUNCTIONS]])
        functions = dict(cursor.fetchall())
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger"
            " WHERE tgenabled = 'O' AND tgname = ANY(%s)",
            [[name for _, name in _TRIGGERS]],
        )
        standing = {(table, name): rule for table, name, rule in cursor.fetchall()}
    return functions == _FUNCTIONS and all(_does(standing.get(key, ""), rule) for key, rule in _TRIGGERS.items())


def _does(standing: str, rule: str) -> bool:
    """PostgreSQL tells a trigger in its own words: the acts in another order, the schema before the table."""
    acts = rule.partition(" ON ")[0].removeprefix("BEFORE ").split(" OR ")
    called = rule.rpartition(" ")[2]
    return all(act in standing for act in acts) and standing.endswith(called) and "WHEN" not in standing


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
