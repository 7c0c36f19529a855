"""The wallet promises: a credential says what a register said when its person asked for it, can be shown in part, can
be taken back at any time, and is checked by anyone without telling us.

`check_credential(text)` is for paper and QR codes; `ask` and `read_answer` for wallets. `recheck` holds what is in
force against the registers and is meant for every night.
"""

from wasl.identity.wallet.addresses import issuer, status_list, vct
from wasl.identity.wallet.answering import Answer, Progress, progress, read_answer, take_answer
from wasl.identity.wallet.asking import Asked, ask, client_id, link_to, request_object, waiting
from wasl.identity.wallet.attestation import attested_client
from wasl.identity.wallet.checking import Checked, Problem, Shown, check_credential
from wasl.identity.wallet.codes import Wished, allow, exchanged, wished
from wasl.identity.wallet.credentials import TYPE
from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.dpop import thumbprint
from wasl.identity.wallet.encryption import CONTENT, KEY_ALGORITHM, closed, opened, our_key, wish
from wasl.identity.wallet.grants import Given, grant, grant_of, redeemed
from wasl.identity.wallet.issued import (
    Line,
    Why,
    issued_to,
    lift,
    revoke,
    suspend,
    take_back,
    wallet_said,
)
from wasl.identity.wallet.issuing import Later, Made, issue, issue_deferred
from wasl.identity.wallet.keys import ALGORITHM, public_keys, rotate, signing_key
from wasl.identity.wallet.kinds import Claim, Kind, kinds
from wasl.identity.wallet.models import Grant, Standing, Use
from wasl.identity.wallet.nonces import forget, nonce
from wasl.identity.wallet.offers import (
    DIGITS,
    PRE_AUTHORISED,
    Offered,
    code_of,
    offer,
    offer_document,
    offer_link,
    whole_offer_link,
)
from wasl.identity.wallet.proofs import BATCH
from wasl.identity.wallet.rechecking import Rechecked, recheck
from wasl.identity.wallet.status import numbers as status_lists
from wasl.identity.wallet.status import token as status_token
from wasl.identity.wallet.trust_list import clients, issuers

__all__ = [
    "ALGORITHM",
    "BATCH",
    "CONTENT",
    "DIGITS",
    "KEY_ALGORITHM",
    "PRE_AUTHORISED",
    "TYPE",
    "Answer",
    "Asked",
    "Checked",
    "Claim",
    "Denied",
    "Given",
    "Grant",
    "Kind",
    "Later",
    "Line",
    "Made",
    "Offered",
    "Problem",
    "Progress",
    "Rechecked",
    "Shown",
    "Standing",
    "Use",
    "Why",
    "Wished",
    "allow",
    "ask",
    "attested_client",
    "check_credential",
    "client_id",
    "clients",
    "closed",
    "code_of",
    "exchanged",
    "forget",
    "grant",
    "grant_of",
    "issue",
    "issue_deferred",
    "issued_to",
    "issuer",
    "issuers",
    "kinds",
    "lift",
    "link_to",
    "nonce",
    "offer",
    "offer_document",
    "offer_link",
    "opened",
    "our_key",
    "progress",
    "public_keys",
    "read_answer",
    "recheck",
    "redeemed",
    "request_object",
    "revoke",
    "rotate",
    "signing_key",
    "status_list",
    "status_lists",
    "status_token",
    "suspend",
    "take_answer",
    "take_back",
    "thumbprint",
    "vct",
    "waiting",
    "wallet_said",
    "whole_offer_link",
    "wish",
    "wished",
]
