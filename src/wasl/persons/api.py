"""Persons promises: who is who across the registers, and one picture of each, never without purpose and trace.

A handle stays with its person for ever and appears in addresses and logs, where a national number never does.
"""

from wasl.persons.beside import Beside, Line, Rival, beside, named
from wasl.persons.changes import Feed, Happened, feed, history_of
from wasl.persons.differences import Agreement, Difference, Piece, Side
from wasl.persons.explaining import Spoken
from wasl.persons.facts import Fact, FactValue, Source
from wasl.persons.fairness import Rate
from wasl.persons.family import Relative
from wasl.persons.finding import Found, Query, search
from wasl.persons.following import Dependent
from wasl.persons.linking import link_registers
from wasl.persons.models import LinkRun
from wasl.persons.outcomes import Outcome, State
from wasl.persons.overview import PlatformStatus, RegisterStatus, RunStatus, status
from wasl.persons.picture import Entry, Gap, Picture, Section, Shown, Unsure, family, picture
from wasl.persons.report import Drawings, RegisterLine
from wasl.persons.report import Report as QualityReport
from wasl.persons.report import report_of as quality_report
from wasl.persons.report_file import report_file, write_report
from wasl.persons.stewarding import (
    Given,
    Pair,
    PairKey,
    Said,
    Waiting,
    depending,
    give,
    opinions,
    pair,
    queue,
    waiting,
    withdraw,
)
from wasl.persons.verdicts import Asks, Verdict

__all__ = [
    "Agreement",
    "Asks",
    "Beside",
    "Dependent",
    "Difference",
    "Drawings",
    "Entry",
    "Fact",
    "FactValue",
    "Feed",
    "Found",
    "Gap",
    "Given",
    "Happened",
    "Line",
    "LinkRun",
    "Outcome",
    "Pair",
    "PairKey",
    "Picture",
    "Piece",
    "PlatformStatus",
    "QualityReport",
    "Query",
    "Rate",
    "RegisterLine",
    "RegisterStatus",
    "Relative",
    "Rival",
    "RunStatus",
    "Said",
    "Section",
    "Shown",
    "Side",
    "Source",
    "Spoken",
    "State",
    "Unsure",
    "Verdict",
    "Waiting",
    "beside",
    "depending",
    "family",
    "feed",
    "give",
    "history_of",
    "link_registers",
    "named",
    "opinions",
    "pair",
    "picture",
    "quality_report",
    "queue",
    "report_file",
    "search",
    "status",
    "waiting",
    "withdraw",
    "write_report",
]
