"""What is to be told, to whom, by which way."""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    SMS = "sms"
    EMAIL = "email"


@dataclass(frozen=True)
class Message:
    """`reference` makes it one message however often it is handed over.

    Without `to` it goes through the same steps and reaches nobody: who watches from outside cannot tell the two apart.
    """

    channel: Channel
    to: str | None  # E.164, or a mailbox
    text: str
    reference: str
    secret: bool = False  # its text is kept nowhere: a one-time code
    patient: bool = False  # waits in the queue of those of whom there are too many
