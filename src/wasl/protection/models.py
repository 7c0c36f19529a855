"""What the protection officer keeps: cases, emergencies, public figures, incidents, runs of retention."""
# ruff: noqa: DJ001  a text that was not given is null; an empty one was given

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class WatchRun(models.Model):
    """One pass over the ledger."""

    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)  # null: running or broken off
    upto = models.BigIntegerField(default=0)  # the last entry that it has read
    entries = models.BigIntegerField(default=0)
    accounts = models.IntegerField(default=0)
    findings = models.IntegerField(default=0)
    opened = models.IntegerField(default=0)


class Case(models.Model):
    """All findings of one account and kind, for somebody to look into."""

    class State(models.TextChoices):
        OPEN = "open", _("Not looked into yet")
        IN_REVIEW = "in-review", _("In review")
        EXPLAINED = "explained", _("Explained")  # there was a lawful reason
        MISUSE = "misuse", _("Misuse")
        REPORTED = "reported", _("Misuse, reported")  # to the office, the prosecution or the Centre

    account = models.CharField(max_length=128)
    kind = models.CharField(max_length=32)
    office = models.CharField(max_length=64, null=True)
    role = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    strength = models.FloatField()
    evidence = models.JSONField(default=list)  # of {ar, en}, the newest words
    entries = models.JSONField(default=list)  # seqs, in order
    opened = models.DateTimeField()
    changed = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    earlier = models.ForeignKey("self", models.SET_NULL, null=True)  # closed case of the same account and kind

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "-strength"], name="protection_ranked")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "kind"], condition=models.Q(closed=None), name="protection_one_open_case"
            )
        ]


class CaseStep(models.Model):
    """What somebody did about a case. Only added to."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    state = models.CharField(max_length=16)  # after it
    words = models.TextField(blank=True)


class PublicFigure(models.Model):
    """Somebody whom many would like to look up: looks at them are watched."""

    handle = models.CharField(max_length=20)
    why = models.TextField()
    by = models.CharField(max_length=128)
    at = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=128, null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["handle"], condition=models.Q(ended=None), name="protection_marked_once")
        ]


class Emergency(models.Model):
    """One look that was let through without consent, and what its reason turned out to be."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a justification")
        JUSTIFIED = "justified", _("Justified, not yet answered")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Not accepted")

    seq = models.BigIntegerField(unique=True)  # of the ledger
    account = models.CharField(max_length=128, db_index=True)
    office = models.CharField(max_length=64, null=True)
    role = models.CharField(max_length=64)
    purpose = models.CharField(max_length=64)
    at = models.DateTimeField()
    due = models.DateTimeField()
    reason = models.TextField()
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    justification = models.TextField(null=True)
    justified = models.DateTimeField(null=True)
    answer = models.TextField(null=True)
    answered = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=128, null=True)


class Incident(models.Model):
    """Personal data went where they should not, were lost, or could not be reached."""

    class Sort(models.TextChoices):
        SEEN = "seen", _("Seen or copied by somebody who may not")
        CHANGED = "changed", _("Changed or falsified")
        LOST = "lost", _("Lost or out of reach")

    reference = models.CharField(max_length=20, unique=True)
    sort = models.CharField(max_length=16, choices=Sort)
    title = models.CharField(max_length=200)
    happened = models.TextField()
    began = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    known = models.DateTimeField()  # from here the clock runs
    sections = models.JSONField(default=list)
    people = models.BigIntegerField(null=True)  # null: not known yet
    effects = models.TextField()
    measures = models.TextField()
    contact = models.CharField(max_length=200)
    registered = models.DateTimeField()
    by = models.CharField(max_length=128)
    closed = models.DateTimeField(null=True)
    closing = models.TextField(null=True)


class IncidentStep(models.Model):
    """What changed about an incident, with the whole of it as it was then. Only added to."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    what = models.CharField(max_length=32)  # registered, changed, notice made, notice sent, people named, closed
    snapshot = models.JSONField(default=dict)


class Notice(models.Model):
    """A notice as it was written, in both languages; it never changes after it was sent."""

    class To(models.TextChoices):
        AUTHORITY = "authority", _("To the data protection authority")
        PEOPLE = "people", _("To the people concerned")

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="notices")
    to = models.CharField(max_length=16, choices=To)
    version = models.IntegerField()
    body = models.JSONField()
    made = models.DateTimeField()
    by = models.CharField(max_length=128)
    sent = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=128, null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["incident", "to", "version"], name="protection_notice_version")
        ]


class Concerned(models.Model):
    """A person whom an incident concerns. They see the sent notices in their inbox."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="concerned")
    person = models.CharField(max_length=20, db_index=True)
    added = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["incident", "person"], name="protection_concerned_once")
        ]


class RetentionRun(models.Model):
    """One run of the retention rules and what it did."""

    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)  # null: running or broken off; the next run goes on
    by = models.CharField(max_length=128)
    seq = models.BigIntegerField(null=True)  # the ledger's entry that proves it


class RetentionLine(models.Model):
    """One rule in one run."""

    run = models.ForeignKey(RetentionRun, models.CASCADE, related_name="lines")
    rule = models.CharField(max_length=32)
    before = models.DateTimeField()
    due = models.BigIntegerField()
    erased = models.BigIntegerField(default=0)
    remains = models.TextField(blank=True)  # why something that was due is still there
