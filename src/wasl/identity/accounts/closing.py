"""Closing an account: nobody gets in any more, and nothing by which somebody could be reached is kept."""

import secrets
from datetime import UTC, datetime

from django.db import transaction

from wasl.core.log import event
from wasl.identity.accounts.mandates import end_all_of
from wasl.identity.accounts.models import AssuranceStep, TelephoneChange
from wasl.identity.accounts.words import CLOSED
from wasl.identity.factors.api import By, forget
from wasl.identity.models import Citizen
from wasl.identity.sessions.api import Why, end_all
from wasl.messaging.api import Channel, Message, send
from wasl.trust.api import Assurance


def close(citizen: Citizen, *, by: str, now: datetime | None = None) -> None:
    """Steps stay as lines of what was; the person may register anew, from the lowest level."""
    now = now or datetime.now(UTC)
    with transaction.atomic():
        held = Citizen.objects.select_for_update().get(pk=citizen.pk)
        reach, held.telephone, held.email, held.closed = held.telephone, None, None, now
        held.assurance = Assurance.LOW
        held.save(update_fields=["telephone", "email", "closed", "assurance"])
        AssuranceStep.objects.filter(citizen=held, ended=None).update(ended=now, ended_by=by)
        TelephoneChange.objects.filter(citizen=held, done=None, stopped=None).update(stopped=now)
        end_all_of(held, by=by, now=now)
        forget(held.account_id, By(by))
        end_all(held, why=Why.CLOSED)
        send(Message(Channel.SMS, reach, CLOSED.in_language(held.language), f"told-{secrets.token_hex(16)}"))
    event("account.closed")
