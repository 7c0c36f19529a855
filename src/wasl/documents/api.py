"""Documents promise: each is issued once, anybody can check that it was, and its content stays behind the door.

Whose documents they are and what they say is read inside a passage (`wasl.trust.api.passing`) only.
"""

from wasl.documents.checking import Checked, Standing, check, standing_of
from wasl.documents.finding import document, documents_for, documents_of, why_revoked
from wasl.documents.issuing import Draft, issue
from wasl.documents.models import Document
from wasl.documents.paper import pdf
from wasl.documents.revoking import revoke

__all__ = [
    "Checked",
    "Document",
    "Draft",
    "Standing",
    "check",
    "document",
    "documents_for",
    "documents_of",
    "issue",
    "pdf",
    "revoke",
    "standing_of",
    "why_revoked",
]
