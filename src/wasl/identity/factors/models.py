"""What is kept of factors. No row holds anything that opens an account by itself, except to who also has our key."""

from typing import ClassVar

from django.db import models

from wasl.core.text import Text
from wasl.identity.factors.kinds import NAMES, Kind

ACCOUNT = 80


class Passkey(models.Model):
    """A public key whose private half stays in somebody's device, or in the devices that they share it among."""

    account = models.CharField(max_length=ACCOUNT, db_index=True)
    credential = models.TextField(unique=True)  # its id, base64url
    public_key = models.BinaryField()  # COSE
    user_handle = models.BinaryField()  # what the device knows the account by
    sign_count = models.BigIntegerField()
    synced = models.BooleanField()  # "backup eligible": it may leave the device that made it
    backed_up = models.BooleanField()  # it has left it
    aaguid = models.CharField(max_length=36)  # make of the authenticator
    label = models.CharField(max_length=60)
    created = models.DateTimeField()
    used = models.DateTimeField(null=True)
    bound = models.DateTimeField(null=True)
    bound_by = models.CharField(max_length=ACCOUNT, default="")
    copied = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(bound=None) | models.Q(synced=False), name="passkey_bound_stays_on_its_device"
            ),
        ]


class TimeCode(models.Model):
    """A secret that somebody's app shares with us."""

    account = models.CharField(max_length=ACCOUNT, db_index=True)
    label = models.CharField(max_length=60)
    sealed = models.TextField()  # the secret, encrypted
    last_step = models.BigIntegerField(default=0)  # of the clock, that a code was accepted for
    created = models.DateTimeField()
    confirmed = models.DateTimeField(null=True)
    used = models.DateTimeField(null=True)


class Password(models.Model):
    account = models.CharField(max_length=ACCOUNT, unique=True)
    encoded = models.CharField(max_length=200)  # Argon2id
    created = models.DateTimeField()
    used = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """One code of a list. Its first two letters find the row; the others are hashed."""

    account = models.CharField(max_length=ACCOUNT)
    mark = models.CharField(max_length=2)
    encoded = models.CharField(max_length=200)  # Argon2id
    created = models.DateTimeField()
    used = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "mark"], name="recovery_code_mark_once"),
        ]


class Challenge(models.Model):
    """What a device is asked to sign. Whoever answers takes the row away."""

    state = models.CharField(max_length=64, primary_key=True)
    account = models.CharField(max_length=ACCOUNT, null=True)  # noqa: DJ001  nobody is known yet
    registers = models.BooleanField()  # a new passkey; else one shows itself
    value = models.BinaryField()
    created = models.DateTimeField(db_index=True)


class Tries(models.Model):
    """How often an account failed with one kind of factor, and until when it waits."""

    account = models.CharField(max_length=ACCOUNT)
    kind = models.CharField(max_length=10)
    count = models.IntegerField(default=0)
    last = models.DateTimeField(db_index=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "kind"], name="tries_once_for_each_kind"),
        ]


class What(models.TextChoices):
    """What happened to a factor."""

    ADDED = "added"
    REPLACED = "replaced"  # a password, a list of recovery codes
    REMOVED = "removed"
    BOUND = "bound"  # at a counter
    SPENT = "spent"  # a recovery code
    COPIED = "copied"  # a passkey answered as only a copy of it would


HAPPENED = {
    What.ADDED: Text(ar="أُضيف", en="Added"),
    What.REPLACED: Text(ar="استُبدل", en="Replaced"),
    What.REMOVED: Text(ar="حُذف", en="Removed"),
    What.BOUND: Text(ar="رُبط بك أمام موظف", en="Bound to you at a counter"),
    What.SPENT: Text(ar="استُخدم رمز منها", en="One of them was used"),
    What.COPIED: Text(ar="أُوقف: يبدو أن هناك نسخة منه", en="Stopped: there seems to be a copy of it"),
}


class Change(models.Model):
    """A line of the account's history; only ever added to."""

    account = models.CharField(max_length=ACCOUNT)
    what = models.CharField(max_length=10, choices=What.choices)
    kind = models.CharField(max_length=10)
    label = models.CharField(max_length=60)
    by = models.CharField(max_length=ACCOUNT)
    device = models.CharField(max_length=80)  # browser and system, as the person would name them
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["account", "at"], name="factor_change_of_account"),)

    @property
    def happened(self) -> Text:
        return HAPPENED[What(self.what)]

    @property
    def name(self) -> Text:
        return NAMES[Kind(self.kind)]
