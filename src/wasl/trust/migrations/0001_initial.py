"""The ledger and its guard. The table is created here and unmanaged from then on: see the model."""

from django.db import migrations, models

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from wasl.trust.guard import protect, unprotect


def _protect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    protect(schema_editor.connection)


def _unprotect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(schema_editor.connection)


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
