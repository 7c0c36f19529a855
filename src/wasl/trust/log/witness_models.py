"""What is kept of other logs that this platform watches, and of the witnesses and stamps of its own log."""

from typing import ClassVar

from django.db import models


class WatchedLog(models.Model):
    """A log of somebody else that this platform is a witness of, and the last checkpoint that it cosigned."""

    origin = models.CharField(max_length=255, primary_key=True)
    origin_hash = models.CharField(max_length=64, unique=True)  # SHA-256, hex: its address for monitors
    keys = models.TextField()  # vkeys, one a line
    since = models.DateTimeField()
    size = models.BigIntegerField(default=0)
    root = models.CharField(max_length=44)  # base64
    checkpoint = models.TextField(blank=True)  # with the log's signature and ours; empty until the first

    class Meta:
        app_label = "trust"
        db_table = "trust_watchedlog"


class Misconduct(models.Model):
    """Two checkpoints of one log that should not both be: kept as they were signed, so that anybody can judge."""

    origin = models.CharField(max_length=255)
    at = models.DateTimeField()
    kind = models.CharField(max_length=16)
    held = models.TextField()  # the checkpoint that was cosigned
    offered = models.TextField()  # the one that does not follow from it
    proof = models.TextField(blank=True)  # what was offered to show that it does
    digest = models.CharField(max_length=64, unique=True)  # of what was offered: once is enough

    class Meta:
        app_label = "trust"
        db_table = "trust_misconduct"


class OurWitness(models.Model):
    """Somebody who watches this platform's log, and how far they have seen it."""

    key = models.CharField(max_length=255, primary_key=True)  # vkey
    address = models.CharField(max_length=500)
    since = models.DateTimeField()
    size = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)  # of their last cosignature

    class Meta:
        app_label = "trust"
        db_table = "trust_ourwitness"


class CosignedCheckpoint(models.Model):
    """A checkpoint of this platform's log with everybody's signatures."""

    size = models.BigIntegerField()
    root = models.CharField(max_length=44)
    note = models.TextField()

    class Meta:
        app_label = "trust"
        db_table = "trust_cosignedcheckpoint"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["size", "root"], name="cosigned_once"),
        ]


class Stamp(models.Model):
    """An RFC 3161 authority's word that a checkpoint existed at a time."""

    at = models.DateTimeField()
    size = models.BigIntegerField()
    authority = models.CharField(max_length=500)
    note = models.TextField()  # the checkpoint, exactly as it was stamped
    answer = models.BinaryField()  # TimeStampResp, DER

    class Meta:
        app_label = "trust"
        db_table = "trust_stamp"
