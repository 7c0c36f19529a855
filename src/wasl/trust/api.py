"""Trust promises: nobody looks at a person without a lawful purpose, sees more than it covers, or leaves no trace."""

from wasl.country.api import Purpose
from wasl.trust.ledger import Entry, anchor, entries_for, record
from wasl.trust.look import Asked, Decision, Kind, Look, Question, Refused, decide
from wasl.trust.purposes import purpose, purposes
from wasl.trust.verifying import Finding, Verification, verify

__all__ = [
    "Asked",
    "Decision",
    "Entry",
    "Finding",
    "Kind",
    "Look",
    "Purpose",
    "Question",
    "Refused",
    "Verification",
    "anchor",
    "decide",
    "entries_for",
    "purpose",
    "purposes",
    "record",
    "verify",
]
