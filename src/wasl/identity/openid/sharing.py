"""A person's own list of relying parties that they are connected to, and the button that ends it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.identity.openid.claims import Claim, claim, known
from wasl.identity.openid.models import Grant, RelyingParty, Sharing
from wasl.identity.openid.powers import powers_of
from wasl.trust.consent.api import in_force, records_of, withdraw


@dataclass(frozen=True)
class Connected:
    """One relying party, and what it may read of the person now."""

    party: RelyingParty
    shared: list[Claim]
    since: datetime
    last: datetime
    holds: bool  # consent stands; else it reads nothing
    tokens: int  # grants that still run
    powers: list[Text]  # what it may do in the person's name


def connected(person: str) -> list[Connected]:
    """The one that was last signed in to first."""
    rows = Sharing.objects.select_related("party").filter(person=person).order_by("-last", "-pk")
    return [_connected(row) for row in rows]


def disconnect(person: str, client_id: str, *, channel: str) -> None:
    """Consent is withdrawn and every token ends, at once. Raises Unknown for what is not connected."""
    row = Sharing.objects.select_related("party").filter(person=person, party_id=client_id).first()
    if row is None:
        raise Unknown(
            Text(ar="لست متصلًا بهذه الجهة", en="you are not connected to this one"),
            mend=Text(ar="راجع قائمة الجهات المتصلة بحسابك", en="look at the list of those that you are connected to"),
        )
    _end_tokens(person, client_id)
    for record in records_of(person):
        if record.holds and record.agreement.id == row.party.agreement:
            withdraw(record.record, by=person, channel=channel)
    row.delete()


@transaction.atomic
def _end_tokens(person: str, client_id: str) -> None:
    Grant.objects.filter(person=person, party_id=client_id, revoked=None).update(revoked=datetime.now(UTC))


def _connected(row: Sharing) -> Connected:
    shared = [claim(name) for name in known(row.chosen)]
    holds = not shared or any(one.agreement == row.party.agreement for one in in_force(row.person, row.party.purpose))
    running = Grant.objects.filter(person=row.person, party=row.party, revoked=None, until__gt=datetime.now(UTC))
    powers = list(powers_of(row.asked).values())
    return Connected(row.party, shared, row.since, row.last, holds, running.exclude(redeemed=None).count(), powers)
