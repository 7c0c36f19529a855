"""Factors promise: what an account can prove itself with, checked once for each proof, and no change without a trace.

An account is its id (`citizen:…`, `staff:…`). Every check answers with a Proof or raises NotAllowed with words for the
person; five wrong tries of one kind make the account wait. Call no check inside a transaction of your own: what a
refusal notes (a try, a copied key) must outlive it. Changes by a citizen need a By that proved itself of late, else
ProveAgain is raised; a change of a staff account's factors without one is taken as made by the account itself.
"""

from wasl.identity.addresses import address_of
from wasl.identity.devices import device_of
from wasl.identity.factors.changes import (
    RECENT,
    By,
    Line,
    ProveAgain,
    demanded,
    history,
    on_change,
    recently_proved,
    record,
)
from wasl.identity.factors.entering import Entered, Shown, enter, enter_with_passkey
from wasl.identity.factors.hosts import origins, works_at
from wasl.identity.factors.kinds import NAMES, Factor, Kind, Proof, kind_of
from wasl.identity.factors.listing import bind, factors_of, forget, has_second_factor, remove
from wasl.identity.factors.models import What
from wasl.identity.factors.passkeys import (
    Answer,
    Ceremony,
    passkey_check,
    passkey_options,
    passkey_register,
    passkey_register_options,
)
from wasl.identity.factors.passwords import LEAST, has_password, password_check, password_set
from wasl.identity.factors.recovery import recovery_code_use, recovery_codes_new
from wasl.identity.factors.time_codes import NewTimeCode, is_time_code, totp_check, totp_confirm, totp_new

__all__ = [
    "LEAST",
    "NAMES",
    "RECENT",
    "Answer",
    "By",
    "Ceremony",
    "Entered",
    "Factor",
    "Kind",
    "Line",
    "NewTimeCode",
    "Proof",
    "ProveAgain",
    "Shown",
    "What",
    "address_of",
    "bind",
    "demanded",
    "device_of",
    "enter",
    "enter_with_passkey",
    "factors_of",
    "forget",
    "has_password",
    "has_second_factor",
    "history",
    "is_time_code",
    "kind_of",
    "on_change",
    "origins",
    "passkey_check",
    "passkey_options",
    "passkey_register",
    "passkey_register_options",
    "password_check",
    "password_set",
    "recently_proved",
    "record",
    "recovery_code_use",
    "recovery_codes_new",
    "remove",
    "totp_check",
    "totp_confirm",
    "totp_new",
    "works_at",
]
