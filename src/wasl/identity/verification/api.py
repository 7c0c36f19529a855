"""Verification promises: "is this person who they say?" is answered yes, partly or no, and nothing else leaves.

Every answer has one purpose, an entry of the ledger that names the person, and a limit to how often it may be asked. A
number that is nobody's is answered as any other that does not agree.
"""

from wasl.identity.verification.answer import REFER, WORDS, Answer, Verdict
from wasl.identity.verification.codes import SENT, check_code, send_code
from wasl.identity.verification.documents.capture import Checked, Claim, capture, check_document
from wasl.identity.verification.documents.checkers import Checker, Told, checkers, is_credential, register
from wasl.identity.verification.faces import IS_DEMO, FaceAnswer, FaceComparer, compare_faces, face_comparer
from wasl.identity.verification.history import Past, asked_by, count_of, one_of
from wasl.identity.verification.limits import TooOften
from wasl.identity.verification.models import Asking
from wasl.identity.verification.question import Question, question
from wasl.identity.verification.terms import Fact, terms
from wasl.identity.verification.verifying import PURPOSE, NotNow, Twice, verify
from wasl.linkage import Alike

__all__ = [
    "IS_DEMO",
    "PURPOSE",
    "REFER",
    "SENT",
    "WORDS",
    "Alike",
    "Answer",
    "Asking",
    "Checked",
    "Checker",
    "Claim",
    "FaceAnswer",
    "FaceComparer",
    "Fact",
    "NotNow",
    "Past",
    "Question",
    "Told",
    "TooOften",
    "Twice",
    "Verdict",
    "asked_by",
    "capture",
    "check_code",
    "check_document",
    "checkers",
    "compare_faces",
    "count_of",
    "face_comparer",
    "is_credential",
    "one_of",
    "question",
    "register",
    "send_code",
    "terms",
    "verify",
]
