"""Protection promises: misuse of data is looked for, and whoever answers for it has terms, evidence and an outcome."""

from wasl.protection.activities import Activity, activities
from wasl.protection.cases import CLOSED, case, move, ranked
from wasl.protection.emergencies import answer as answer_emergency
from wasl.protection.emergencies import justify, of_account, to_answer
from wasl.protection.emergencies import note as note_emergency
from wasl.protection.incidents import (
    Account,
    Clock,
    Stand,
    authority_clock,
    close,
    concern,
    concerned,
    incidents,
    mark_sent,
    people_clock,
    register,
    revise,
)
from wasl.protection.incidents import find as incident
from wasl.protection.models import Case, Emergency, Incident, Notice, PublicFigure, RetentionRun, WatchRun
from wasl.protection.notices import Received, notices_for
from wasl.protection.notices import make as make_notice
from wasl.protection.objections import report_objection
from wasl.protection.public import mark_public, public_figures, unmark_public
from wasl.protection.retention import Due
from wasl.protection.retention import due as retention_due
from wasl.protection.retention import run as retain
from wasl.protection.retention import runs as retention_runs
from wasl.protection.terms import Terms, terms
from wasl.protection.watching.watch import watch

__all__ = [
    "CLOSED",
    "Account",
    "Activity",
    "Case",
    "Clock",
    "Due",
    "Emergency",
    "Incident",
    "Notice",
    "PublicFigure",
    "Received",
    "RetentionRun",
    "Stand",
    "Terms",
    "WatchRun",
    "activities",
    "answer_emergency",
    "authority_clock",
    "case",
    "close",
    "concern",
    "concerned",
    "incident",
    "incidents",
    "justify",
    "make_notice",
    "mark_public",
    "mark_sent",
    "move",
    "note_emergency",
    "notices_for",
    "of_account",
    "people_clock",
    "public_figures",
    "ranked",
    "register",
    "report_objection",
    "retain",
    "retention_due",
    "retention_runs",
    "revise",
    "terms",
    "to_answer",
    "unmark_public",
    "watch",
]
