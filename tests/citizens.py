"""Citizens with accounts, and the messages that reach them, for tests."""

import re
from datetime import UTC, datetime

from django.test import Client

from wasl.core.text import Text
from wasl.identity.accounts.models import Kind
from wasl.identity.accounts.steps import take
from wasl.identity.models import Citizen
from wasl.messaging.models import Kept
from wasl.persons.models import Person
from wasl.trust.api import Assurance, upkeep

TELEPHONE = "+201900000001"


def account(number: str, level: Assurance = Assurance.SUBSTANTIAL, telephone: str | None = TELEPHONE) -> Citizen:
    """The account of whose national number it is; the one they have, where they have one."""
    with upkeep("a test"):
        handle = Person.objects.get(number=number, merged_into=None).handle
    told = {"telephone": telephone, "telephone_since": datetime.now(UTC)}
    citizen, fresh = Citizen.objects.get_or_create(person=handle, defaults=told)
    if fresh:
        take(citizen, Kind.CODE, level, Text(ar="اختبار", en="a test"), by="platform:test")
    return citizen


def code_on_page(client: Client, address: str = "/my/sign-in/code/") -> str:
    """The code that a demo's page shows in the place of the telephone."""
    found = re.search(r'class="code big"[^>]*>(\d{6})<', client.get(address).content.decode())
    assert found
    return found[1]


def last_message(to: str | None = None) -> str:
    """The newest in the outbox, of all or of those to a telephone."""
    kept = Kept.objects.all() if to is None else Kept.objects.filter(to=to)
    return kept.order_by("-pk").values_list("text", flat=True)[0]


def last_code(to: str | None = None) -> str:
    return last_message(to)[:6]
