"""The GovStack adapters promise what the definitions say; here is what the command line needs of them."""

from wasl.standards.govstack.consent.hooks import Told, deliver

__all__ = ["Told", "deliver"]
