"""What accounts know: codes on their way, steps of assurance, changes of the telephone, mandates, attempts."""

from typing import ClassVar

from django.db import models

from wasl.identity.models import Citizen
from wasl.trust.api import Assurance


class Use(models.TextChoices):
    """What a code is for; it opens nothing else."""

    SIGN_IN = "sign-in"
    REGISTER = "register"
    RAISE = "raise"
    TELEPHONE = "telephone"
    RECOVER = "recover"


class Code(models.Model):
    """A one-time code on its way to somebody who says who they are. Only its hash is kept."""

    use = models.CharField(max_length=12, choices=Use.choices)
    subject = models.CharField(max_length=64, db_index=True)  # keyed hash of the number or account that it is for
    person = models.CharField(max_length=20, null=True)  # noqa: DJ001  nobody's, where it is to open nothing
    telephone = models.CharField(max_length=16, null=True)  # noqa: DJ001  E.164; whose holder has it
    email = models.EmailField(null=True)  # noqa: DJ001  of a registration
    digest = models.CharField(max_length=64)
    reference = models.CharField(max_length=64)  # of its message
    created = models.DateTimeField(db_index=True)
    tries = models.SmallIntegerField(default=0)
    used = models.DateTimeField(null=True)


class Kind(models.TextChoices):
    """How somebody became surer of whose account it is."""

    CODE = "number-and-code"
    FACTS = "register-facts"
    REGISTERED = "registered-telephone"
    VISIT = "counter-visit"
    BOUND = "passkey-at-counter"
    TAKEN_BACK = "taken-back"


class AssuranceStep(models.Model):
    """One step up, with its evidence; or one taken back. Rows are ended, never changed or removed."""

    citizen = models.ForeignKey(Citizen, on_delete=models.CASCADE, related_name="steps")
    level = models.CharField(max_length=12, choices=[(one, one) for one in Assurance])
    kind = models.CharField(max_length=24, choices=Kind.choices)
    evidence_ar = models.TextField()
    evidence_en = models.TextField()
    by = models.CharField(max_length=80)  # account, or platform:…
    factor = models.CharField(max_length=40, default="")  # the passkey that was bound
    at = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["citizen", "ended"], name="step_citizen_ended")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="step_kind_known"),
        ]


class TelephoneChange(models.Model):
    """A telephone that is to replace another after some days, unless somebody stops it."""

    citizen = models.ForeignKey(Citizen, on_delete=models.CASCADE, related_name="telephone_changes")
    telephone = models.CharField(max_length=16)
    asked = models.DateTimeField()
    due = models.DateTimeField()
    recovery = models.BooleanField(default=False)  # by who could not sign in
    done = models.DateTimeField(null=True)
    stopped = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["citizen"], condition=models.Q(done=None, stopped=None), name="one_change_at_a_time"
            ),
        ]


class Mandate(models.Model):
    """Somebody may act for somebody else. A guardian's stands in the registers and needs no row."""

    giver = models.CharField(max_length=20, db_index=True)  # handle
    holder = models.CharField(max_length=20, null=True, db_index=True)  # noqa: DJ001  nobody's, where no such person is
    holder_hint = models.CharField(max_length=8)  # last digits of the number that the giver wrote
    kind = models.CharField(max_length=16)
    purposes = models.CharField(max_length=400)  # slugs, space-separated
    valid_from = models.DateField()
    valid_to = models.DateField()  # last day
    evidence_ar = models.TextField()
    evidence_en = models.TextField()
    by = models.CharField(max_length=80)
    given = models.DateTimeField()
    accepted = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(giver=models.F("holder")), name="mandate_for_somebody_else"),
            models.CheckConstraint(condition=models.Q(valid_to__gte=models.F("valid_from")), name="mandate_ends_later"),
        ]


class Pace(models.Model):
    """How far somebody is ahead of the pace of attempts: forgotten when the clock has caught up."""

    key = models.CharField(max_length=64, primary_key=True)  # keyed hash of what is counted
    ahead = models.BigIntegerField(db_index=True)  # milliseconds of the epoch: attempts made so far reach to here
    most = models.BigIntegerField()  # from which on the next attempt waits
