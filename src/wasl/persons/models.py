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
    """Somebody in the spine. Never deleted, so that a handle never comes to mean somebody else."""

    id = models.BigIntegerField(primary_key=True)  # given out by the linking run, in blocks
    handle = models.CharField(max_length=20, unique=True, default=new_handle)
    spine_record = models.CharField(max_length=200, unique=True)
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

    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=State, default=State.RUNNING)
    spine = models.CharField(max_length=64)
    persons = models.BigIntegerField(default=0)
    links = models.BigIntegerField(default=0)
    registers = models.JSONField(default=list)  # of outcomes.Outcome
    methods = models.JSONField(default=dict)  # method -> links
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
    """A row and a person that may belong together: for the stewards."""

    pk = models.CompositePrimaryKey("register", "role", "record", "person_id")
    register = models.CharField(max_length=64)
    role = models.CharField(max_length=64)
    record = models.CharField(max_length=400)
    person = models.ForeignKey(Person, models.DO_NOTHING, db_constraint=False, db_index=False)
    probability = models.FloatField()
    weight = models.FloatField(null=True)
    method = models.CharField(max_length=32)
    reason = models.TextField(null=True)
    run = models.ForeignKey(LinkRun, models.DO_NOTHING, db_constraint=False, db_index=False)

    class Meta:
        db_table = "persons_unsurepair"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person"], name="persons_unsure_person")]
