"""A document in two rows: that it was issued, which anybody may check, and what it says of whom, which is guarded."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wasl.core.text import Text


class Document(models.Model):
    """That a document was issued. Nothing here says anything about anybody."""

    number = models.CharField(max_length=12, unique=True)  # D-XXXX-XXXX
    kind = models.CharField(max_length=80)
    title_ar = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    agency = models.CharField(max_length=60)
    case = models.CharField(max_length=40, db_index=True)  # its reference
    once = models.CharField(max_length=64, unique=True)  # hash of the caller's token
    issued = models.DateTimeField()
    valid_until = models.DateField(null=True)  # last day, in the country's calendar
    demo = models.BooleanField()  # issued in a demonstration, and worth nothing outside it
    revoked = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=128, blank=True)  # account id

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(revoked=None, revoked_by="") | Q(revoked__isnull=False) & ~Q(revoked_by=""),
                name="document_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> Text:
        return Text(ar=self.title_ar, en=self.title_en)


class Content(models.Model):
    """What a document says, and of whom. Read in a passage only."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="content")
    holder = models.CharField(max_length=20, blank=True, db_index=True)  # handle; none: not about a person of the index
    lines = models.JSONField()  # name and value, each in both languages
    revoked_why_ar = models.CharField(max_length=300, blank=True)
    revoked_why_en = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return str(self.document_id)
