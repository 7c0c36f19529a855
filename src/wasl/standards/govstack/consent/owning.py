"""One individual's own records: found, put on record, and kept from all others."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest

import wasl.trust.consent.api as consent
from wasl.core.conf import settings
from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.standards.govstack.consent import shapes, telling
from wasl.standards.govstack.consent.access import CHANNEL, author, caller, individual_named, on_record
from wasl.standards.govstack.consent.config import no_such_revision
from wasl.standards.govstack.consent.telling import Told
from wasl.trust.consent.api import Answer, Given, Known, Published, Saying, State


@contextmanager
def own_records(request: HttpRequest) -> Iterator[list[Given]]:
    """Those of the individual in the header, the newest first."""
    known = individual_named(request)
    with on_record(request, [known.speaks_for], "consent records shown"):
        yield consent.records_of(known.speaks_for)


@contextmanager
def own_record(request: HttpRequest, record_id: str, what: str) -> Iterator[tuple[Given, Known]]:
    """One of the individual in the header; another person's does not exist for them."""
    known = individual_named(request)
    with on_record(request, [known.speaks_for], what):
        yield first_of(one for one in consent.records_of(known.speaks_for) if one.record == record_id), known


def first_of(records: Iterable[Given]) -> Given:
    """Raises Unknown where there is none."""
    for one in records:
        return one
    raise Unknown(
        Text(ar="لا توجد موافقة مسجلة لهذا الفرد.", en="There is no such consent record of this individual."),
        mend=Text(ar="راجع قائمة موافقاته.", en="Look it up in the list of the individual's records."),
    )


def persons_of(records: Iterable[Given]) -> list[str]:
    return sorted({one.person for one in records})


def present(agreement_id: str, revision_id: str | None = None) -> Published:
    """The agreement as it stands. Raises Refusal where the program speaks of another revision of it."""
    published = consent.agreement(agreement_id)
    if revision_id is None or revision_id == published.revision.id:
        return published
    if any(one.id == revision_id for one in consent.revisions(consent.AGREEMENT, agreement_id)):
        raise _outdated()
    raise no_such_revision()


def agreed_to(sent: shapes.ConsentRecord) -> Published:
    """The agreement of a record on its way in, by id, or by the hash of its revision."""
    if sent.dataAgreement and sent.dataAgreement.id:
        published = present(sent.dataAgreement.id)
    else:
        found = (one for one in consent.agreements() if one.revision.hash == sent.dataAgreementRevisionHash)
        published = next(found, None) or _none_named()
    if sent.dataAgreementRevisionHash not in {"", published.revision.hash}:
        raise _outdated()
    return published


def vouches(request: HttpRequest) -> bool:
    """Whether this deployment trusts the calling program to know whose signature it sends."""
    return caller(request).username in {name.strip() for name in settings().consent_programs.split(",")}


def saying(request: HttpRequest, known: Known, *, opt_in: bool, state: State = State.UNSIGNED) -> Saying:
    """What a program writes down in somebody's name; its account stands beside it for good."""
    account = caller(request).account_id
    answer = Answer.GIVEN if opt_in else Answer.REFUSED
    return Saying(known.speaks_for, answer, author(request), account, CHANNEL, state=state)


def kept_with(request: HttpRequest, given: Given, signature: Told, state: State) -> Given:
    """With its signature object, unless a signed record with one stood already."""
    if state != State.SIGNED and given.state == State.SIGNED:
        return given
    return consent.sign(given.record, signature, state=state, author=author(request))


def with_revision(given: Given) -> Told:
    newest = consent.newest_of([given.record])[given.record]
    return {"consentRecord": telling.record(given), "revision": telling.revision(newest)}


def drafted(published: Published, known: Known) -> Told:
    return {
        "id": "",
        "dataAgreement": telling.agreement(published.agreement),
        "dataAgreementRevision": telling.revision(published.revision),
        "dataAgreementRevisionHash": published.revision.hash,
        "individual": telling.individual(known),
        "optIn": True,
        "state": str(State.UNSIGNED),
    }


def nothing_to_sign() -> Refusal:
    return Refusal(
        Text(ar="لا يوجد توقيع مُعدّ لهذا القيد.", en="No signature was prepared for this record."),
        mend=Text(ar="أنشئه أولًا بـ POST على العنوان نفسه.", en="Create it first, with POST to the same address."),
    )


def _none_named() -> Published:
    raise Refusal(
        Text(ar="لم تُذكر موافقة معروفة.", en="No agreement that stands is named."),
        mend=Text(ar="أرسل dataAgreement.id.", en="Send dataAgreement.id."),
    )


def _outdated() -> Refusal:
    return Refusal(
        Text(ar="تغيّر نص هذه الموافقة.", en="The agreement reads differently by now."),
        mend=Text(
            ar="اعرض النص الحالي على الشخص ثم أعد الإرسال.", en="Show the person the present text, then send again."
        ),
    )
