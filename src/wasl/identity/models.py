"""Staff accounts and API keys. Citizens' accounts are another matter and will not share these tables."""

import hashlib
import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from wasl.trust.api import Assurance


class Role(models.TextChoices):
    """What a member of staff may do."""

    OFFICER = "officer", _("Officer")  # looks at persons for a purpose
    STEWARD = "steward", _("Data steward")  # decides unsure links
    AUDITOR = "auditor", _("Auditor")  # reads the access ledger
    OPERATOR = "operator", _("Operator")  # runs the platform, sees no persons
    PROTECTION = "protection", _("Data protection officer")  # watches over looks, requests, incidents and policies
    AGENT = "agent", _("Counter agent")  # serves people at a counter, compares them with their card
    CASE_WORKER = "case-worker", _("Case worker")  # works on cases of their office
    OFFICE_HEAD = "office-head", _("Office head")  # leads the staff of an office: invites, moves, suspends


LOOKS_AT_PERSONS = frozenset({Role.OFFICER, Role.STEWARD})


class StaffAccounts(BaseUserManager["Staff"]):
    def create_user(self, username: str, password: str, **fields: Any) -> "Staff":
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save()
        return account


class Staff(AbstractBaseUser):
    """A person who works for an agency."""

    username = models.CharField(_("User name"), max_length=60, unique=True)
    name_ar = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    office = models.CharField(max_length=60)  # agency of the country pack
    role = models.CharField(max_length=20, choices=Role.choices)
    person = models.CharField(max_length=20, null=True, blank=True)  # noqa: DJ001  handle of who they are themselves
    governorate = models.CharField(max_length=16, null=True, blank=True)  # noqa: DJ001  where the office serves
    is_active = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)

    assurance = Assurance.LOW
    """How surely it is known that it is they: raised for a session of both factors, never for a key of a program."""

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name_ar", "name_en", "office", "role"]
    objects: ClassVar[StaffAccounts] = StaffAccounts()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="staff_role_known"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def account_id(self) -> str:
        return f"staff:{self.username}"

    @property
    def display_name(self) -> str:
        return self.name_ar

    @property
    def may_look_at_persons(self) -> bool:
        return self.role in LOOKS_AT_PERSONS


class ApiKey(models.Model):
    """A key with which a program calls the API in the name of a member of staff. Only its hash is kept."""

    account = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="keys")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(auto_now_add=True)
    revoked = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label

    @staticmethod
    def digest_of(secret: str) -> str:
        """SHA-256 suffices: the secret is 256 random bits, not a password that could be guessed."""
        return hashlib.sha256(secret.encode()).hexdigest()

    @classmethod
    def issue(cls, account: Staff, label: str, secret: str | None = None) -> str:
        """Make a key; the answer is the only time its secret is seen."""
        secret = secret or f"wasl_{secrets.token_urlsafe(32)}"
        cls.objects.create(account=account, label=label, digest=cls.digest_of(secret))
        return secret


class Citizen(models.Model):
    """The account of a person. It knows the handle, how to reach them, and how surely the account is theirs."""

    person = models.CharField(max_length=20, unique=True)  # handle
    assurance = models.CharField(max_length=12, choices=[(one, one) for one in Assurance], default=Assurance.LOW)
    telephone = models.CharField(max_length=16, null=True, blank=True)  # noqa: DJ001  E.164; a family may share one
    telephone_since = models.DateTimeField(null=True, blank=True)
    email = models.EmailField(null=True, blank=True)  # noqa: DJ001
    language = models.CharField(max_length=2, default="ar")
    created = models.DateTimeField(auto_now_add=True)
    last_seen = models.DateTimeField(null=True, blank=True)
    closed = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(assurance__in=list(Assurance)), name="citizen_assurance_known"),
        ]

    def __str__(self) -> str:
        return self.account_id

    @property
    def account_id(self) -> str:
        return f"citizen:{self.person}"

    @property
    def level(self) -> Assurance:
        """How surely the account is this person's; a session's level may be lower."""
        return Assurance(self.assurance)
