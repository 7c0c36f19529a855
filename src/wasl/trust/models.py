"""The access log as it is stored. Only `wasl.trust.log` writes here; the database refuses change and removal.

The tables are made by the migration and left alone from then on: `flush` must not try to empty a log.
"""

from django.db import models


class LogEntry(models.Model):
    """The tree: one leaf for each look. Says nothing about anybody, and is never changed nor removed."""

    seq = models.BigIntegerField(primary_key=True)  # 1..n without gaps
    facts = models.BinaryField()  # their commitment
    persons = models.BinaryField()  # their commitments, one after the other
    leaf = models.BinaryField()  # hash

    class Meta:
        managed = False
        db_table = "trust_logentry"


class LogFacts(models.Model):
    """Who looked and why: text exactly as it was hashed. Goes when its time is over."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=27)  # UTC, 2026-10-01T09:30:00.000000Z; stands in the facts too
    facts = models.TextField()
    salt = models.BinaryField()

    class Meta:
        managed = False
        db_table = "trust_logfacts"


class LogPerson(models.Model):
    """At whom. Can be erased for one person, while the entry stays provable."""

    pk = models.CompositePrimaryKey("seq", "place")
    seq = models.BigIntegerField()
    place = models.IntegerField()  # 0..n-1
    person = models.CharField(max_length=32)  # handle
    salt = models.BinaryField()

    class Meta:
        managed = False
        db_table = "trust_logperson"


class LogTile(models.Model):
    """256 hashes of the tree side by side, written once when they are full."""

    pk = models.CompositePrimaryKey("level", "number")
    level = models.IntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField()

    class Meta:
        managed = False
        db_table = "trust_logtile"


class LogCheckpoint(models.Model):
    """One row: what was signed in the transaction that wrote the last entries. Entries beyond it are forged."""

    id = models.IntegerField(primary_key=True)
    note = models.TextField()

    class Meta:
        managed = False
        db_table = "trust_logcheckpoint"


class LogErasing(models.Model):
    """What the transaction at hand may remove; empty outside one. No place: facts and all persons."""

    id = models.IntegerField(primary_key=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    place = models.IntegerField(null=True)

    class Meta:
        managed = False
        db_table = "trust_logerasing"


from wasl.trust.log.witness_models import (  # noqa: E402, F401  tables of this app that stand beside what they serve
    CosignedCheckpoint,
    Misconduct,
    OurWitness,
    Stamp,
    WatchedLog,
)
