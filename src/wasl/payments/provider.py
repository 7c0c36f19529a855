"""What a provider of payments promises."""

from abc import ABC, abstractmethod
from typing import ClassVar

from wasl.payments.models import Payment


class Provider(ABC):
    """A way by which money reaches the state. What it reports comes in by `settle` and `refuse`."""

    id: ClassVar[str]
    moves_money: ClassVar[bool] = True

    @abstractmethod
    def check_config(self) -> None:
        """Raises Refusal naming the setting that is missing or wrong."""

    @abstractmethod
    def give_back(self, payment: Payment) -> None:
        """Hand the whole sum back, once per payment however often it is called. Raises Refusal where it cannot."""
