"""Who is signed in where: one row from signing in to signing out."""

from django.db import models

from wasl.identity.models import Citizen


class SignIn(models.Model):
    """A citizen at a device. It outlives its end as a line in the person's own list."""

    citizen = models.ForeignKey(Citizen, on_delete=models.CASCADE, related_name="sign_ins")
    amr = models.CharField(max_length=60)  # how they proved themselves: RFC 8176, space-separated
    carries = models.CharField(max_length=12)  # the assurance that these factors can carry
    proved = models.DateTimeField()  # when they last did; `auth_time` of OpenID
    device = models.CharField(max_length=80)  # browser and system, as the person would name them
    created = models.DateTimeField()
    last_seen = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=20, default="")  # Why

    class Meta:
        indexes = (models.Index(fields=["citizen", "ended"], name="signin_citizen_ended"),)


class Why(models.TextChoices):
    """How a session ended."""

    LEFT = "left"  # by its own button
    ENDED = "ended"  # from another device
    REPLACED = "replaced"  # somebody signed in anew in the same browser
    CLOSED = "closed"  # the account was closed, lowered or recovered
    CHANGED = "changed"  # its owner set a password
    KEEPERS = "keepers"  # whoever runs the platform ended it
