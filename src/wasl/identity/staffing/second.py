"""The second factor of staff: a time code or passkey of their own; in the demo, one that everybody can read."""

from wasl.core.errors import NotAllowed
from wasl.core.text import Text
from wasl.identity.demo import demo_time_code, fits_demo_time_code
from wasl.identity.factors.api import Answer, By, Proof, forget, has_second_factor, passkey_check, totp_check
from wasl.identity.models import Staff


def demo_code(account: Staff) -> str | None:
    """What everybody may read on the page of the second factor; None but for the demo's log-ins in a demo."""
    return demo_time_code(account.username)


def has_factor(account: Staff) -> bool:
    """Whether there is a second factor to ask for; otherwise the first sign-in enrols one."""
    return demo_code(account) is not None or has_second_factor(account.account_id)


def code_given(account: Staff, code: str) -> tuple[str, ...]:
    """How they proved themselves (RFC 8176). Raises NotAllowed for a wrong code, or one that was used."""
    if fits_demo_time_code(account.username, code):
        return ("otp",)
    return totp_check(account.account_id, code).amr


def passkey_given(account: Staff, state: str, answer: Answer) -> tuple[str, ...]:
    """The same with a passkey. Raises NotAllowed for anybody else's."""
    return _of(account, passkey_check(state, answer)).amr


def forget_factors(account: Staff, by: str) -> None:
    """The next sign-in enrols anew."""
    forget(account.account_id, By(by))


def _of(account: Staff, proof: Proof) -> Proof:
    if proof.account != account.account_id:
        raise NotAllowed(
            Text(ar="مفتاح المرور هذا لحساب آخر", en="this passkey belongs to another account"),
            mend=Text(ar="استخدم مفتاحك أنت", en="use your own"),
        )
    return proof
