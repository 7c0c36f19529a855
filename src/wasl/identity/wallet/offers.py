"""Offers: a person chooses a credential while signed in; their wallet fetches it with the code in the offer and the
number that the page shows beside it."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from wasl.core.digits import normalise_digits
from wasl.core.errors import NotAllowed, Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.wallet import addresses
from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.kinds import Kind, kinds
from wasl.identity.wallet.models import Offer
from wasl.identity.wallet.vault import keyed, seal, unseal
from wasl.trust.api import Assurance

PRE_AUTHORISED = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
HOLDS = timedelta(minutes=10)
DIGITS = 6
MOST_TRIES = 5
MOST_OPEN = 5
"""Offers of one person that may wait at a time."""
_SEALED_FOR = "offer"


@dataclass(frozen=True)
class Offered:
    """`tx_code` is told once, on the page."""

    reference: str
    tx_code: str
    expires: datetime


def offer(person: str, kind: str, assurance: Assurance) -> Offered:
    """Raises Unknown for a kind that there is not, NotAllowed where the person must first sign in more surely."""
    wanted = surely_enough(kind_named(kind), assurance)
    now = datetime.now(UTC)
    Offer.objects.filter(expires__lt=now - timedelta(days=1)).delete()
    if Offer.objects.filter(person=person, used=None, expires__gt=now).count() >= MOST_OPEN:
        raise NotAllowed(_TOO_MANY, mend=_WAIT)
    reference, code = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    tx_code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    Offer.objects.create(
        reference=reference,
        person=person,
        kind=wanted.id,
        assurance=assurance,
        code=keyed("code", code),
        sealed_code=seal(_SEALED_FOR, code.encode()),
        tx_code=keyed("tx", f"{reference}{tx_code}"),
        created=now,
        expires=now + HOLDS,
    )
    event("wallet.offered", kind=wanted.id)
    return Offered(reference, tx_code, now + HOLDS)


def kind_named(kind: str) -> Kind:
    """Raises Unknown."""
    if kind not in kinds():
        raise Unknown(_NO_KIND, mend=_CHOOSE)
    return kinds()[kind]


def surely_enough(kind: Kind, assurance: Assurance) -> Kind:
    """The kind itself. Raises NotAllowed where the person must first sign in more surely."""
    if assurance.rank < kind.assurance.rank:
        raise NotAllowed(_SURER, mend=_HOW)
    return kind


def code_of(reference: str) -> tuple[Kind, str] | None:
    """What an offer that still waits opens, and its code, for the wallet that fetches it by reference."""
    row = Offer.objects.filter(reference=reference, used=None, expires__gt=datetime.now(UTC)).first()
    if row is None or row.kind not in kinds():
        return None
    return kinds()[row.kind], unseal(_SEALED_FOR, bytes(row.sealed_code)).decode()


def offer_document(kind: Kind, code: str) -> dict[str, Any]:
    """OpenID4VCI section 4.1.1."""
    tx_code = {"input_mode": "numeric", "length": DIGITS, "description": "The number beside the QR code"}
    return {
        "credential_issuer": addresses.issuer(),
        "credential_configuration_ids": [kind.id],
        "grants": {PRE_AUTHORISED: {"pre-authorized_code": code, "tx_code": tx_code}},
    }


def offer_link(reference: str) -> str:
    """What the QR code says: small, and the code is read only once it is needed."""
    return _link(credential_offer_uri=f"{addresses.issuer()}/offers/{reference}")


def whole_offer_link(reference: str) -> str | None:
    """The same by value, for wallets that read no references; None for an offer that waits no longer."""
    found = code_of(reference)
    return _link(credential_offer=json.dumps(offer_document(*found))) if found else None


def _link(**query: str) -> str:
    return f"openid-credential-offer://?{urlencode(query)}"


def redeem(code: str, tx_code: str) -> Offer:
    """The offer that a code opens, once. Wrong numbers are counted.

    Raises Denied: invalid_grant, invalid_request.
    """
    now = datetime.now(UTC)
    row = Offer.objects.filter(code=keyed("code", code), used=None, expires__gt=now).first()
    if row is None:
        raise Denied("invalid_grant", "the code is unknown, was used or is too old")
    if not tx_code:
        raise Denied("invalid_request", "tx_code is missing")
    if not Offer.objects.filter(pk=row.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        raise Denied("invalid_grant", "tx_code was wrong too often: ask for a new offer")
    if not constant_time_compare(keyed("tx", f"{row.reference}{normalise_digits(tx_code)}"), row.tx_code):
        raise Denied("invalid_grant", "tx_code is wrong")
    with transaction.atomic():
        if not Offer.objects.filter(pk=row.pk, used=None).update(used=now, sealed_code=b""):
            raise Denied("invalid_grant", "the code was used")
    return row


_SURER = Text(
    ar="هذه الوثيقة تحتاج دخولًا أوثق إلى حسابك", en="This credential needs a surer way of signing in to your account"
)
_HOW = Text(
    ar="أثبت شخصيتك أولًا من صفحة حسابك أو في أقرب مكتب، ثم عد إلى هنا",
    en="First prove who you are on the page of your account or at a counter, then come back",
)
_TOO_MANY = Text(ar="عروض كثيرة تنتظر محفظتك", en="Too many offers wait for your wallet")
_WAIT = Text(ar="استخدم أحدها، أو انتظر عشر دقائق", en="Use one of them, or wait ten minutes")
_NO_KIND = Text(ar="لا توجد وثيقة من هذا النوع", en="There is no credential of this kind")
_CHOOSE = Text(ar="اختر من القائمة في صفحة محفظتك", en="Choose from the list on the page of your wallet")
