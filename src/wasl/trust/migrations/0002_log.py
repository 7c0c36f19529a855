"""The transparency log takes the place of the chain; every entry is carried over in order, with its own time.

One transaction: killed anywhere, the chain stands as it was. A chain that does not hold is not carried over.
"""

import importlib
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from wasl.trust.log import taking_over, tables

OLD = "trust_ledgerentry"


def _create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    tables.create(schema_editor.connection)
    tables.protect(schema_editor.connection)


def _drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    tables.unprotect(schema_editor.connection)
    tables.drop(schema_editor.connection)


def _carry_over(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    taking_over.carry_over(OLD)


def _drop_chain(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    first = importlib.import_module("wasl.trust.migrations.0001_initial")
    first._run(schema_editor, first.OFF)
    schema_editor.execute(f"DROP TABLE {OLD}")


def _model(name: str, *fields: tuple[str, Any]) -> migrations.CreateModel:
    return migrations.CreateModel(
        name, [*fields], options={"managed": False, "db_table": f"trust_{name.lower()}"}
    )


class Migration(migrations.Migration):
    dependencies = [("trust", "0001_initial")]
    operations = [
        migrations.RunPython(_create, _drop),
        migrations.RunPython(_carry_over),  # no way back: the chain cannot hold what the log does
        migrations.RunPython(_drop_chain),
        migrations.DeleteModel("LedgerEntry"),
        _model(
            "LogEntry",
            ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
            ("facts", models.BinaryField()),
            ("persons", models.BinaryField()),
            ("leaf", models.BinaryField()),
        ),
        _model(
            "LogFacts",
            ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
            ("at", models.CharField(max_length=27)),
            ("facts", models.TextField()),
            ("salt", models.BinaryField()),
        ),
        _model(
            "LogPerson",
            ("pk", models.CompositePrimaryKey("seq", "place", blank=True, editable=False, primary_key=True, serialize=False)),
            ("seq", models.BigIntegerField()),
            ("place", models.IntegerField()),
            ("person", models.CharField(max_length=32)),
            ("salt", models.BinaryField()),
        ),
        _model(
            "LogTile",
            ("pk", models.CompositePrimaryKey("level", "number", blank=True, editable=False, primary_key=True, serialize=False)),
            ("level", models.IntegerField()),
            ("number", models.BigIntegerField()),
            ("hashes", models.BinaryField()),
            ("root", models.BinaryField()),
        ),
        _model(
            "LogCheckpoint",
            ("id", models.IntegerField(primary_key=True, serialize=False)),
            ("note", models.TextField()),
        ),
        _model(
            "LogErasing",
            ("id", models.IntegerField(primary_key=True, serialize=False)),
            ("first", models.BigIntegerField()),
            ("last", models.BigIntegerField()),
            ("place", models.IntegerField(null=True)),
        ),
    ]
