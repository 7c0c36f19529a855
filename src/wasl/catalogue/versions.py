"""Keeps versions: draft, live, archived. What was published is never changed: its digest is checked at each reading."""

import hashlib
import json
from collections.abc import Iterator
from difflib import unified_diff
from functools import lru_cache

from django.db import IntegrityError, transaction
from django.utils import timezone

from wasl.catalogue.model import Definition
from wasl.catalogue.models import ServiceVersion, Stage
from wasl.core.errors import Refusal, Unknown


def exported(definition: Definition) -> str:
    """The whole definition as JSON in one certain form, with what was left to its default.

    Keys stand in the order in which they are asked and done.
    """
    data = definition.model_dump(mode="json", by_alias=True)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def keep_draft(definition: Definition) -> ServiceVersion:
    """The definition as the service's draft; a former draft is replaced."""
    text = exported(definition)
    with transaction.atomic():
        ServiceVersion.objects.filter(slug=definition.slug, stage=Stage.DRAFT).delete()
        return _made(definition.slug, text, Stage.DRAFT)


def publish(definition: Definition) -> ServiceVersion:
    """The definition as the live version; the former becomes archived. The same one stays as it is.

    Raises Refusal where somebody else publishes the service at the same moment.
    """
    text = exported(definition)
    try:
        with transaction.atomic():
            standing = ServiceVersion.objects.filter(slug=definition.slug, stage=Stage.LIVE)
            former = standing.select_for_update().first()
            if former and former.digest == digest_of(text):
                return former
            ServiceVersion.objects.filter(slug=definition.slug, stage=Stage.DRAFT).delete()
            standing.update(stage=Stage.ARCHIVED)
            return _made(definition.slug, text, Stage.LIVE)
    except IntegrityError:
        mend = "look at the live version with `wasl services diff`, and publish again"
        raise Refusal("somebody else has just published this service", where=definition.slug, mend=mend) from None


def live(slug: str) -> ServiceVersion:
    """Raises Unknown."""
    found = ServiceVersion.objects.filter(slug=slug, stage=Stage.LIVE).first()
    if found is None:
        raise Unknown(
            "this service has no live version",
            where=slug,
            mend=f"`wasl services publish {slug}`, or the path of its folder",
        )
    return found


def version(slug: str, number: int) -> ServiceVersion:
    """Any version, for the cases that are bound to it. Raises Unknown."""
    found = ServiceVersion.objects.filter(slug=slug, number=number).first()
    if found is None:
        raise Unknown(f"there is no version {number}", where=slug, mend="name one that was published")
    return found


def published(slug: str) -> list[ServiceVersion]:
    """Every version that ever was live, the newest first; what is only a draft is nobody's to see. Raises Unknown."""
    found = list(ServiceVersion.objects.filter(slug=slug).exclude(stage=Stage.DRAFT).order_by("-number"))
    if not found:
        raise Unknown("this service was never published", where=slug, mend="look it up in the list of services")
    return found


_READ: dict[str, Definition] = {}


def live_definitions() -> list[Definition]:
    """Of every service that has a live version, by slug. A process reads each version once."""
    live_now = ServiceVersion.objects.filter(stage=Stage.LIVE).order_by("slug")
    standing = list(live_now.values_list("digest", flat=True))
    for kept in ServiceVersion.objects.filter(digest__in=[one for one in standing if one not in _READ]):
        _READ[kept.digest] = definition_of(kept)
    return [_READ[digest] for digest in standing]


def definition_of(kept: ServiceVersion) -> Definition:
    """What a version says. Raises Refusal where the store's text is not the one that was published."""
    if digest_of(kept.definition) != kept.digest:
        mend = "restore the store from a copy: a published version never changes"
        raise Refusal("the text of this version was changed", where=f"{kept.slug} {kept.number}", mend=mend)
    return _parsed(kept.definition)


@lru_cache(maxsize=1_000)
def _parsed(text: str) -> Definition:
    return Definition.model_validate_json(text)


def differences(former: str, new: str) -> Iterator[str]:
    """Lines that differ between two exported definitions."""
    pages = [json.dumps(json.loads(text), ensure_ascii=False, indent=1).splitlines() for text in (former, new)]
    return unified_diff(pages[0], pages[1], "live", "folder", lineterm="", n=2)


def _made(slug: str, text: str, stage: Stage) -> ServiceVersion:
    now = timezone.now()
    return ServiceVersion.objects.create(
        slug=slug,
        number=next_number(slug),
        stage=stage,
        digest=digest_of(text),
        definition=text,
        made_at=now,
        published_at=now if stage is Stage.LIVE else None,
    )


def next_number(slug: str) -> int:
    last = ServiceVersion.objects.filter(slug=slug).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1
