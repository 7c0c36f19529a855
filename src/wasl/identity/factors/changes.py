"""Who may change an account's factors, and the trace that each change leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wasl.core.errors import NotAllowed
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.factors.kinds import SECOND, Kind, kind_of
from wasl.identity.factors.models import Change, Passkey, Password, RecoveryCode, TimeCode, What

RECENT = timedelta(minutes=5)
"""How long a proof lets its owner change factors."""
SHOWN = 50
STAFF = "staff:"
Line = Change

_TOLD: list[Callable[[Change], None]] = []


class ProveAgain(NotAllowed):
    """They may, once they have shown a factor of theirs anew."""


@dataclass(frozen=True)
class By:
    """Who changes something, where, and how they last proved that it is they."""

    who: str  # account
    device: str = ""
    proved: datetime | None = None
    factor: str = ""  # id of what they proved it with; empty for a code sent to the telephone
    telephone: bool = False  # whether their session rests on a code to the telephone, too


def on_change(told: Callable[[Change], None]) -> Callable[[Change], None]:
    """Have a function told of every change, where it is made: inside its transaction where there is one."""
    _TOLD.append(told)
    return told


def record(account: str, what: What, kind: Kind, label: str, by: By) -> Change:
    now = datetime.now(UTC)
    line = Change.objects.create(
        account=account, what=what, kind=kind, label=label, by=by.who, device=by.device, at=now
    )
    event(f"factor.{what}", kind=kind)
    for told in _TOLD:
        told(line)
    return line


def history(account: str) -> list[Change]:
    """The newest first."""
    return list(Change.objects.filter(account=account).order_by("-at", "-pk")[:SHOWN])


def kinds_held(account: str) -> frozenset[Kind]:
    """Kinds of which the account has one that works."""
    held = {
        Kind.PASSKEY: Passkey.objects.filter(account=account, copied=None),
        Kind.TIME_CODE: TimeCode.objects.filter(account=account).exclude(confirmed=None),
        Kind.PASSWORD: Password.objects.filter(account=account),
        Kind.RECOVERY: RecoveryCode.objects.filter(account=account, used=None),
    }
    return frozenset(kind for kind, rows in held.items() if rows.exists())


def demanded(account: str) -> frozenset[Kind]:
    """What the account must be proved with before something dangerous; nothing means a code to the telephone.

    A password does not do where there is more: it is what somebody else most likely knows.
    """
    held = kinds_held(account)
    if held & SECOND:
        return held - {Kind.PASSWORD}
    return held if Kind.PASSWORD in held else frozenset()


def recently_proved(account: str, by: By, now: datetime | None = None) -> bool:
    """Who found the paper with recovery codes has not also the telephone, and so cannot add a passkey of theirs."""
    now = now or datetime.now(UTC)
    fresh = by.proved is not None and now - by.proved <= RECENT
    needed, shown = demanded(account), kind_of(by.factor)
    enough = by.telephone if shown is Kind.RECOVERY else True
    return fresh and enough and (not needed or shown in needed)


def allowed(account: str, by: By | None) -> By:
    """Raises ProveAgain, or NotAllowed where it is neither the account itself nor a member of staff at a counter."""
    if account.startswith(STAFF):
        return by or By(account)
    if by is None or (by.who != account and not by.who.startswith(STAFF)):
        raise NotAllowed(_NOT_YOURS, mend=_SIGN_IN)
    if by.who == account and not recently_proved(account, by):
        raise ProveAgain(_AGAIN, mend=_SHOW)
    return by


_NOT_YOURS = Text(ar="هذا ليس حسابك", en="This is not your account")
_SIGN_IN = Text(ar="سجّل الدخول بحسابك ثم أعد المحاولة", en="Sign in with your own account and try again")
_AGAIN = Text(ar="نحتاج أن نتأكد أنك أنت", en="We need to be sure that it is you")
_SHOW = Text(
    ar="أثبت هويتك بوسيلة من وسائلك ثم أعد المحاولة", en="Prove yourself with one of your own factors, then try again"
)
