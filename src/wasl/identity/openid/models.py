"""Relying parties, what they asked for, what people granted, and the keys that tokens are signed with.

Secrets are kept as hashes only: of codes, of clients' secrets, of identifiers that may be used once.
"""

from typing import ClassVar

from django.db import models

from wasl.core.text import Text
from wasl.trust.api import Assurance


class Profile(models.TextChoices):
    """Which rules a relying party keeps."""

    FAPI2 = "fapi2"  # FAPI 2.0 Security Profile: PAR, DPoP, private_key_jwt
    BASIC = "basic"  # OpenID Connect Basic OP


class AuthMethod(models.TextChoices):
    """How it proves that it is itself, as RFC 7591 names them."""

    PRIVATE_KEY_JWT = "private_key_jwt"
    SECRET_BASIC = "client_secret_basic"  # noqa: S105
    SECRET_POST = "client_secret_post"  # noqa: S105
    NONE = "none"  # an app on people's own devices: PKCE alone


class Status(models.TextChoices):
    ACTIVE = "active"
    SUSPENDED = "suspended"


class RelyingParty(models.Model):
    """An agency's or licensed company's program that people sign in to."""

    client_id = models.CharField(primary_key=True, max_length=64)
    name_ar = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    office = models.CharField(max_length=60)  # agency of the pack that owns it, or that licensed the company
    company_ar = models.CharField(max_length=120, default="", blank=True)  # empty: the agency's own
    company_en = models.CharField(max_length=120, default="", blank=True)
    profile = models.CharField(max_length=8, choices=Profile.choices, default=Profile.FAPI2)
    auth_method = models.CharField(max_length=24, choices=AuthMethod.choices, default=AuthMethod.PRIVATE_KEY_JWT)
    secret_digest = models.CharField(max_length=64, default="", blank=True)
    jwks = models.TextField(default="", blank=True)  # JSON
    jwks_uri = models.CharField(max_length=500, default="", blank=True)
    redirect_uris = models.JSONField(default=list)
    post_logout_uris = models.JSONField(default=list, blank=True)
    backchannel_logout_uri = models.CharField(max_length=500, default="", blank=True)
    sector = models.CharField(max_length=200)  # all that share one know a person under one name
    grant_types = models.JSONField(default=list)
    scopes = models.JSONField(default=list)
    purpose = models.CharField(max_length=64, default="", blank=True)  # of the pack; empty: it learns no facts
    agreement = models.CharField(max_length=64, default="", blank=True)
    required = models.JSONField(default=list, blank=True)  # claims without which it cannot serve anybody
    assurance = models.CharField(max_length=12, default=Assurance.SUBSTANTIAL)  # the least level of a sign-in
    needs_par = models.BooleanField(default=True)
    needs_dpop = models.BooleanField(default=True)
    needs_pkce = models.BooleanField(default=True)
    id_token_alg = models.CharField(max_length=8, default="ES256")
    sandbox = models.BooleanField(default=False)  # made-up people only
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ACTIVE)
    registered = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.client_id

    @property
    def name(self) -> Text:
        return Text(ar=self.name_ar, en=self.name_en)

    @property
    def company(self) -> Text | None:
        return Text(ar=self.company_ar, en=self.company_en) if self.company_ar else None

    @property
    def actor(self) -> str:
        """As the access ledger names it."""
        return f"party:{self.client_id}"

    @property
    def is_fapi(self) -> bool:
        return self.profile == Profile.FAPI2

    @property
    def level(self) -> Assurance:
        return Assurance(self.assurance)


class Asked(models.Model):
    """A request on its way: pushed by a relying party (RFC 9126), or waiting for a person."""

    handle = models.CharField(primary_key=True, max_length=43)
    party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="+")
    wish = models.TextField()  # JSON of asking.Wish
    created = models.DateTimeField()


class Grant(models.Model):
    """What one person gave one relying party at one sign-in: a code first, then tokens."""

    id = models.CharField(primary_key=True, max_length=22)
    party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="grants")
    person = models.CharField(max_length=20)  # handle
    sign_in = models.BigIntegerField(db_index=True)  # row of identity.sessions
    subject = models.CharField(max_length=43)
    sid = models.CharField(max_length=22)
    scope = models.TextField()
    claims = models.TextField(default="")  # that the person chose to share, space-separated
    acr = models.CharField(max_length=12)  # Assurance
    amr = models.CharField(max_length=60)
    auth_time = models.DateTimeField()
    nonce = models.TextField(default="")
    redirect_uri = models.TextField()
    challenge = models.CharField(max_length=43, default="")  # PKCE, S256
    jkt = models.CharField(max_length=43, default="")  # the DPoP key that code and refresh are bound to
    code = models.CharField(max_length=64, unique=True)  # hash
    code_until = models.DateTimeField()
    redeemed = models.DateTimeField(null=True)
    generation = models.IntegerField(default=0)  # of the refresh token
    rotated = models.DateTimeField(null=True)
    created = models.DateTimeField()
    until = models.DateTimeField()
    revoked = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "party"], name="openid_grant_person")]

    @property
    def scopes(self) -> list[str]:
        return self.scope.split()


class Sharing(models.Model):
    """What a person last chose to share with a relying party, so that nobody is asked twice for the same."""

    party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=20)
    asked = models.JSONField(default=list)  # claims and scopes that they were asked for
    chosen = models.JSONField(default=list)  # claims that they agreed to
    record = models.CharField(max_length=32, default="")  # of consent; empty where no facts are shared
    since = models.DateTimeField()
    last = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "party"], name="openid_one_sharing"),
        ]


class KeyState(models.TextChoices):
    """Its life, in this order."""

    NEXT = "next"  # published, signs nothing yet
    CURRENT = "current"
    FORMER = "former"  # signs nothing any more, its tokens are still checked


class SigningKey(models.Model):
    """A key of the provider. The private half is sealed with a key that is drawn from the platform's signing key."""

    kid = models.CharField(primary_key=True, max_length=43)
    kind = models.CharField(max_length=8)  # EC, RSA; "names": not a key pair but what pairwise subjects hang on
    state = models.CharField(max_length=8, choices=KeyState.choices)
    public = models.TextField()  # JWK
    sealed = models.TextField()
    created = models.DateTimeField()
    changed = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "state"], condition=~models.Q(state=KeyState.FORMER), name="openid_one_key"
            ),
        ]


class Spent(models.Model):
    """What may be used once, by its hash, until it is too old in any case; and tokens that were revoked."""

    digest = models.CharField(primary_key=True, max_length=64)
    until = models.DateTimeField(db_index=True)


class Farewell(models.Model):
    """A relying party that is still to be told that a session has ended (OpenID Connect Back-Channel Logout)."""

    party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=43)
    sid = models.CharField(max_length=22)
    created = models.DateTimeField()
    due = models.DateTimeField(db_index=True)
    tries = models.IntegerField(default=0)
    told = models.DateTimeField(null=True)
