"""Accounts promise: who has one, how surely it is theirs and on which evidence; and how it is got, raised and kept.

Whether a national number is anybody's, or has an account, is told by no word, step or time of these functions.
"""

from wasl.identity.accounts.binding import Seen, bind_at_counter, visit
from wasl.identity.accounts.closing import close
from wasl.identity.accounts.codes import Asked
from wasl.identity.accounts.demo import ensure_account_of_demo
from wasl.identity.accounts.entering import ask_code, can_send, citizen_with
from wasl.identity.accounts.mandates import (
    GUARDIAN,
    ActsFor,
    accept_mandate,
    acts_for,
    end_mandate,
    given_by,
    mandate,
    may_act,
    names_of,
    offered_to,
)
from wasl.identity.accounts.models import AssuranceStep, Code, Mandate
from wasl.identity.accounts.proofing import proofing
from wasl.identity.accounts.raising import Offered, ask_raise, raise_online, telephones_held
from wasl.identity.accounts.recovering import ask_recovery, recover
from wasl.identity.accounts.registering import open_account, open_at_counter, register
from wasl.identity.accounts.steps import standing, steps_of, take_back
from wasl.identity.accounts.telephones import (
    Pending,
    ask_change,
    change_at_counter,
    confirm_change,
    pending,
    proved_with_passkey,
    settle,
    stop,
)
from wasl.identity.accounts.written import checked_number, checked_telephone, masked
from wasl.identity.models import Citizen

__all__ = [
    "GUARDIAN",
    "ActsFor",
    "Asked",
    "AssuranceStep",
    "Code",
    "Mandate",
    "Offered",
    "Pending",
    "Seen",
    "accept_mandate",
    "account_of",
    "acts_for",
    "ask_change",
    "ask_code",
    "ask_raise",
    "ask_recovery",
    "bind_at_counter",
    "can_send",
    "change_at_counter",
    "checked_number",
    "checked_telephone",
    "citizen_with",
    "close",
    "confirm_change",
    "end_mandate",
    "ensure_account_of_demo",
    "given_by",
    "mandate",
    "masked",
    "may_act",
    "names_of",
    "offered_to",
    "open_account",
    "open_at_counter",
    "pending",
    "proofing",
    "proved_with_passkey",
    "raise_online",
    "recover",
    "register",
    "settle",
    "standing",
    "steps_of",
    "stop",
    "take_back",
    "telephones_held",
    "visit",
]


def account_of(person: str) -> Citizen | None:
    """The open account of a person (handle)."""
    return Citizen.objects.filter(person=person, closed=None).first()
