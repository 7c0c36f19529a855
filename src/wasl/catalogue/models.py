"""Versions of definitions. A case names one and stays with it for life."""

from django.db import models
from django.db.models import Q


class Stage(models.TextChoices):
    """How a version stands."""

    DRAFT = "draft"  # written down to be looked at; may be replaced
    LIVE = "live"  # new cases begin with it
    ARCHIVED = "archived"  # was live; the cases that began with it go on


class ServiceVersion(models.Model):
    """One version of one service."""

    slug = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=8, choices=Stage.choices)
    digest = models.CharField(max_length=64)  # SHA-256 of the definition
    definition = models.TextField()  # canonical JSON; text, because the order of pages counts
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["slug", "number"], name="service_version_number"),
            models.UniqueConstraint(fields=["slug"], condition=Q(stage="live"), name="service_one_live"),
            models.UniqueConstraint(fields=["slug"], condition=Q(stage="draft"), name="service_one_draft"),
            models.CheckConstraint(
                condition=Q(stage="draft") | Q(published_at__isnull=False), name="service_published_once"
            ),
        )
