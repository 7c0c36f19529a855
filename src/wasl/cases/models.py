"""A case and its life. What is about a person in it stands in tables of its own, which only a passage opens."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST_WORDS = 4000


class Stage(models.TextChoices):
    """How far a case is."""

    DRAFT = "draft", _("Not sent yet")  # whoever fills it in may still change everything
    OPEN = "open", _("In work")
    ENDED = "ended", _("Ended")
    DISCARDED = "discarded", _("Discarded")  # a draft that was thrown away or lapsed; what was filled in is erased


class Outcome(models.TextChoices):
    """How it ended."""

    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Basis(models.TextChoices):
    """By which right somebody acts for the person whom a case is about."""

    SELF = "self", _("For oneself")
    GUARDIAN = "guardian", _("As father or mother")
    MANDATE = "mandate", _("By mandate")
    VISITOR = "visitor", _("Without an account")  # services that ask nobody who they are


class Case(models.Model):
    """One application. `actor`, `person` and `mandate` are three things: who did it, for whom, by which right."""

    reference = models.CharField(max_length=12, unique=True)
    slug = models.CharField(max_length=80)
    version = models.PositiveIntegerField()  # of the definition: for life
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    state = models.CharField(max_length=60, blank=True)  # of the workflow; blank for a draft
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    actor = models.CharField(max_length=128)  # account that began it
    person = models.CharField(max_length=20, blank=True)  # handle of whom it is about; blank for a visitor
    basis = models.CharField(max_length=10, choices=Basis)
    mandate = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=12)  # by which it was begun
    once = models.CharField(max_length=64, unique=True)  # of the press that began it: pressed twice, it is one

    who = models.CharField(max_length=12, blank=True)  # has it now (catalogue.Who)
    office = models.CharField(max_length=60)  # agency that has it now
    assigned = models.CharField(max_length=60, blank=True)  # user name

    begun = models.DateTimeField()
    saved = models.DateTimeField()
    sent = models.DateTimeField(null=True)
    entered = models.DateTimeField(null=True)  # the state
    due = models.DateTimeField(null=True)  # of the state
    term = models.DateTimeField(null=True)  # of the service; moves on by the time that it waits for the citizen
    late = models.BooleanField(default=False)  # the state's clock ran out, and that is on record
    ended = models.DateTimeField(null=True)

    fee = models.PositiveBigIntegerField(null=True)  # minor units, fixed when sent
    paid = models.BooleanField(default=False)
    events = models.PositiveIntegerField(default=0)  # so many stand in the journal: whoever acts says which they saw

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="cases_stage_known"),
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.DRAFT, Stage.DISCARDED], sent=None)
                | Q(stage__in=[Stage.OPEN, Stage.ENDED], sent__isnull=False),
                name="cases_sent_once_open",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.ENDED, outcome__in=Outcome.values, ended__isnull=False)
                | (~Q(stage=Stage.ENDED) & Q(outcome="", ended=None)),
                name="cases_outcome_at_end",
            ),
            models.CheckConstraint(
                condition=Q(basis=Basis.MANDATE, mandate__isnull=False) | ~Q(basis=Basis.MANDATE) & Q(mandate=None),
                name="cases_mandate_named",
            ),
            models.CheckConstraint(
                condition=Q(basis=Basis.VISITOR, person="") | (~Q(basis=Basis.VISITOR) & ~Q(person="")),
                name="cases_about_somebody",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["office", "stage", "who", "due"], name="cases_queue"),
            models.Index(fields=["office", "stage", "assigned", "who", "due"], name="cases_taken"),
            models.Index(fields=["office", "stage", "slug", "state"], name="cases_of_service"),
            models.Index(fields=["person", "stage", "-begun"], name="cases_of_person"),
            models.Index(fields=["actor", "stage", "-begun"], name="cases_of_actor"),
            models.Index(fields=["stage", "due"], name="cases_clock"),
            models.Index(fields=["stage", "saved"], name="cases_drafts"),
        ]

    def __str__(self) -> str:
        return self.reference


class Filled(models.Model):
    """What was filled in, and what registers said. Erased when a draft is discarded."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="filled")
    answers = models.JSONField(default=dict)  # question -> value
    known = models.JSONField(default=dict)  # knowing.to_json: values with source and time
    read = models.DateTimeField(null=True)  # when registers were read last
    language = models.CharField(max_length=2, default="ar")
    answer = models.JSONField(default=list)  # of an inquiry: lines of label, value and source

    def __str__(self) -> str:
        return f"{self.case_id}"


class Upload(models.Model):
    """A file that was given. Its content stands in the store of files under its print."""

    key = models.CharField(max_length=40, unique=True)  # random: what an answer holds
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="uploads")
    question = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)  # pdf, jpeg, png: by what it contains
    size = models.PositiveIntegerField()  # bytes
    digest = models.CharField(max_length=64)  # SHA-256
    given = models.DateTimeField()
    by = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "question", "digest"], name="cases_file_given_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["digest"], name="cases_upload_print")]

    def __str__(self) -> str:
        return self.key


