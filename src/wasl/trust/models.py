"""The access ledger as it is stored. Only `wasl.trust.ledger` writes here; the database refuses change and removal."""

from typing import ClassVar

from django.db import models


class LedgerEntry(models.Model):
    """One look. All but `seq` is text exactly as it was hashed, so that checking never depends on a conversion.

    Null and empty differ: nobody was looked at, or a handle was wiped.
    """

    seq = models.BigIntegerField(primary_key=True)  # 1..n without gaps
    at = models.CharField(max_length=27)  # UTC, 2026-10-01T09:30:00.000000Z
    actor = models.CharField(max_length=128)  # account
    office = models.CharField(max_length=64, null=True)  # noqa: DJ001  agency
    role = models.CharField(max_length=64)
    channel = models.CharField(max_length=32)
    purpose = models.CharField(max_length=64)
    legal_basis = models.TextField()
    case = models.CharField(max_length=128, null=True)  # noqa: DJ001
    person = models.CharField(max_length=32, null=True)  # noqa: DJ001  handle; none for a search
    kind = models.CharField(max_length=16)
    sections = models.TextField()  # what was shown; JSON list
    registers = models.TextField()  # what was read; JSON list
    missing = models.TextField()  # what could not be read; JSON list
    outcome = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "seq"], name="ledger_person")]
        managed = False  # created by the migration, then left alone: `flush` must not try to empty a ledger
        db_table = "trust_ledgerentry"
