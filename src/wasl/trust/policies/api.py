"""The door of policies: what stands, what is proposed, what it would change, and how the state looks at people's data.

One person proposes and submits, another decides; what is published decides the very next look in every process.
"""

from wasl.trust.policies.checking import FailedExample, Found, Trouble, check_examples, check_rules
from wasl.trust.policies.differences import Difference, differences
from wasl.trust.policies.editions import Edition, current, edition
from wasl.trust.policies.models import PolicyEdition, PolicyProposal
from wasl.trust.policies.proposing import (
    State,
    acknowledge,
    amend,
    bring_up,
    digest,
    history,
    is_simulated,
    keep_simulation,
    leave_out,
    proposal,
    proposals,
    propose,
    proposed,
    publish,
    reject,
    submit,
    take_back,
    to_acknowledge,
    withdraw,
)
from wasl.trust.policies.simulating import EFFECTS, Simulation, effect_sentence, simulate
from wasl.trust.policies.telling import Fault, faults_of, told_of, yaml_of
from wasl.trust.policies.usage import HOW, Month, bring_up_to_date, month, months, trend
from wasl.trust.policies.words import (
    CHANNELS,
    RuleWords,
    office_name,
    purpose_name,
    role_name,
    rule_words,
    section_name,
)

__all__ = [
    "CHANNELS",
    "EFFECTS",
    "HOW",
    "Difference",
    "Edition",
    "FailedExample",
    "Fault",
    "Found",
    "Month",
    "PolicyEdition",
    "PolicyProposal",
    "RuleWords",
    "Simulation",
    "State",
    "Trouble",
    "acknowledge",
    "amend",
    "bring_up",
    "bring_up_to_date",
    "check_examples",
    "check_rules",
    "current",
    "differences",
    "digest",
    "edition",
    "effect_sentence",
    "faults_of",
    "history",
    "is_simulated",
    "keep_simulation",
    "leave_out",
    "month",
    "months",
    "office_name",
    "proposal",
    "proposals",
    "propose",
    "proposed",
    "publish",
    "purpose_name",
    "reject",
    "role_name",
    "rule_words",
    "section_name",
    "simulate",
    "submit",
    "take_back",
    "to_acknowledge",
    "told_of",
    "trend",
    "withdraw",
    "yaml_of",
]
