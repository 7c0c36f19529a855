"""Staff at work: where they are signed in, whom an office has invited, and what waits for a second pair of eyes."""

from typing import ClassVar

from django.db import models

from wasl.identity.models import Role, Staff


class StaffSession(models.Model):
    """A member of staff at a device, both factors given. It outlives its end as a line in their own list."""

    class Why(models.TextChoices):
        LEFT = "left"  # by its own button
        ENDED = "ended"  # from another device
        REPLACED = "replaced"  # somebody signed in anew in the same browser
        CLOSED = "closed"  # suspended, or password or second factor changed, or everybody's by the operator

    account = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="sessions")
    amr = models.CharField(max_length=60)  # RFC 8176, space-separated
    device = models.CharField(max_length=80)
    created = models.DateTimeField()
    last_seen = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=20, choices=Why, default="")

    class Meta:
        indexes = (models.Index(fields=["account", "ended"], name="staff_session_account_ended"),)


class Approval(models.Model):
    """An act that one person asks for and another must approve before it is done."""

    class State(models.TextChoices):
        WAITING = "waiting"  # for a day; afterwards it has lapsed
        APPROVED = "approved"  # and done
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"  # by who asked

    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)  # what or whom it is about, by id
    details = models.JSONField()  # str -> str, all that the act depends on
    digest = models.CharField(max_length=64)  # of what was asked for: see four_eyes
    reason = models.TextField()
    office = models.CharField(max_length=60)  # of who asked
    asked_by = models.CharField(max_length=128)
    asked = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    decided_by = models.CharField(max_length=128, default="")
    decided = models.DateTimeField(null=True)
    note = models.TextField(default="")

    class Meta:
        indexes = (models.Index(fields=["state", "asked"], name="approval_waiting"),)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(state="approved")
                | (~models.Q(decided_by=models.F("asked_by")) & ~models.Q(decided_by="")),
                name="approval_four_eyes",
            ),
        ]


class ApprovalStep(models.Model):
    """The journal of approvals: one row a step, never changed."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=12, choices=Approval.State)
    by = models.CharField(max_length=128)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    note = models.TextField(default="")


class Invitation(models.Model):
    """A place for somebody who is not there yet. Its link opens once, and for a day."""

    username = models.CharField(max_length=60)
    name_ar = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    office = models.CharField(max_length=60)  # agency
    role = models.CharField(max_length=20, choices=Role.choices)
    person = models.CharField(max_length=20, null=True)  # noqa: DJ001  handle of who they are themselves
    invited_by = models.CharField(max_length=128)
    created = models.DateTimeField()
    digest = models.CharField(max_length=64, default="", db_index=True)  # of the link's secret; none was made yet
    until = models.DateTimeField(null=True)
    used = models.DateTimeField(null=True)


class ChangesKnown(models.Model):
    """Up to which change of their factors (by number) a member of staff said that they know of it."""

    account = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="+")
    up_to = models.BigIntegerField()
