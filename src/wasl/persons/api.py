"""Persons promises: who is who across the registers, and one picture of each, never without purpose and trace.

A handle stays with its person for ever and appears in addresses and logs, where a national number never does.
"""

from wasl.persons.changes import Feed, Happened, feed
from wasl.persons.facts import Fact, FactValue, Source
from wasl.persons.family import Relative
from wasl.persons.finding import Found, Query, search
from wasl.persons.following import Dependent
from wasl.persons.linking import link_registers
from wasl.persons.models import LinkRun
from wasl.persons.outcomes import Outcome, State
from wasl.persons.overview import PlatformStatus, RegisterStatus, RunStatus, status
from wasl.persons.picture import Entry, Gap, Picture, Section, Shown, Unsure, family, picture
from wasl.persons.stewarding import (
    Given,
    Pair,
    PairKey,
    Said,
    Waiting,
    depending,
    give,
    opinions,
    others_of_row,
    pair,
    queue,
    waiting,
    withdraw,
)
from wasl.persons.verdicts import Asks, Verdict

__all__ = [
    "Asks",
    "Dependent",
    "Entry",
    "Fact",
    "FactValue",
    "Feed",
    "Found",
    "Gap",
    "Given",
    "Happened",
    "LinkRun",
    "Outcome",
    "Pair",
    "PairKey",
    "Picture",
    "PlatformStatus",
    "Query",
    "RegisterStatus",
    "Relative",
    "RunStatus",
    "Said",
    "Section",
    "Shown",
    "Source",
    "State",
    "Unsure",
    "Verdict",
    "Waiting",
    "depending",
    "family",
    "feed",
    "give",
    "link_registers",
    "opinions",
    "others_of_row",
    "pair",
    "picture",
    "queue",
    "search",
    "status",
    "waiting",
    "withdraw",
]
