"""The country pack, checked as a whole: whoever holds a `Pack` may rely on every name in it standing for something.

`pack()` is the one of this deployment. `load_yaml_model` reads other YAML files (manifests of registers) with the same
care: every fault with its file, line and how to mend it.
"""

from functools import lru_cache
from pathlib import Path

from wasl.core.conf import settings
from wasl.core.text import Text
from wasl.country.csvfile import read_csv
from wasl.country.faults import Fault, PackError, unknown
from wasl.country.identifier import Identifier, IdentifierScheme, InvalidIdentifier
from wasl.country.loader import load
from wasl.country.model import (
    AgreementEntry,
    City,
    Concept,
    Governorate,
    HelpLine,
    Hub,
    NamePart,
    Names,
    Pack,
    Policies,
    PolicyExample,
    PolicyRule,
    Programme,
    Purpose,
    Section,
    Service,
    WithheldRows,
)
from wasl.country.money import written_sum
from wasl.country.relying import ClaimEntry, PartyEntry, Relying, checked_relying
from wasl.country.yamlfile import Document, load_yaml_model, read_yaml

__all__ = [
    "AgreementEntry",
    "City",
    "ClaimEntry",
    "Concept",
    "Document",
    "Fault",
    "Governorate",
    "HelpLine",
    "Hub",
    "Identifier",
    "IdentifierScheme",
    "InvalidIdentifier",
    "NamePart",
    "Names",
    "Pack",
    "PackError",
    "PartyEntry",
    "Policies",
    "PolicyExample",
    "PolicyRule",
    "Programme",
    "Purpose",
    "Relying",
    "Section",
    "Service",
    "WithheldRows",
    "load",
    "load_yaml_model",
    "pack",
    "read_csv",
    "read_yaml",
    "relying",
    "sum_of_money",
    "unknown",
]


def pack() -> Pack:
    """The pack that the settings name, loaded once. Raises PackError."""
    return _standing(settings().country)


@lru_cache(maxsize=4)
def _standing(code: str) -> Pack:
    return load(Path(__file__).parent / code)


def relying() -> Relying:
    """What relying parties of OpenID may ask for in this country. Raises PackError."""
    return _relying(settings().country)


@lru_cache(maxsize=4)
def _relying(code: str) -> Relying:
    return checked_relying(_standing(code))


def sum_of_money(amount: int) -> Text:
    """Minor units of the country's currency, in both languages."""
    return written_sum(amount, pack().currency)
