"""The index from person to register rows. Only linking attributes are kept; everything else stays in the registers.

Links and tokens are rebuilt as whole tables (see `wasl.persons.load`), so they are laid out for that: no id of their
own, their key is the order in which they are read, and no foreign key is checked row by row.
"""
# ruff: noqa: DJ001  a text that no register gives is null; an empty one was given

import secrets
from base64 import b32encode
from typing import ClassVar

from django.db import models


def new_handle() -> str:
    """A fresh handle: 100 random bits, so that it can be neither guessed nor drawn twice."""
    return b32encode(secrets.token_bytes(13)).decode().rstrip("=").lower()[:20]


class Person(models.Model):
    """Somebody in the spine, or somebody provisional: of whom registers speak and the spine does not.

    Never deleted, so that a handle never comes to mean somebody else.
    """

    id = models.BigIntegerField(primary_key=True)  # given out by the linking run, in blocks
    handle = models.CharField(max_length=20, unique=True, default=new_handle)
    spine_record = models.CharField(max_length=200, unique=True, null=True)  # null: provisional
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, db_index=False)  # whom the handle leads to now
    number = models.CharField(max_length=32, null=True, db_index=True)  # two people may be written under one number
    full_name = models.CharField(max_length=400)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=8, null=True)
    birth_governorate = models.CharField(max_length=16, null=True)
    governorate = models.CharField(max_length=16, null=True)
    in_spine = models.BooleanField(default=True)  # False = gone from the spine since; kept for the handle's sake
    created = models.DateTimeField()

    class Meta:
        db_table = "persons_person"

    @property
    def survivor(self) -> "Person":
        """Whom the handle leads to: somebody provisional may turn out to be somebody known."""
        person = self
        while person.merged_into is not None:
            person = person.merged_into
        return person


class NameWord(models.Model):
    """A word that occurs in names, in the one spelling that search compares."""

    word = models.CharField(max_length=64, primary_key=True)
    skeleton = models.CharField(max_length=64)  # what stays of it in any script
    persons = models.BigIntegerField()  # how many bear it

    class Meta:
        db_table = "persons_nameword"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["skeleton"], name="persons_nameword_skeleton")]


class PersonToken(models.Model):
    """A word of a person's name and its place in it."""

    pk = models.CompositePrimaryKey("token", "person_id", "position")
    token = models.CharField(max_length=64)  # NameWord.word
    person = models.ForeignKey(Person, models.DO_NOTHING, db_constraint=False, db_index=False)
    position = models.SmallIntegerField()  # 0 = given name

    class Meta:
        db_table = "persons_token"


class LinkRun(models.Model):
    """One run of linking, from first row to swap."""

    class State(models.TextChoices):
        RUNNING = "running"  # or killed: a run that finds this state left behind marks it broken off
        DONE = "done"
        FAILED = "failed"
        BROKEN_OFF = "broken-off"

    class Kind(models.TextChoices):
        FULL = "full"
        CHANGES = "changes"  # only rows that changed since, by the weights of the last full run

    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=State, default=State.RUNNING)
    spine = models.CharField(max_length=64)
    persons = models.BigIntegerField(default=0)
    links = models.BigIntegerField(default=0)
    registers = models.JSONField(default=list)  # of outcomes.Outcome
    methods = models.JSONField(default=dict)  # method -> links
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.FULL)
    quality = models.JSONField(default=dict)  # of persons.quality: estimates, weights, histogram, notes
    lessons = models.BigIntegerField(default=0)  # stewards' verdicts that this run's weights rest on
    reason = models.TextField(null=True)

    class Meta:
        db_table = "persons_linkrun"
        get_latest_by = "id"


class Link(models.Model):
    """A person is in a register's row, in a role. `key` leads to the row, or to several where the role goes via another
    register."""

    pk = models.CompositePrimaryKey("person_id", "register", "role", "key")
    person = models.ForeignKey(Person, models.DO_NOTHING, db_constraint=False, db_index=False)
    register = models.CharField(max_length=64)
    role = models.CharField(max_length=64)
    key = models.CharField(max_length=400)
    probability = models.FloatField()
    weight = models.FloatField(null=True)
    method = models.CharField(max_length=32)
    reason = models.TextField(null=True)
    run = models.ForeignKey(LinkRun, models.DO_NOTHING, db_constraint=False, db_index=False)

    class Meta:
        db_table = "persons_link"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["register", "role", "key"], name="persons_link_row")
        ]


class UnsurePair(models.Model):
    """A row and a person that may belong together: for the stewards, the most useful first."""

    pk = models.CompositePrimaryKey("register", "role", "record", "person_id")
    register = models.CharField(max_length=64)
    role = models.CharField(max_length=64)
    record = models.CharField(max_length=400)
    person = models.ForeignKey(Person, models.DO_NOTHING, db_constraint=False, db_index=False)
    probability = models.FloatField()
    weight = models.FloatField(null=True)
    method = models.CharField(max_length=32)
    reason = models.TextField(null=True)
    use = models.FloatField(default=0.0)  # how much a steward's word on it settles; see persons.staging
    run = models.ForeignKey(LinkRun, models.DO_NOTHING, db_constraint=False, db_index=False)

    class Meta:
        db_table = "persons_unsurepair"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person"], name="persons_unsure_person"),
            models.Index(fields=["use"], name="persons_unsure_use"),
        ]


