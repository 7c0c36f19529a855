"""Taking a document back: for ever, and at once for whoever checks it."""

from datetime import UTC, datetime

from django.db import transaction

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.core.text import Text
from wasl.documents.finding import document
from wasl.documents.models import Content, Document
from wasl.trust.api import upkeep


def revoke(number: str, *, why: Text, by: str) -> None:
    """`why` is told to its holder, never to who checks it; `by` is an account id. Revoked again, it stays as it was.

    Raises Unknown.
    """
    if not by:
        raise Refusal("a document is revoked by somebody", mend="give the account id", where=number)
    found = document(number)
    with transaction.atomic(), upkeep("a document is revoked"):
        fresh = Document.objects.filter(pk=found.pk, revoked=None).update(revoked=datetime.now(UTC), revoked_by=by)
        if fresh:
            told = {"revoked_why_ar": why.ar[:300], "revoked_why_en": why.en[:300]}
            Content.objects.filter(document=found).update(**told)
            event("document.revoked", document=found.number)
