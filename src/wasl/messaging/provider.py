"""What a provider of messages promises. One contract test runs against all of them."""

from abc import ABC, abstractmethod
from typing import ClassVar

from wasl.messaging.message import Channel, Message


class NotDelivered(Exception):  # noqa: N818  an answer of the gateway, not a fault of the program
    """Why a message did not leave; neither its text nor its address is part of it."""


class Provider(ABC):
    """A way by which messages leave."""

    id: ClassVar[str]
    channels: ClassVar[frozenset[Channel]]
    at_once: ClassVar[bool] = False
    """Delivers within the call; others deliver behind it: nobody waits for a gateway, or learns from waiting."""

    @abstractmethod
    def check_config(self) -> None:
        """Raises Refusal naming the setting that is missing or wrong."""

    @abstractmethod
    def deliver(self, message: Message) -> None:
        """Hand it over, once per reference. Raises NotDelivered."""