class Opinion(models.Model):
    """What a steward says of a row and a person. Withdrawn, never deleted or changed: what holds is what stands."""

    class Verdict(models.TextChoices):
        SAME = "same"
        DIFFERENT = "different"
        UNCLEAR = "unclear"  # cannot be told from what there is; the pair goes on to another steward

    register = models.CharField(max_length=64)
    role = models.CharField(max_length=64)
    record = models.CharField(max_length=400)
    person = models.ForeignKey(Person, models.PROTECT)
    verdict = models.CharField(max_length=16, choices=Verdict)
    steward = models.CharField(max_length=80)  # account id
    at = models.DateTimeField()
    note = models.TextField(null=True)
    probability = models.FloatField(null=True)  # what the engine thought; null: it had not thought of this pair
    weight = models.FloatField(null=True)
    reason = models.TextField(null=True)
    settled = models.BooleanField(default=False)  # whether the standing opinions on this pair settle it
    withdrawn = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, null=True)

    class Meta:
        db_table = "persons_opinion"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["register", "role", "record"], name="persons_opinion_row"),
            models.Index(fields=["steward", "at"], name="persons_opinion_steward"),
            models.Index(fields=["at"], name="persons_opinion_open", condition=models.Q(withdrawn=None, settled=False)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["register", "role", "record", "person", "steward"],
                condition=models.Q(withdrawn=None),
                name="persons_one_standing_opinion",
            )
        ]


class EngineAnswer(models.Model):
    """What the engine itself says of a row on which a steward's verdict stands, so that undoing restores exactly that.

    One for each link and unsure pair of the row, and for each link that hangs on the row via another register.
    """

    register = models.CharField(max_length=64)
    role = models.CharField(max_length=64)
    record = models.CharField(max_length=400)  # the row on which a verdict stands
    of_register = models.CharField(max_length=64)  # where the link or pair is: the row's own register, or one via it
    of_role = models.CharField(max_length=64)
    key = models.CharField(max_length=400)
    person = models.ForeignKey(Person, models.DO_NOTHING, db_constraint=False, db_index=False)
    linked = models.BooleanField()  # else an unsure pair
    probability = models.FloatField()
    weight = models.FloatField(null=True)
    method = models.CharField(max_length=32)
    reason = models.TextField(null=True)
    use = models.FloatField(default=0.0)  # of an unsure pair
    run = models.ForeignKey(LinkRun, models.DO_NOTHING, db_constraint=False, db_index=False)

    class Meta:
        db_table = "persons_engineanswer"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["register", "role", "record", "of_register", "of_role", "key", "person", "linked"],
                name="persons_one_engine_answer",
            )
        ]


class Change(models.Model):
    """What happened to a person or a link: only added to, read in the order of its ids by whoever has to know."""

    class Kind(models.TextChoices):
        LINKED = "linked"
        UNLINKED = "unlinked"
        JOINED = "joined"  # a person came into the index
        PROVISIONAL = "provisional"  # a person of whom the spine does not know came into the index
        LEFT = "left"  # gone from the spine; the handle stays
        RETURNED = "returned"
        MERGED = "merged"  # `other` is whom the handle leads to now
        SPLIT = "split"  # `other` is from whom the person was split off
        REBUILT = "rebuilt"  # the whole index is new: read it anew

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=Kind)
    person = models.ForeignKey(Person, models.DO_NOTHING, null=True, db_constraint=False, db_index=False)
    other = models.ForeignKey(
        Person, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    register = models.CharField(max_length=64, null=True)
    role = models.CharField(max_length=64, null=True)
    key = models.CharField(max_length=400, null=True)
    run = models.ForeignKey(LinkRun, models.DO_NOTHING, null=True, db_constraint=False, db_index=False)
    opinion = models.ForeignKey(Opinion, models.DO_NOTHING, null=True, db_constraint=False, db_index=False)

    class Meta:
        db_table = "persons_change"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person"], name="persons_change_person"),
            models.Index(fields=["other"], name="persons_change_other"),
            models.Index(fields=["register", "role", "key"], name="persons_change_row"),
        ]


class QualityFigure(models.Model):
    """How well one group of one register's rows was linked in one run. Counts only: nobody can be told from them."""

    run = models.ForeignKey(LinkRun, models.CASCADE)
    register = models.CharField(max_length=64)
    role = models.CharField(max_length=64)
    dimension = models.CharField(max_length=16)  # all, governorate, sex, age
    group = models.CharField(max_length=32)  # a code; empty where the row does not say
    records = models.BigIntegerField()
    linked = models.BigIntegerField()
    unsure = models.BigIntegerField()
    right = models.FloatField()  # sum of the probabilities of the links: so many are expected to be right
    missed = models.FloatField()  # sum, over rows left alone, of how likely any of their candidates is the person

    class Meta:
        db_table = "persons_quality"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["run", "register", "role", "dimension", "group"], name="persons_one_quality_figure"
            )
        ]
