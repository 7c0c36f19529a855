"""Consent promises: what a person agreed to is what can be read, from the next read on, and nobody changes it unseen.

`in_force` and `standing` are for the door of every read; `give`, `refuse`, `withdraw`, `records_of` and
`agreements_for` for the person's own pages. Whoever calls one that changes something writes the access log.
"""

from wasl.trust.consent.agreements import Published, agreement, agreements, close, ensure_agreements, publish
from wasl.trust.consent.giving import Saying, draft, forget, give, opens, refuse, withdraw, written_down
from wasl.trust.consent.governing import Governing, abolish, govern, policies, policy
from wasl.trust.consent.guardians import Guardian, of_age_from
from wasl.trust.consent.history import News, Offered, agreements_for, given, newest_of, news, recorded, records_of
from wasl.trust.consent.individuals import (
    Known,
    individual,
    individual_known_as,
    individual_of,
    individuals,
    keep_individual,
)
from wasl.trust.consent.keys import is_signed, signer
from wasl.trust.consent.models import Answer, ConsentRecord, Revision, State
from wasl.trust.consent.records import Given, Step
from wasl.trust.consent.revising import AGREEMENT, POLICY, RECORD, Author
from wasl.trust.consent.rows import revisions
from wasl.trust.consent.shapes import Agreement, Controller, DataPolicy, LawfulBasis, canonical, known_id
from wasl.trust.consent.signing import evidence_of, sign, update
from wasl.trust.consent.standing import Grant, in_force, standing
from wasl.trust.consent.verifying import Checked, Finding, verify_all, verify_chain
from wasl.trust.consent.webhooks import (
    Hook,
    due_webhooks,
    failed_webhook,
    keep_webhook,
    remove_webhook,
    told_webhook,
    webhook,
    webhooks,
)

__all__ = [
    "AGREEMENT",
    "POLICY",
    "RECORD",
    "Agreement",
    "Answer",
    "Author",
    "Checked",
    "ConsentRecord",
    "Controller",
    "DataPolicy",
    "Finding",
    "Given",
    "Governing",
    "Grant",
    "Guardian",
    "Hook",
    "Known",
    "LawfulBasis",
    "News",
    "Offered",
    "Published",
    "Revision",
    "Saying",
    "State",
    "Step",
    "abolish",
    "agreement",
    "agreements",
    "agreements_for",
    "canonical",
    "close",
    "draft",
    "due_webhooks",
    "ensure_agreements",
    "evidence_of",
    "failed_webhook",
    "forget",
    "give",
    "given",
    "govern",
    "in_force",
    "individual",
    "individual_known_as",
    "individual_of",
    "individuals",
    "is_signed",
    "keep_individual",
    "keep_webhook",
    "known_id",
    "newest_of",
    "news",
    "of_age_from",
    "opens",
    "policies",
    "policy",
    "publish",
    "recorded",
    "records_of",
    "refuse",
    "remove_webhook",
    "revisions",
    "sign",
    "signer",
    "standing",
    "told_webhook",
    "update",
    "verify_all",
    "verify_chain",
    "webhook",
    "webhooks",
    "withdraw",
    "written_down",
]
