"""Persons promises: who is who across the registers, and one picture of each, never without purpose and trace.

A handle stays with its person for ever and appears in addresses and logs, where a national number never does.
"""

from wasl.persons.agreeing import agree
from wasl.persons.beside import Beside, Line, Rival, beside, named
from wasl.persons.changes import Feed, Happened, feed, history_of
from wasl.persons.closeness import governorates_in_bulk, homes_in_bulk, relatives_in_bulk
from wasl.persons.differences import Agreement, Difference, Piece, Side
from wasl.persons.examples import Example, adults, elders, examples, parents
from wasl.persons.explaining import Spoken
from wasl.persons.facts import Fact, FactValue, Source
from wasl.persons.fairness import Rate
from wasl.persons.family import Relative
from wasl.persons.finding import Found, Query, handle_of_number, search
from wasl.persons.following import Dependent
from wasl.persons.guardians import NO_GUARDIAN, Guardianship, guardian_of, wards_of
from wasl.persons.handles import made_up_handles
from wasl.persons.keys import row_keys
from wasl.persons.linking import link_registers
from wasl.persons.models import LinkRun
from wasl.persons.needed import Needed, needed
from wasl.persons.outcomes import Outcome, State
from wasl.persons.overview import PlatformStatus, RegisterStatus, RunStatus, status
from wasl.persons.picture import (
    FACT,
    SECTION,
    Entry,
    Gap,
    Picture,
    Section,
    Shown,
    Unsure,
    everything_asked,
    family,
    picture,
)
from wasl.persons.report import Drawings, RegisterLine
from wasl.persons.report import Report as QualityReport
from wasl.persons.report import report_of as quality_report
from wasl.persons.report_file import report_file, write_report
from wasl.persons.show import formatter, plain, show_boolean, show_integer
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
from wasl.persons.subjects import Told
from wasl.persons.verdicts import Asks, Verdict
from wasl.persons.vouching import Heard, Statement, Vouched, Witnesses, hear
from wasl.persons.wanted import Kin, Wanted, WantedFact, WantedRows

__all__ = [
    "FACT",
    "NO_GUARDIAN",
    "SECTION",
    "Agreement",
    "Asks",
    "Beside",
    "Dependent",
    "Difference",
    "Drawings",
    "Entry",
    "Example",
    "Fact",
    "FactValue",
    "Feed",
    "Found",
    "Gap",
    "Given",
    "Guardianship",
    "Happened",
    "Heard",
    "Kin",
    "Line",
    "LinkRun",
    "Needed",
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
    "Statement",
    "Told",
    "Unsure",
    "Verdict",
    "Vouched",
    "Waiting",
    "Wanted",
    "WantedFact",
    "WantedRows",
    "Witnesses",
    "adults",
    "agree",
    "beside",
    "depending",
    "elders",
    "everything_asked",
    "examples",
    "family",
    "feed",
    "formatter",
    "give",
    "governorates_in_bulk",
    "guardian_of",
    "handle_of_number",
    "hear",
    "history_of",
    "homes_in_bulk",
    "link_registers",
    "made_up_handles",
    "named",
    "needed",
    "opinions",
    "pair",
    "parents",
    "picture",
    "plain",
    "quality_report",
    "queue",
    "relatives_in_bulk",
    "report_file",
    "row_keys",
    "search",
    "show_boolean",
    "show_integer",
    "status",
    "waiting",
    "wards_of",
    "withdraw",
    "write_report",
]
