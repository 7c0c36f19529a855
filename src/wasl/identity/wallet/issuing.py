"""From an access token and proofs to credentials: at once, or deferred where the register does not answer in time."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.identity.wallet import credentials, status, values
from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.kinds import Kind, kinds
from wasl.identity.wallet.models import Deferred, Grant, Issued
from wasl.identity.wallet.proofs import holder_keys
from wasl.identity.wallet.vault import keyed
from wasl.trust.api import Assurance

WAITS = timedelta(hours=24)
INTERVAL = 15
"""Seconds after which a wallet may ask again for a deferred credential."""


@dataclass(frozen=True)
class Made:
    """Credentials, each for another key of the wallet."""

    credentials: list[str]
    notification: str


@dataclass(frozen=True)
class Later:
    transaction: str
    interval: int = INTERVAL


def issue(grant: Grant, asked: dict[str, Any]) -> Made | Later:
    """Answer a credential request (OpenID4VCI section 8.2). Raises Denied."""
    kind = _kind(grant, asked)
    keys = holder_keys(asked.get("proofs"))
    try:
        return _made(kind, grant, keys)
    except values.NotYet:
        return _defer(grant, keys)


def issue_deferred(grant: Grant, transaction_id: object) -> Made | Later:
    """Ask again for what was deferred. Raises Denied: invalid_transaction_id."""
    row = _waiting(grant, transaction_id)
    try:
        made = _made(_known(grant.kind), grant, row.keys)
    except values.NotYet:
        return Later(row.transaction)
    if not Deferred.objects.filter(pk=row.pk, answered=None).update(answered=datetime.now(UTC)):
        raise Denied("invalid_transaction_id", "this was answered before")
    return made


def _kind(grant: Grant, asked: dict[str, Any]) -> Kind:
    identifier, configuration = asked.get("credential_identifier"), asked.get("credential_configuration_id")
    if (identifier is None) == (configuration is None):
        raise Denied("invalid_credential_request", "name either credential_identifier or credential_configuration_id")
    if identifier is not None and identifier != grant.identifier:
        raise Denied("unknown_credential_identifier", "the access token opens no credential of this identifier")
    if configuration is not None and configuration not in kinds():
        raise Denied("unknown_credential_configuration", "there is no credential of this configuration")
    if configuration is not None and configuration != grant.kind:
        raise Denied("invalid_credential_request", "the access token opens another configuration")
    return _known(grant.kind)


def _known(kind: str) -> Kind:
    if kind not in kinds():
        raise Denied("unknown_credential_configuration", "this credential is no longer issued")
    return kinds()[kind]


def _made(kind: Kind, grant: Grant, keys: list[dict[str, Any]]) -> Made:
    today, notification = datetime.now(UTC).date(), secrets.token_urlsafe(24)
    found = _read(kind, grant, today)
    term = credentials.term_of(kind, today, found.until)
    with transaction.atomic():
        entries = [_entry(kind, grant, found.row, term, notification) for _ in keys]
    pairs = zip(keys, entries, strict=True)
    signed = [credentials.sign(kind, found.claims, term, entry.claim, key) for key, entry in pairs]
    event("wallet.issued", kind=kind.id, count=len(signed))
    return Made(signed, notification)


def _read(kind: Kind, grant: Grant, today: Any) -> values.Found:
    try:
        return values.read(kind, grant.person, Assurance(grant.assurance), today)
    except Refusal as refusal:
        raise Denied(
            "credential_request_denied", "what the credential says may not be read now", status=403
        ) from refusal


def _entry(kind: Kind, grant: Grant, row: str, term: credentials.Term, notification: str) -> status.Entry:
    return status.take(
        Issued(
            person=grant.person,
            kind=kind.id,
            register=kind.register_,
            row=row_mark(kind.register_, row),
            notification=keyed("notification", notification)[:43],
            issued=datetime.now(UTC),
            expires=term.expires,
        )
    )


def row_mark(register: str, key: str) -> str:
    """How a row is remembered without its key, which may be a national number."""
    return keyed("row", f"{register}\x1f{key}")


def _defer(grant: Grant, keys: list[dict[str, Any]]) -> Later:
    now, name = datetime.now(UTC), secrets.token_urlsafe(32)
    Grant.objects.filter(pk=grant.pk).update(expires=now + WAITS)
    Deferred.objects.create(
        transaction=keyed("deferred", name), grant=grant, keys=keys, created=now, expires=now + WAITS
    )
    event("wallet.deferred", kind=grant.kind)
    return Later(name)


def _waiting(grant: Grant, name: object) -> Deferred:
    marked = keyed("deferred", name) if isinstance(name, str) else ""
    now = datetime.now(UTC)
    row = Deferred.objects.filter(transaction=marked, grant=grant, answered=None, expires__gt=now).first()
    if row is None or not isinstance(name, str):
        raise Denied("invalid_transaction_id", "it is unknown, of another access token, answered or too old")
    row.transaction = name
    return row
