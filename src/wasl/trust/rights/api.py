"""The door of rights: what people ask for about their own data, the desks that answer, and the alerts they chose.

A request holds no value of a register, only what it is about and what the person wrote. Every step is kept.
"""

from wasl.trust.rights.alerts import alerts_of, choose, chosen, ring, seen, unseen
from wasl.trust.rights.answering import Desk, days_left, overdue
from wasl.trust.rights.asking import Subject, ask, objection_to, request_of, requests_of
from wasl.trust.rights.looks import all_looks
from wasl.trust.rights.models import LONGEST_WORDS, OUTCOMES, Alarm, Alert, Request, Right, State, Step
from wasl.trust.rights.paper import Chapter, Group, Sheet, paper
from wasl.trust.rights.rules import No, Rules, Term, rules

__all__ = [
    "LONGEST_WORDS",
    "OUTCOMES",
    "Alarm",
    "Alert",
    "Chapter",
    "Desk",
    "Group",
    "No",
    "Request",
    "Right",
    "Rules",
    "Sheet",
    "State",
    "Step",
    "Subject",
    "Term",
    "alerts_of",
    "all_looks",
    "ask",
    "choose",
    "chosen",
    "days_left",
    "objection_to",
    "overdue",
    "paper",
    "request_of",
    "requests_of",
    "ring",
    "rules",
    "seen",
    "unseen",
]
