"""The demonstration's provider: no money moves. Whoever pays chooses on our own page whether it works."""

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.payments.finding import payment_of
from wasl.payments.models import Payment
from wasl.payments.plugins import SANDBOX, provider, register
from wasl.payments.provider import Provider
from wasl.payments.settling import refuse, settle


@register(SANDBOX)
class Sandbox(Provider):
    """Needs no network."""

    moves_money = False

    def check_config(self) -> None:
        """There is nothing to set."""

    def give_back(self, payment: Payment) -> None:
        """Nothing was taken."""


def try_out(reference: str, *, payers: set[str], succeeds: bool) -> Payment:
    """Pay in the sandbox, or let it fail. The same payment has the same receipt, so that pressing twice pays once.

    Raises Unknown for somebody else's; Refusal outside a demonstration, for another provider's, for a cancelled one.
    """
    found = payment_of(reference, payers)
    provider(SANDBOX)
    if found.provider != SANDBOX:
        raise Refusal("this payment is no sandbox's", mend="pay it at its provider", where=found.provider)
    if succeeds:
        return settle(reference, provider_reference=f"sandbox-{found.reference}")
    return refuse(reference, _FAILED)


_FAILED = Text(
    ar="رُفض الدفع لأنك اخترت تجربة الفشل. يمكنك المحاولة مرة أخرى.",
    en="The payment was refused because you chose to let it fail. You may try again.",
)
