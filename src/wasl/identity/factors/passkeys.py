"""Passkeys (WebAuthn level 3): found by the device itself, always with the person verified, each challenge good once.

What a device is asked stays here as a row; `state` names it and belongs in the session of who asked, never in a page.
Attestation is not asked for: that a passkey stays on its device is the device's own word, which is why the highest
level needs a counter where somebody saw that device.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    bytes_to_base64url,
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from wasl.core.errors import NotAllowed, Refusal
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.factors.challenges import HOLDS, ask, taken
from wasl.identity.factors.changes import By, allowed, record
from wasl.identity.factors.hosts import origins, rp_id
from wasl.identity.factors.kinds import Kind, Proof
from wasl.identity.factors.models import Challenge, Passkey, What
from wasl.trust.api import Assurance

PLATFORM = "Wasl"
MOST = 20
Answer = Mapping[str, Any]
"""What the browser's script sends: a PublicKeyCredential as JSON (WebAuthn, 5.1)."""
UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)


@dataclass(frozen=True)
class Ceremony:
    """`options` go to the browser; `state` stays in the session."""

    state: str
    options: dict[str, Any]  # PublicKeyCredentialCreationOptions or …RequestOptions as JSON


def passkey_register_options(account: str, name: str, by: By | None = None) -> Ceremony:
    """`name` is what the device will show to whoever chooses among several."""
    allowed(account, by)
    held = _descriptors(account)
    if len(held) >= MOST:
        raise Refusal(_MANY, mend=_REMOVE)
    options = generate_registration_options(
        rp_id=rp_id(),
        rp_name=PLATFORM,
        user_name=name or PLATFORM,
        user_id=_user_handle(account),
        timeout=int(HOLDS.total_seconds()) * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=held,
    )
    state = ask(options.challenge, account=account, registers=True)
    return Ceremony(state, options_to_json_dict(options))


def passkey_register(account: str, state: str, answer: Answer, label: str, by: By | None = None) -> Proof:
    """Keep the new passkey. Raises NotAllowed for an answer to anything else than what this account was asked."""
    by, asked = allowed(account, by), taken(state, registers=True)
    if asked is None or asked.account != account:
        raise NotAllowed(_OVER, mend=_ANEW)
    made = _registered(answer, asked)
    try:
        with transaction.atomic():
            row = _kept(account, made, label)
            record(account, What.ADDED, Kind.PASSKEY, label, by)
    except IntegrityError as known:
        raise NotAllowed(_KNOWN, mend=_ANEW) from known
    return _proof(row)


