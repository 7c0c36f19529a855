"""Payments promise: what is asked once is asked once, and paid exactly once, whatever is replayed or comes at once.

Providers are plugins (`contrib/`), named by the settings. There is one, the demonstration's sandbox: no money moves.
Elsewhere no payment can be asked for until a real provider is there, and the refusal says so.
"""

from wasl.payments.asking import ask, check_config, is_open, is_sandbox
from wasl.payments.contrib.sandbox import try_out
from wasl.payments.finding import payment, payment_of, payments_for
from wasl.payments.models import Line, Payment, State
from wasl.payments.refunding import refund
from wasl.payments.settling import before_settling, cancel, on_settled, refuse, settle

__all__ = [
    "Line",
    "Payment",
    "State",
    "ask",
    "before_settling",
    "cancel",
    "check_config",
    "is_open",
    "is_sandbox",
    "on_settled",
    "payment",
    "payment_of",
    "payments_for",
    "refund",
    "refuse",
    "settle",
    "try_out",
]
