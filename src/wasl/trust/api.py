"""Trust promises: nobody looks at a person without a lawful purpose, sees more than it covers, or leaves no trace."""

from wasl.country.api import Purpose
from wasl.trust.deciding import Asked, Decision, Question, Refused, decide, open_purposes, opens_in_emergency
from wasl.trust.door import LeftOpenError, Passage, figures, own_words, passing, upkeep
from wasl.trust.log.api import Entry, Finding, Verification, anchor, looks_at, record, verify
from wasl.trust.look import Assurance, Kind, Look
from wasl.trust.purposes import purpose, purposes

__all__ = [
    "Asked",
    "Assurance",
    "Decision",
    "Entry",
    "Finding",
    "Kind",
    "LeftOpenError",
    "Look",
    "Passage",
    "Purpose",
    "Question",
    "Refused",
    "Verification",
    "anchor",
    "decide",
    "figures",
    "looks_at",
    "open_purposes",
    "opens_in_emergency",
    "own_words",
    "passing",
    "purpose",
    "purposes",
    "record",
    "upkeep",
    "verify",
]
