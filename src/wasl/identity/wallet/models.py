"""Keys, offers, grants, what was issued, and what was asked of wallets. No value of a credential is kept here."""

from typing import ClassVar

from django.db import models


class Use(models.TextChoices):
    """What a key signs."""

    ISSUE = "issue"  # credentials, status lists, metadata
    ASK = "ask"  # requests to wallets
    OPEN = "open"  # nothing: what is encrypted to us is opened with it


class Standing(models.IntegerChoices):
    """A credential's entry in its status list: the values of the token status list, section 7.1."""

    VALID = 0
    REVOKED = 1  # for ever
    SUSPENDED = 2  # until lifted


class Key(models.Model):
    """An ES256 key of ours. Its private half is sealed; a retired one still checks what it signed."""

    kid = models.CharField(max_length=64, primary_key=True)
    use = models.CharField(max_length=8, choices=Use.choices)
    public = models.JSONField()
    sealed = models.BinaryField()
    certificate = models.BinaryField()  # DER
    created = models.DateTimeField()
    retired = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.kid


class StatusList(models.Model):
    """Entries of many credentials. Decoys look revoked and belong to nothing: their number hides how many are."""

    size = models.PositiveIntegerField()
    decoys = models.JSONField()
    created = models.DateTimeField()
    changed = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class Offer(models.Model):
    """An offer to a person, with the code that opens it. Only hashes of codes are kept."""

    reference = models.CharField(max_length=43, unique=True)  # in the address that the QR code names
    person = models.CharField(max_length=20)
    kind = models.CharField(max_length=60)
    assurance = models.CharField(max_length=12)  # how surely the person had signed in
    code = models.CharField(max_length=64, unique=True)
    sealed_code = models.BinaryField()  # to be read in the offer; gone when it was used
    tx_code = models.CharField(max_length=64)
    tries = models.SmallIntegerField(default=0)
    created = models.DateTimeField()
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.reference


class Grant(models.Model):
    """What an access token opens: credentials of one kind about one person."""

    token = models.CharField(max_length=64, unique=True)
    person = models.CharField(max_length=20)
    kind = models.CharField(max_length=60)
    assurance = models.CharField(max_length=12)
    identifier = models.CharField(max_length=43)  # credential_identifier
    thumbprint = models.CharField(max_length=64, default="")  # of the DPoP key that the token is bound to
    created = models.DateTimeField()
    expires = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    offer = models.ForeignKey(Offer, null=True, on_delete=models.SET_NULL)

    def __str__(self) -> str:
        return self.identifier


class Code(models.Model):
    """An authorisation code: what a person allowed a wallet to fetch. Only its hash is kept."""

    code = models.CharField(max_length=64, unique=True)
    client = models.CharField(max_length=200)
    redirect = models.CharField(max_length=400)
    challenge = models.CharField(max_length=64)  # PKCE, S256
    person = models.CharField(max_length=20)
    kind = models.CharField(max_length=60)
    assurance = models.CharField(max_length=12)
    created = models.DateTimeField()
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)
    grant = models.ForeignKey(Grant, null=True, on_delete=models.SET_NULL)

    def __str__(self) -> str:
        return self.client


class Spent(models.Model):
    """What may be used once: nonces of proofs, identifiers of DPoP proofs. Forgotten once it is too old anyway."""

    mark = models.CharField(max_length=64, primary_key=True)
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.mark


class Deferred(models.Model):
    """A request that waits for its register. It keeps the holder's public keys, and no values."""

    transaction = models.CharField(max_length=64, unique=True)
    grant = models.ForeignKey(Grant, on_delete=models.CASCADE)
    keys = models.JSONField()
    created = models.DateTimeField()
    expires = models.DateTimeField()
    answered = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.transaction


class Issued(models.Model):
    """A credential that left us: whose, of which kind, from which row, and how it stands."""

    person = models.CharField(max_length=20, db_index=True)
    kind = models.CharField(max_length=60)
    register = models.CharField(max_length=60)
    row = models.CharField(max_length=64)  # keyed hash of the row's key
    list = models.ForeignKey(StatusList, on_delete=models.PROTECT)
    index = models.PositiveIntegerField()
    standing = models.SmallIntegerField(choices=Standing.choices, default=Standing.VALID)
    why = models.CharField(max_length=20, default="")
    notification = models.CharField(max_length=43, db_index=True)
    told = models.CharField(max_length=30, default="")  # what the wallet said became of it
    issued = models.DateTimeField()
    expires = models.DateTimeField()
    changed = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["list", "index"], name="one_credential_an_entry"),
            models.CheckConstraint(
                condition=models.Q(standing__gte=Standing.VALID, standing__lte=Standing.SUSPENDED),
                name="standing_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Asking(models.Model):
    """A presentation asked for. What was disclosed is sealed, read once by the session that asked, then gone."""

    reference = models.CharField(max_length=43, unique=True)  # in request_uri
    session = models.CharField(max_length=64)  # hash of what the asking browser alone knows
    kind = models.CharField(max_length=60)
    claims = models.JSONField()  # paths
    nonce = models.CharField(max_length=43)
    state = models.CharField(max_length=43, unique=True)
    sealed_key = models.BinaryField()  # that the answer is encrypted to
    encrypted = models.BooleanField(default=True)  # response mode direct_post.jwt, else direct_post
    same_device = models.BooleanField(default=False)  # the wallet sends the browser back with a code
    answer_code = models.CharField(max_length=64, default="")  # hash
    answer = models.BinaryField(null=True)
    refusal = models.CharField(max_length=40, default="")
    created = models.DateTimeField()
    expires = models.DateTimeField()
    answered = models.DateTimeField(null=True)
    read = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.reference
