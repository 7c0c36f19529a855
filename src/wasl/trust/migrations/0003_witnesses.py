"""Other logs that we watch, our own witnesses, what did not fit together, and stamps."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trust", "0002_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="Misconduct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.CharField(max_length=255)),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=16)),
                ("held", models.TextField()),
                ("offered", models.TextField()),
                ("proof", models.TextField(blank=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "db_table": "trust_misconduct",
            },
        ),
        migrations.CreateModel(
            name="OurWitness",
            fields=[
                ("key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("address", models.CharField(max_length=500)),
                ("since", models.DateTimeField()),
                ("size", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "trust_ourwitness",
            },
        ),
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("size", models.BigIntegerField()),
                ("authority", models.CharField(max_length=500)),
                ("note", models.TextField()),
                ("answer", models.BinaryField()),
            ],
            options={
                "db_table": "trust_stamp",
            },
        ),
        migrations.CreateModel(
            name="WatchedLog",
            fields=[
                ("origin", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("origin_hash", models.CharField(max_length=64, unique=True)),
                ("keys", models.TextField()),
                ("since", models.DateTimeField()),
                ("size", models.BigIntegerField(default=0)),
                ("root", models.CharField(max_length=44)),
                ("checkpoint", models.TextField(blank=True)),
            ],
            options={
                "db_table": "trust_watchedlog",
            },
        ),
        migrations.CreateModel(
            name="CosignedCheckpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField()),
                ("root", models.CharField(max_length=44)),
                ("note", models.TextField()),
            ],
            options={
                "db_table": "trust_cosignedcheckpoint",
                "constraints": [models.UniqueConstraint(fields=("size", "root"), name="cosigned_once")],
            },
        ),
    ]
