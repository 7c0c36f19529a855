"""Which role may do what: one table. Which data a look may see is for the policies of the pack to say."""

from enum import StrEnum

from wasl.identity.models import Role


class May(StrEnum):
    """What pages of staff are for."""

    LOOK_AT_PERSONS = "look-at-persons"  # find somebody, see the picture
    DECIDE_LINKS = "decide-links"  # the stewards' desk
    SEE_QUALITY = "see-quality"
    ANSWER_REQUESTS = "answer-requests"  # of citizens, about their data
    WATCH_LOOKS = "watch-looks"  # read what the watch found
    PROTECT = "protect"  # decide about what it found, incidents, emergencies
    SEE_POLICIES = "see-policies"
    PROPOSE_POLICIES = "propose-policies"
    SERVE_AT_COUNTER = "serve-at-counter"  # raise a person's assurance, register them
    LEAD_STAFF = "lead-staff"  # invite, move, suspend the staff of the own office
    WORK_ON_CASES = "work-on-cases"  # of the own office, as far as the service lets the role
    RUN_PLATFORM = "run-platform"  # relying parties, keys


MAY: dict[Role, frozenset[May]] = {
    Role.OFFICER: frozenset({May.LOOK_AT_PERSONS, May.ANSWER_REQUESTS}),
    Role.STEWARD: frozenset({May.LOOK_AT_PERSONS, May.DECIDE_LINKS, May.SEE_QUALITY}),
    Role.AUDITOR: frozenset({May.SEE_QUALITY, May.WATCH_LOOKS, May.SEE_POLICIES}),
    Role.OPERATOR: frozenset({May.SEE_QUALITY, May.RUN_PLATFORM}),
    Role.PROTECTION: frozenset(
        {May.ANSWER_REQUESTS, May.WATCH_LOOKS, May.PROTECT, May.SEE_POLICIES, May.PROPOSE_POLICIES}
    ),
    Role.AGENT: frozenset({May.SERVE_AT_COUNTER, May.WORK_ON_CASES}),
    Role.CASE_WORKER: frozenset({May.WORK_ON_CASES}),
    Role.OFFICE_HEAD: frozenset({May.LEAD_STAFF, May.WORK_ON_CASES}),
}

GIVEN_BY_HEADS = frozenset({Role.OFFICER, Role.STEWARD, Role.AGENT, Role.CASE_WORKER, Role.OFFICE_HEAD})
"""Roles that an office head may ask for in their own office; the others watch over offices from outside."""


def may(role: str, what: May) -> bool:
    """
    >>> may("agent", May.SERVE_AT_COUNTER), may("office-head", May.LOOK_AT_PERSONS), may("minister", May.PROTECT)
    (True, False, False)
    """
    return role in Role and what in MAY[Role(role)]


def who_may(what: May) -> frozenset[Role]:
    return frozenset(role for role in Role if may(role, what))
