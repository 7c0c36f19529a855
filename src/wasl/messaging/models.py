"""What was handed over to a provider, without what only the receiver may know."""

from django.db import models


class State(models.TextChoices):
    """How far a message came."""

    WAITING = "waiting"  # for its turn
    SENT = "sent"  # the provider has taken it
    FAILED = "failed"  # the provider would not, or it was lost with its process


class Sent(models.Model):
    """One message."""

    reference = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=8)
    to = models.CharField(max_length=64)  # keyed hash of the address
    provider = models.CharField(max_length=32)
    text = models.TextField(default="")  # empty where it is secret
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    why = models.CharField(max_length=200, default="")  # it failed
    created = models.DateTimeField(db_index=True)
    done = models.DateTimeField(null=True)


class Kept(models.Model):
    """A message in the demo's outbox, for an hour."""

    reference = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=8)
    to = models.CharField(max_length=254)
    text = models.TextField()
    created = models.DateTimeField(db_index=True)
