"""What wallets answer: checked, sealed for the browser that asked, read once."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.utils.crypto import constant_time_compare

from wasl.core.conf import settings
from wasl.core.log import event
from wasl.identity.wallet.asking import QUERY, answer_key, client_id, waiting
from wasl.identity.wallet.checking import Checked, Shown, check_credential
from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.encryption import opened
from wasl.identity.wallet.models import Asking
from wasl.identity.wallet.vault import keyed, seal, unseal

DECLINED = "declined"
_SEALED_FOR = "answer"


class Progress(StrEnum):
    """How an asking stands, for the browser that asked."""

    WAITING = "waiting"
    ANSWERED = "answered"
    DECLINED = "declined"  # the wallet, or its holder, said no
    READ = "read"  # it was shown already
    GONE = "gone"  # unknown, too old, or of another browser


@dataclass(frozen=True)
class Answer:
    progress: Progress
    kind: str = ""
    claims: list[tuple[str, Any]] = field(default_factory=list)


def take_answer(reference: str, form: Mapping[str, str]) -> str | None:
    """Check what the wallet posts; where the browser goes on, if it is the wallet's own. Raises Denied.

    A bad answer ends nothing: the right wallet may still come. A good one is taken once.
    """
    row = waiting(reference)
    if row is None:
        raise Denied("invalid_request", "nothing waits for this answer: it is unknown, answered or too old")
    told = _told(row, form)
    if not isinstance(state := told.get("state"), str) or not constant_time_compare(state, row.state):
        raise Denied("invalid_request", "state is not that of the request")
    if "error" in told:
        _close(row, refusal=DECLINED)
        return None
    found = _checked(row, told.get("vp_token"))
    code = secrets.token_urlsafe(32)
    sealed = seal(_SEALED_FOR, json.dumps(found.told(), ensure_ascii=False).encode())
    _close(row, answer=sealed, answer_code=keyed("answer-code", code))
    event("wallet.presented", kind=row.kind)
    here = f"{settings().public_address}/verifier/asked/{reference}/"
    return f"{here}?response_code={code}" if row.same_device else None


def _told(row: Asking, form: Mapping[str, str]) -> dict[str, Any]:
    if "error" in form:
        return dict(form)
    if row.encrypted:
        if "response" not in form:
            raise Denied("invalid_request", "the answer must be encrypted: send it as response")
        return opened(form["response"], answer_key(row))
    try:
        return {"state": form.get("state"), "vp_token": json.loads(form.get("vp_token", ""))}
    except (ValueError, RecursionError) as error:
        raise Denied("invalid_request", "vp_token is not JSON") from error


def _checked(row: Asking, vp_token: object) -> Checked:
    given = vp_token.get(QUERY) if isinstance(vp_token, dict) and list(vp_token) == [QUERY] else None
    if not isinstance(given, list) or len(given) != 1 or not isinstance(given[0], str):
        raise Denied("invalid_request", f"vp_token must be an object: {QUERY}, with an array of one presentation")
    found = check_credential(given[0], Shown(client_id(), row.nonce))
    if not found.ok:
        raise Denied("invalid_request", f"{found.problem}: {found.why}")
    if found.kind is None or found.kind.id != row.kind:
        raise Denied("invalid_request", "the credential is of another kind")
    disclosed = {name for name, _ in found.told()}
    if lost := [path for path in row.claims if ".".join(path) not in disclosed]:
        raise Denied("invalid_request", f"not disclosed: {', '.join('.'.join(path) for path in lost)}")
    return found


def _close(row: Asking, **values: object) -> None:
    if not Asking.objects.filter(pk=row.pk, answered=None).update(answered=datetime.now(UTC), **values):
        raise Denied("invalid_request", "this request was answered before")


def progress(reference: str, session: str) -> Progress:
    """Without reading the answer."""
    row = Asking.objects.filter(reference=reference, session=keyed("session", session)).first()
    if row is None or (row.answered is None and row.expires < datetime.now(UTC)):
        return Progress.GONE
    if row.answered is None:
        return Progress.WAITING
    if row.refusal:
        return Progress.DECLINED
    return Progress.READ if row.read or row.expires < datetime.now(UTC) else Progress.ANSWERED


def read_answer(reference: str, session: str, code: str = "") -> Answer:
    """Once, by the browser that asked; where the wallet is on the same device, with the code that it sent back."""
    stands = progress(reference, session)
    if stands is not Progress.ANSWERED:
        return Answer(stands)
    row = Asking.objects.get(reference=reference)
    if row.same_device and not constant_time_compare(keyed("answer-code", code), row.answer_code):
        return Answer(Progress.WAITING)
    if not Asking.objects.filter(pk=row.pk, read=None).update(read=datetime.now(UTC), answer=None):
        return Answer(Progress.READ)
    claims = json.loads(unseal(_SEALED_FOR, bytes(row.answer or b"")))
    return Answer(Progress.ANSWERED, row.kind, [(name, value) for name, value in claims])
