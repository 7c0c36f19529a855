"""Questions and what was answered. What was claimed is kept as keyed digests alone."""
# ruff: noqa: DJ001  null where there is nothing; an empty text would be something

from typing import ClassVar

from django.db import models

from wasl.identity.verification.answer import Verdict


class Asking(models.Model):
    """One question of one agency."""

    reference = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=128)
    office = models.CharField(max_length=60)
    purpose = models.CharField(max_length=64)
    case = models.CharField(max_length=128, null=True)
    number_key = models.CharField(max_length=64)  # keyed digest of the number
    digest = models.CharField(max_length=64)  # of the whole question
    facts = models.JSONField(default=dict)  # fact -> keyed digest of what was claimed
    person = models.CharField(max_length=20, null=True)  # handle; never told to who asked
    verdict = models.CharField(max_length=8, choices=[(one, one) for one in Verdict], default=Verdict.PENDING)
    score = models.SmallIntegerField(default=0)
    refer = models.BooleanField(default=False)
    not_compared = models.JSONField(default=list)
    entry = models.BigIntegerField(default=0)  # of the ledger
    once = models.CharField(max_length=128, null=True)  # Idempotency-Key
    confirmed = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["office", "at"], name="verification_office_at"),
            models.Index(fields=["number_key", "at"], name="verification_number_at"),
            models.Index(fields=["at"], name="verification_at"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["actor", "once"], name="verification_once"),
            models.CheckConstraint(condition=models.Q(verdict__in=list(Verdict)), name="verification_verdict_known"),
        ]

    def __str__(self) -> str:
        return self.reference


class TelephoneCode(models.Model):
    """A code on its way to the telephone that a register holds. Only its hash is kept."""

    asking = models.ForeignKey(Asking, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    created = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    used = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.asking_id}"
