"""Asking for a sum: once per token, never for nothing, only where somebody can take the money."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.utils.http import url_has_allowed_host_and_scheme

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.core.references import reference
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.payments.models import Line, Payment, State, Step, parts_of
from wasl.payments.plugins import chosen, known_providers, not_open


def ask(*, for_: str, lines: Sequence[Line], payer: str, once: str, return_to: str = "") -> Payment:
    """Ask a payer for the sum of the lines. The same `once` again is answered with the payment that stands.

    `for_`: reference of a case. `payer`: account id, or `visitor:<random>` as the session keeps it. `return_to`: path
    of ours to which the payer goes on. A line may be below nought (what is let off), their sum may not. Raises Refusal
    where nobody takes money here, the sum is not above nought, or `once` was used for another case or payer.
    """
    way = chosen()
    if way is None:
        raise not_open()
    way.check_config()
    amount = _sum(lines)
    _refuse_foreign(return_to)
    told = {"for_case": for_, "payer": payer, "parts": parts_of(lines), "amount": amount, "return_to": return_to}
    try:
        with transaction.atomic():
            return _asked(print_of(once), way.id, told)
    except IntegrityError:
        return _standing(print_of(once), for_, payer)


def _asked(once: str, provider: str, told: dict[str, object]) -> Payment:
    now = datetime.now(UTC)
    currency = pack().currency.code
    made = Payment.objects.create(
        reference=reference("P"), once=once, provider=provider, currency=currency, asked=now, **told
    )
    Step.objects.create(payment=made, at=now, state=State.ASKED)
    event("payment.asked", payment=made.reference)
    return made


def _standing(once: str, for_: str, payer: str) -> Payment:
    found = Payment.objects.get(once=once)
    if (found.for_case, found.payer) != (for_, payer):
        raise Refusal("this token was used for another case or payer", mend="make a token for each payment", where=for_)
    return found


def _sum(lines: Sequence[Line]) -> int:
    amount = sum(line.amount for line in lines)
    if amount <= 0:
        raise Refusal(
            Text(ar="لا يُطلب دفع مبلغ ليس أكبر من صفر", en="a sum that is not above nought is not asked for"),
            mend=Text(ar="راجع بنود الرسوم", en="look at the lines of the fee"),
        )
    return amount


def _refuse_foreign(path: str) -> None:
    if path and not (path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)):
        raise Refusal("return_to is no path of this platform", mend="give a path such as /my/", where="return_to")


def is_open() -> bool:
    """Whether a payment can be asked for at all."""
    return chosen() is not None


def is_sandbox(payment: Payment) -> bool:
    """Whether no money moves for it."""
    found = known_providers().get(payment.provider)
    return found is not None and not found.moves_money


def check_config() -> None:
    """Raises Refusal naming what is missing for the provider that the settings name."""
    if way := chosen():
        way.check_config()


def print_of(once: str) -> str:
    """What is kept of a token: callers may build it out of anything."""
    return hashlib.sha256(once.encode()).hexdigest()
