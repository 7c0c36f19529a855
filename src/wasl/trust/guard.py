"""The database's own refusal to change or remove what the ledger holds."""

from django.db.backends.base.base import BaseDatabaseWrapper

from wasl.trust.models import LedgerEntry

REFUSAL = "the access ledger is only ever appended to"
TABLE = LedgerEntry._meta.db_table

_SQLITE = [
    f"CREATE TRIGGER ledger_no_{act.lower()} BEFORE {act} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for act in ("UPDATE", "DELETE")
]
_SQLITE_OFF = ["DROP TRIGGER ledger_no_update", "DROP TRIGGER ledger_no_delete"]
_POSTGRESQL = [
    f"""CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$""",
    f"""CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()""",
]
_POSTGRESQL_OFF = [f"DROP TRIGGER ledger_only_grows ON {TABLE}", "DROP FUNCTION ledger_refuse()"]


def protect(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place."""
    _run(connection, {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[connection.vendor])


def unprotect(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for tests that tamper, and for undoing the migration."""
    _run(connection, {"sqlite": _SQLITE_OFF, "postgresql": _POSTGRESQL_OFF}[connection.vendor])


def stands(connection: BaseDatabaseWrapper) -> bool:
    """Whether the triggers are all there and in force."""
    statement, wanted = _STANDING[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement, [TABLE])
        return {row[0] for row in cursor.fetchall()} >= wanted


_STANDING = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        {"ledger_no_update", "ledger_no_delete"},
    ),
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'",
        {"ledger_only_grows"},
    ),
}


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
