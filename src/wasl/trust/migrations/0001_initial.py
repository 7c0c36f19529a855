"""The first ledger, a chain of hashes, and its guard. 0002 carries it over into the log."""

from django.db import migrations, models

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

REFUSAL = "the access ledger is only ever appended to"
ON = {
    "sqlite": [
        f"CREATE TRIGGER ledger_no_{act.lower()} BEFORE {act} ON trust_ledgerentry"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for act in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"""CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$""",
        """CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON trust_ledgerentry
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()""",
    ],
}
OFF = {
    "sqlite": ["DROP TRIGGER ledger_no_update", "DROP TRIGGER ledger_no_delete"],
    "postgresql": ["DROP TRIGGER ledger_only_grows ON trust_ledgerentry", "DROP FUNCTION ledger_refuse()"],
}


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: dict[str, list[str]]) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in statements[schema_editor.connection.vendor]:
            cursor.execute(statement)


def _protect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, ON)


def _unprotect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, OFF)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.CharField(max_length=27)),
                ("actor", models.CharField(max_length=128)),
                ("office", models.CharField(max_length=64, null=True)),
                ("role", models.CharField(max_length=64)),
                ("channel", models.CharField(max_length=32)),
                ("purpose", models.CharField(max_length=64)),
                ("legal_basis", models.TextField()),
                ("case", models.CharField(max_length=128, null=True)),
                ("person", models.CharField(max_length=32, null=True)),
                ("kind", models.CharField(max_length=16)),
                ("sections", models.TextField()),
                ("registers", models.TextField()),
                ("missing", models.TextField()),
                ("outcome", models.CharField(max_length=64)),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={"db_table": "trust_ledgerentry"},
        ),
        migrations.AddIndex(
            "LedgerEntry", models.Index(fields=["person", "seq"], name="ledger_person")
        ),
        migrations.RunPython(_protect, _unprotect),
        migrations.AlterModelOptions("LedgerEntry", {"managed": False}),
    ]
