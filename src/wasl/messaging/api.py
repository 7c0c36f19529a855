"""Messaging promises: a text reaches a telephone or a mailbox once, or it is recorded why not; it knows no persons.

Providers are plugins (`contrib/`), named by the settings. The demo's is an outbox that the pages may show.
"""

from wasl.messaging.contrib.outbox import shown
from wasl.messaging.message import Channel, Message
from wasl.messaging.models import State
from wasl.messaging.sending import check_config, is_open, outcome, send, tidy

__all__ = ["Channel", "Message", "State", "check_config", "is_open", "outcome", "send", "shown", "tidy"]
