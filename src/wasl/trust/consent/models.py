"""Consent as it is stored: what stands now, and every revision that led there.

Times are text exactly as they were hashed (2026-10-01T09:30:00.000000Z): they sort, and checking needs no conversion.
"""

from typing import ClassVar

from django.db import models


class Revision(models.Model):
    """One state of one object, never changed; only a forgotten person's snapshots are emptied, and the hashes stay."""

    id = models.CharField(primary_key=True, max_length=32)
    place = models.BigIntegerField(unique=True)  # 1..n over all objects, without gaps
    schema_name = models.CharField(max_length=24)
    object_id = models.CharField(max_length=64)
    number = models.IntegerField()  # 1..n of this object
    snapshot = models.TextField()  # canonical JSON
    hash = models.CharField(max_length=64, db_index=True)  # SHA-256 of the snapshot
    timestamp = models.CharField(max_length=27)
    by_individual = models.CharField(max_length=64, null=True)  # noqa: DJ001  handle
    by_other = models.CharField(max_length=128, null=True)  # noqa: DJ001  account
    predecessor_hash = models.CharField(max_length=64)  # empty for the first
    predecessor_signature = models.CharField(max_length=88)
    signature = models.CharField(max_length=88)  # Ed25519, base64
    signer = models.CharField(max_length=16)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["schema_name", "object_id", "number"], name="consent_one_next_revision"),
            models.UniqueConstraint(
                fields=["schema_name", "object_id", "predecessor_signature"], name="consent_one_successor"
            ),
        ]


class StandingAgreement(models.Model):
    """What an agency asks people for, as it stands now."""

    id = models.CharField(primary_key=True, max_length=64)
    body = models.TextField()  # canonical JSON of shapes.Agreement
    active = models.BooleanField()
    removed = models.BooleanField(default=False)
    revision = models.CharField(max_length=32)  # the newest

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(active=True, removed=True), name="consent_removed_is_closed"),
        ]


class StandingPolicy(models.Model):
    """Under which rules agreements are kept: who governs, for how long, where."""

    id = models.CharField(primary_key=True, max_length=64)
    body = models.TextField()  # canonical JSON of shapes.DataPolicy
    removed = models.BooleanField(default=False)
    revision = models.CharField(max_length=32)


class Answer(models.TextChoices):
    """What a person said to an agreement."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"  # said again to a newer revision


class State(models.TextChoices):
    """GovStack's: only what is signed opens anything."""

    UNSIGNED = "unsigned"
    PENDING = "pending more signatures"
    SIGNED = "signed"


class ConsentRecord(models.Model):
    """What one person says to one revision of an agreement, with all that a read needs to know beside it."""

    id = models.CharField(primary_key=True, max_length=32)
    person = models.CharField(max_length=64)  # handle
    agreement = models.ForeignKey(StandingAgreement, on_delete=models.PROTECT, related_name="records")
    agreement_revision = models.CharField(max_length=64)  # hash
    answer = models.CharField(max_length=12, choices=Answer.choices)
    state = models.CharField(max_length=24, choices=State.choices)
    purpose = models.CharField(max_length=64)  # of the country pack; empty: it opens nothing
    controller = models.CharField(max_length=64)
    sections = models.TextField()  # JSON list
    sensitive = models.TextField()  # JSON list
    since = models.CharField(max_length=27)
    until = models.CharField(max_length=27)
    given_by = models.CharField(max_length=128)  # handle of the person or guardian, or the account that wrote it down
    relation = models.CharField(max_length=16)  # a guardian's; else empty
    channel = models.CharField(max_length=32)
    language = models.CharField(max_length=8)
    evidence = models.CharField(max_length=64)  # SHA-256 of its signature object; empty without one
    revision = models.CharField(max_length=32)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "purpose"], name="consent_person_purpose")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "agreement_revision"], name="consent_one_record"),
            models.UniqueConstraint(
                fields=["person", "agreement"],
                condition=models.Q(answer="given"),
                name="consent_one_given",
            ),
            models.CheckConstraint(condition=models.Q(answer__in=Answer.values), name="consent_answer_known"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="consent_state_known"),
        ]


class Evidence(models.Model):
    """The signature object of a record, as GovStack shapes it."""

    record = models.OneToOneField(ConsentRecord, on_delete=models.CASCADE, primary_key=True, related_name="+")
    body = models.TextField()  # canonical JSON


class Individual(models.Model):
    """Whom a program of another agency speaks of. The number or name that it uses is kept as a keyed hash only."""

    id = models.CharField(primary_key=True, max_length=64)
    person = models.CharField(max_length=64, db_index=True)  # handle, or a stand-in where nobody is known by that name
    external = models.CharField(max_length=64)  # keyed hash; empty without one
    external_type = models.CharField(max_length=64)
    provider = models.CharField(max_length=64)
    seal = models.CharField(max_length=88)  # signature over the others, for they say whose consent a program brings


class Webhook(models.Model):
    """Who is told of revisions, and how far they have been told."""

    id = models.CharField(primary_key=True, max_length=64)
    url = models.CharField(max_length=500)
    content_type = models.CharField(max_length=64)
    disabled = models.BooleanField(default=False)
    secret = models.CharField(max_length=128)
    told = models.BigIntegerField(default=0)  # place of the last revision
    failures = models.IntegerField(default=0)
    not_before = models.CharField(max_length=27, default="")