def passkey_options(account: str | None) -> Ceremony:
    """Ask for one of the account's passkeys; for nobody in particular, for any that the device has for us."""
    options = generate_authentication_options(
        rp_id=rp_id(),
        timeout=int(HOLDS.total_seconds()) * 1000,
        allow_credentials=_descriptors(account) if account else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    state = ask(options.challenge, account=account, registers=False)
    return Ceremony(state, options_to_json_dict(options))


def passkey_check(state: str, answer: Answer) -> Proof:
    """Whose passkey answered. Raises NotAllowed, with one wording whatever is wrong, so that nothing can be learned."""
    asked = taken(state, registers=False)
    if asked is None:
        raise NotAllowed(_OVER, mend=_ANEW)
    given = _read(answer)
    row = Passkey.objects.filter(credential=given.id, copied=None).first()
    if row is None or not _of_whom_was_asked(row, given, asked):
        raise _refused("unknown")
    _counted(row, _verified(given, asked, row))
    return _proof(row)


def _registered(answer: Answer, asked: Challenge) -> VerifiedRegistration:
    try:
        given = parse_registration_credential_json(dict(answer))
        _refuse_framed(given)
        return verify_registration_response(
            credential=given,
            expected_challenge=bytes(asked.value),
            expected_rp_id=rp_id(),
            expected_origin=origins(),
            require_user_verification=True,
        )
    except UNREADABLE as wrong:
        raise _refused(type(wrong).__name__) from wrong


def _read(answer: Answer) -> AuthenticationCredential:
    try:
        given = parse_authentication_credential_json(dict(answer))
        _refuse_framed(given)
    except UNREADABLE as wrong:
        raise _refused(type(wrong).__name__) from wrong
    return given


def _refuse_framed(given: AuthenticationCredential | RegistrationCredential) -> None:
    """A page inside somebody else's page is never ours."""
    if parse_client_data_json(given.response.client_data_json).cross_origin:
        raise ValueError("cross-origin")


def _of_whom_was_asked(row: Passkey, given: AuthenticationCredential, asked: Challenge) -> bool:
    """The account that was asked; where nobody in particular was, the device must name the one that it means."""
    handle = given.response.user_handle
    named = handle == bytes(row.user_handle)
    return named if asked.account is None else asked.account == row.account and (named or handle is None)


def _verified(given: AuthenticationCredential, asked: Challenge, row: Passkey) -> VerifiedAuthentication:
    try:
        found = verify_authentication_response(
            credential=given,
            expected_challenge=bytes(asked.value),
            expected_rp_id=rp_id(),
            expected_origin=origins(),
            credential_public_key=bytes(row.public_key),
            credential_current_sign_count=0,  # compared below, where a copy is told to its owner
            require_user_verification=True,
        )
    except UNREADABLE as wrong:
        raise _refused(type(wrong).__name__) from wrong
    if _synced(found) != row.synced:
        raise _refused("another kind of passkey")
    return found


def _counted(row: Passkey, found: VerifiedAuthentication) -> None:
    """A count that does not grow means that two devices hold the key. The store compares, also for two at once."""
    new, same = found.new_sign_count, Passkey.objects.filter(pk=row.pk, copied=None)
    growing = same.filter(sign_count__lt=new) if new else same.filter(sign_count=0)
    if growing.update(sign_count=new, backed_up=found.credential_backed_up, used=datetime.now(UTC)):
        return
    with transaction.atomic():
        if Passkey.objects.filter(pk=row.pk, copied=None).update(copied=datetime.now(UTC)):
            record(row.account, What.COPIED, Kind.PASSKEY, row.label, By("platform"))
    raise NotAllowed(_COPIED, mend=_OTHER_WAY)


def _kept(account: str, made: VerifiedRegistration, label: str) -> Passkey:
    return Passkey.objects.create(
        account=account,
        credential=bytes_to_base64url(made.credential_id),
        public_key=made.credential_public_key,
        user_handle=_user_handle(account),
        sign_count=made.sign_count,
        synced=_synced(made),
        backed_up=made.credential_backed_up,
        aaguid=made.aaguid,
        label=label,
        created=datetime.now(UTC),
    )


def _proof(row: Passkey) -> Proof:
    """A key that devices share is not a hardware key; one bound at a counter carries the highest level."""
    kind, high = ("swk" if row.synced else "hwk"), row.bound is not None and not row.synced
    carries = Assurance.HIGH if high else Assurance.SUBSTANTIAL
    return Proof(row.account, ("pop", kind, "user", "mfa"), carries, f"{Kind.PASSKEY}:{row.pk}")


def _synced(found: VerifiedAuthentication | VerifiedRegistration) -> bool:
    return found.credential_device_type is CredentialDeviceType.MULTI_DEVICE


def _descriptors(account: str) -> list[PublicKeyCredentialDescriptor]:
    held = Passkey.objects.filter(account=account, copied=None).values_list("credential", flat=True)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in held]


def _user_handle(account: str) -> bytes:
    """The same for all passkeys of an account, and nothing to anybody who reads it out of a device."""
    return salted_hmac("wasl.identity.factors.user-handle", account, algorithm="sha256").digest()


def _refused(why: str) -> NotAllowed:
    event("factor.refused", kind=Kind.PASSKEY, why=why)
    return NotAllowed(_WRONG, mend=_OTHER_WAY)


_OVER = Text(ar="انتهت مدة هذه المحاولة أو سبق استخدامها", en="This attempt no longer holds, or was used already")
_ANEW = Text(ar="حدّث الصفحة وابدأ من جديد", en="Reload the page and begin anew")
_KNOWN = Text(ar="مفتاح المرور هذا مضاف من قبل", en="This passkey is already in use here")
_WRONG = Text(ar="لم نتمكن من قبول مفتاح المرور هذا", en="This passkey could not be accepted")
_OTHER_WAY = Text(ar="حاول مرة أخرى أو ادخل بوسيلة أخرى", en="Try once more, or sign in another way")
_COPIED = Text(
    ar="أوقفنا مفتاح المرور هذا لأن هناك على ما يبدو نسخة منه",
    en="We stopped this passkey: there seems to be a copy of it",
)
_MANY = Text(ar="لديك مفاتيح مرور كثيرة", en="You have many passkeys already")
_REMOVE = Text(ar="احذف مفتاحًا لا تستخدمه ثم أضف الجديد", en="Remove one that you do not use, then add the new one")
