"""What people have asked for about their own data, every step of the answer, and the alerts that they chose."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_WORDS = 1000


class Right(models.TextChoices):
    """What is asked for."""

    OBJECTION = "objection", _("Objection to a look")
    CORRECTION = "correction", _("Correction of a value")
    ERASURE = "erasure", _("Erasure of data")
    LIMITATION = "limitation", _("Limit on the use of data")


class State(models.TextChoices):
    """Where it stands."""

    RECEIVED = "received", _("Received")  # nobody has taken it up yet
    IN_HAND = "in-hand", _("Being looked into")  # somebody of the desk or of the owner has
    UPHELD = "upheld", _("You were right")  # an objection: the look goes to the protection officer
    MENDED = "mended", _("Mended")
    ERASED = "erased", _("Erased")
    LIMITED = "limited", _("Limited")
    REFUSED = "refused", _("Refused")


OPEN = frozenset({State.RECEIVED, State.IN_HAND})
OUTCOMES: dict[Right, tuple[State, ...]] = {
    Right.OBJECTION: (State.UPHELD, State.REFUSED),
    Right.CORRECTION: (State.MENDED, State.REFUSED),
    Right.ERASURE: (State.ERASED, State.LIMITED, State.REFUSED),
    Right.LIMITATION: (State.LIMITED, State.REFUSED),
}
"""With what an answer may close it."""


class Request(models.Model):
    """One request. What it is about is named, never copied: no value of a register stands here."""

    reference = models.CharField(max_length=12, unique=True)
    person = models.CharField(max_length=20)  # handle
    right = models.CharField(max_length=12, choices=Right)
    subject = models.CharField(max_length=200)  # what it is about, in one word: two open ones about it are one
    once = models.CharField(max_length=64, unique=True)  # of the form: sent twice, it is one
    entry = models.BigIntegerField(null=True)  # seq of the look objected to
    register = models.CharField(max_length=60, blank=True)
    section = models.CharField(max_length=60, blank=True)
    attribute = models.CharField(max_length=60, blank=True)  # or a fact's concept
    owner = models.CharField(max_length=60)  # agency that answers
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    opened = models.DateTimeField()
    due = models.DateField()  # last day of the term, in the country's calendar
    closed = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "right", "subject"], condition=models.Q(closed=None), name="rights_one_open"
            ),
            models.CheckConstraint(condition=models.Q(right__in=Right.values), name="rights_right_known"),
            models.CheckConstraint(
                condition=models.Q(closed=None, state__in=sorted(OPEN))
                | models.Q(closed__isnull=False, state__in=sorted(set(State.values) - OPEN)),
                name="rights_closed_when_answered",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-opened"], name="rights_of_person"),
            models.Index(fields=["owner", "closed", "due"], name="rights_of_owner"),
        ]

    def __str__(self) -> str:
        return self.reference


class Step(models.Model):
    """What was done about a request, by whom and when. Only appended to."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    actor = models.CharField(max_length=128)  # account; "law" where the pack's rules answered
    office = models.CharField(max_length=60, blank=True)  # agency
    state = models.CharField(max_length=12, choices=State)
    words_ar = models.CharField(max_length=LONGEST_WORDS, blank=True)
    words_en = models.CharField(max_length=LONGEST_WORDS, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.state}"


class Alarm(models.TextChoices):
    """Of which looks somebody wants to be told."""

    SENSITIVE = "sensitive", _("Somebody read my health, money or court data")
    AFTER_HOURS = "after-hours", _("Somebody read my data outside office hours")
    NO_CASE = "no-case", _("Somebody read my data without a case")


class Wish(models.Model):
    """An alarm that somebody has chosen. It rings for looks after the one it was chosen at."""

    person = models.CharField(max_length=20)
    alarm = models.CharField(max_length=12, choices=Alarm)
    after = models.BigIntegerField()  # seq up to which looks have been weighed

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "alarm"], name="rights_one_wish")
        ]

    def __str__(self) -> str:
        return self.alarm


class Alert(models.Model):
    """A look that rang an alarm. Messages to a telephone come later; until then the person finds it on their page."""

    person = models.CharField(max_length=20)
    entry = models.BigIntegerField()
    alarm = models.CharField(max_length=12, choices=Alarm)
    at = models.DateTimeField()  # of the look
    seen = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "entry", "alarm"], name="rights_one_alert")
        ]

    def __str__(self) -> str:
        return f"{self.alarm} {self.entry}"
