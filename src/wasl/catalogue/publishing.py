"""Publishes all that a country offers, at once: what is live already in the same words stays as it is."""

from django.db import transaction

from wasl.catalogue.loading import load_services
from wasl.catalogue.models import ServiceVersion, Stage
from wasl.catalogue.surroundings import Surroundings
from wasl.catalogue.versions import publish


def publish_all(world: Surroundings) -> int:
    """Every service of the pack; how many versions that made. Raises PackError before anything is published.

    Definitions are held against the country; their examples are for `check`.
    """
    loaded = load_services(list(world.services.values()), world)
    with transaction.atomic():
        before = _live()
        return len({publish(one.definition).pk for one in loaded} - before)


def _live() -> set[int]:
    return set(ServiceVersion.objects.filter(stage=Stage.LIVE).values_list("pk", flat=True))
