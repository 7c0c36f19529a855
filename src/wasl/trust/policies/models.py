"""Editions of the policies: the pack's rules, and what was published on top of them."""

from typing import ClassVar

from django.db import models


class PolicyProposal(models.Model):
    """A change of rules that somebody proposes, and what came of it."""

    class State(models.TextChoices):
        DRAFT = "draft"  # may be changed and simulated
        SUBMITTED = "submitted"  # waits for the second pair of eyes
        PUBLISHED = "published"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    title = models.CharField(max_length=200)
    reason = models.TextField()
    changes = models.JSONField()  # rule id -> rule as policies.yaml tells it; null removes it
    base = models.IntegerField()  # edition that it was written against
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    proposed_by = models.CharField(max_length=128)
    proposed_at = models.DateTimeField()
    simulation = models.JSONField(null=True)  # what it would have changed in last month's looks
    simulated_at = models.DateTimeField(null=True)
    acknowledged = models.JSONField(default=list)  # keys of findings and examples that the proposer has read
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=128, null=True)  # noqa: DJ001
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(state="published") | ~models.Q(decided_by=models.F("proposed_by")),
                name="policy_four_eyes",
            ),
        ]


class PolicyEdition(models.Model):
    """All that stands on top of the pack's rules from a moment on. Edition 0 is the pack alone and has no row."""

    number = models.IntegerField(primary_key=True)  # 1..n: two that are published at once cannot both be the next
    changes = models.JSONField()  # of all proposals so far
    proposal = models.OneToOneField(PolicyProposal, models.PROTECT)
    published_at = models.DateTimeField()


class UsageCount(models.Model):
    """How often the log names a month, purpose, body and section together: for the public page, kept up by `usage`."""

    month = models.CharField(max_length=7)  # 2026-11, of the country
    purpose = models.CharField(max_length=64)
    office = models.CharField(max_length=64, blank=True)  # agency; empty: of no office
    section = models.CharField(max_length=64, blank=True)  # empty: the look as a whole
    by_law = models.IntegerField(default=0)
    by_consent = models.IntegerField(default=0)
    emergency = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["month", "purpose", "office", "section"], name="usage_counted_once"),
        ]


class UsageHead(models.Model):
    """How far the log is counted. One row; moves in the transaction that counts."""

    id = models.IntegerField(primary_key=True)
    seq = models.BigIntegerField()
