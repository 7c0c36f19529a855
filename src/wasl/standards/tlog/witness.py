"""The witness's doors (C2SP tlog-witness): logs ask for a cosignature, monitors ask what was last cosigned."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

import wasl.trust.checking.api as checking
from wasl.core.reading import for_readers
from wasl.standards.tlog.views import FOR_SECONDS, nothing, plain
from wasl.trust.checking.api import Answer, Verdict

WORDS = {
    Verdict.MALFORMED: "the request is not written as C2SP tlog-witness says\n",
    Verdict.UNSIGNED: "the checkpoint is not signed by a key of that log that this witness trusts\n",
    Verdict.UNKNOWN_LOG: "this witness does not watch that log\n",
    Verdict.UNPROVEN: "the checkpoint does not follow from what this witness has seen; both are kept\n",
}


@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """No session and no cookie plays a part: the log's signature is all that counts."""
    try:
        return _said(checking.answer_to(request.body))
    except RequestDataTooBig:
        return _said(Answer(Verdict.MALFORMED))


@for_readers
def seen(request: HttpRequest, origin_hash: str) -> HttpResponse:
    note = checking.seen_of(origin_hash)
    return plain(note, keep=FOR_SECONDS) if note else nothing(request)


@for_readers
def key(request: HttpRequest) -> HttpResponse:
    return plain(f"{checking.cosigner().key.vkey}\n")


def _said(answer: Answer) -> HttpResponse:
    if answer.verdict is Verdict.COSIGNED:
        return plain(answer.lines)
    if answer.verdict is not Verdict.ELSEWHERE:
        return plain(WORDS[answer.verdict], answer.verdict.value)
    return HttpResponse(f"{answer.size}\n", status=answer.verdict.value, content_type="text/x.tlog.size")
