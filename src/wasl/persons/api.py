"""Persons promises: who is who across the registers, and one picture of each, never without purpose and trace.

A handle stays with its person for ever and appears in addresses and logs, where a national number never does.
"""

from wasl.persons.facts import Fact, FactValue, Source
from wasl.persons.family import Relative
from wasl.persons.finding import Found, Query, search
from wasl.persons.linking import link_registers
from wasl.persons.models import LinkRun
from wasl.persons.outcomes import Outcome, State
from wasl.persons.overview import PlatformStatus, RegisterStatus, RunStatus, status
from wasl.persons.picture import Entry, Gap, Picture, Section, Shown, Unsure, family, picture

__all__ = [
    "Entry",
    "Fact",
    "FactValue",
    "Found",
    "Gap",
    "LinkRun",
    "Outcome",
    "Picture",
    "PlatformStatus",
    "Query",
    "RegisterStatus",
    "Relative",
    "RunStatus",
    "Section",
    "Shown",
    "Source",
    "State",
    "Unsure",
    "family",
    "link_registers",
    "picture",
    "search",
    "status",
]