class Kind(models.TextChoices):
    """What an entry of the journal tells."""

    BEGUN = "begun", _("Begun")
    SENT = "sent", _("Sent")
    ACTION = "action", _("Step of the workflow")
    ASSIGNED = "assigned", _("Taken up")
    RELEASED = "released", _("Put back into the queue")
    NOTE = "note", _("Internal note")
    OPINION_ASKED = "opinion-asked", _("Second opinion asked for")
    OPINION = "opinion", _("Second opinion")
    COSIGN_ASKED = "cosign-asked", _("Co-signature asked for")
    COSIGNED = "cosigned", _("Co-signed")
    HELPER = "helper", _("Helper invited")
    PAID = "paid", _("Paid")
    DOCUMENT = "document", _("Document issued")
    WRITTEN = "written", _("Entered in a register")
    WRITE_FAILED = "write-failed", _("Could not be entered in a register")
    TAKEN_BACK = "taken-back", _("Taken back from a register")
    LATE = "late", _("The clock ran out")
    APPEALED = "appealed", _("Review asked for")
    APPEAL_ANSWERED = "appeal-answered", _("Review answered")
    REOPENED = "reopened", _("Opened again")
    DISCARDED = "discarded", _("Discarded")


INTERNAL = frozenset({Kind.NOTE, Kind.OPINION_ASKED, Kind.OPINION, Kind.ASSIGNED, Kind.RELEASED})
"""What the citizen's page does not show in words: it is the office's own work."""


class Event(models.Model):
    """One entry of a case's journal: only appended to. What was said stands apart, in `Said`."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="journal")
    number = models.PositiveIntegerField()  # 1, 2, 3 ... in its case
    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=Kind)
    action = models.CharField(max_length=60, blank=True)  # key of the workflow's action, or of a step
    before = models.CharField(max_length=60, blank=True)  # state
    after = models.CharField(max_length=60, blank=True)  # state
    actor = models.CharField(max_length=128)  # account
    role = models.CharField(max_length=12)  # catalogue.Who
    office = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=12)
    message = models.BooleanField(default=False)  # the citizen was told
    once = models.CharField(max_length=64)  # of the press: pressed twice, it is one

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_event_number"),
            models.UniqueConstraint(fields=["case", "once"], name="cases_event_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "case"], name="cases_event_kind")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class Said(models.Model):
    """What was said at an event: a reason, a note, an opinion."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="said")
    words = models.TextField(max_length=LONGEST_WORDS)

    def __str__(self) -> str:
        return f"{self.event_id}"


class Progress(models.TextChoices):
    """How far a change of a register is."""

    WAITING = "waiting", _("Waiting")  # to be written, or to be tried again
    BY_HAND = "by-hand", _("With the register's owner")  # Wasl may not write there: its owner does, and says so
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")  # for good, until somebody of the office has it tried again
    TAKING_BACK = "taking-back", _("Being taken back")
    TAKEN_BACK = "taken-back", _("Taken back")


class Change(models.Model):
    """A change of a register that a decision brought: made once, confirmed, tried again, taken back."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="changes")
    step = models.CharField(max_length=60, blank=True)  # of the workflow; blank for an action's
    once = models.CharField(max_length=64, unique=True)  # travels to the register
    register = models.CharField(max_length=60)
    operation = models.CharField(max_length=8)  # add, change, end
    undo = models.CharField(max_length=8)  # restore, end, none
    office = models.CharField(max_length=60)  # agency that answers for it
    progress = models.CharField(max_length=12, choices=Progress, default=Progress.WAITING)
    due = models.DateTimeField(null=True)  # of the step
    tries = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    claimed = models.DateTimeField(null=True)  # until then one worker has it
    why = models.CharField(max_length=400, blank=True)  # it failed; says nothing of the person
    made = models.DateTimeField()
    done = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(progress__in=Progress.values), name="cases_progress_known"),
            models.CheckConstraint(
                condition=~Q(progress=Progress.DONE) | Q(done__isnull=False), name="cases_done_has_its_time"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["progress", "next_try"], name="cases_to_write")]

    def __str__(self) -> str:
        return self.once


class Content(models.Model):
    """What a change writes, and what stood there before."""

    change = models.OneToOneField(Change, on_delete=models.PROTECT, primary_key=True, related_name="content")
    row = models.CharField(max_length=400, blank=True)  # key of the row; blank for a new one
    values = models.JSONField(default=dict)  # attribute -> canonical value
    prepared = models.TextField(blank=True)  # registers.Prepared (JSON), kept before anything is written

    def __str__(self) -> str:
        return f"{self.change_id}"


class Invited(models.Model):
    """Somebody who was asked to help fill in a draft, or to sign with the applicant."""

    class Part(models.TextChoices):
        HELPER = "helper", _("Helper")  # may fill in, never send
        COSIGNER = "cosigner", _("Co-signer")  # reads all of it, and signs

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="invited")
    person = models.CharField(max_length=20, blank=True)  # handle; blank where the number is nobody's
    part = models.CharField(max_length=8, choices=Part)
    invited = models.DateTimeField()
    signed = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "person", "part"], condition=Q(ended=None) & ~Q(person=""), name="cases_invited_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "ended"], name="cases_invited_person")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.part}"


class Appeal(models.Model):
    """A person asks for a review of how a case ended; the head of the office answers within a term."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appeals")
    asked = models.DateTimeField()
    due = models.DateTimeField()
    answered = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], condition=Q(answered=None), name="cases_one_open_appeal")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"


class Appointment(models.Model):
    """A seat at an office, at a time, for one case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appointments")
    office = models.CharField(max_length=60)
    place = models.CharField(max_length=16, blank=True)  # governorate
    at = models.DateTimeField()
    seat = models.PositiveSmallIntegerField()
    booked = models.DateTimeField()
    released = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office", "place", "at", "seat"], condition=Q(released=None), name="cases_seat_taken_once"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(released=None), name="cases_one_appointment"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"
