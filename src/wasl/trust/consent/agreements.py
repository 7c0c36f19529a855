"""Agreements and the policies that they stand under: published, revised, closed; every state is a revision."""

from dataclasses import dataclass
from typing import Any

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.country.api import AgreementEntry, pack
from wasl.trust.consent.governing import policy
from wasl.trust.consent.models import Revision, StandingAgreement
from wasl.trust.consent.revising import AGREEMENT, POLICY, Author, append, writing
from wasl.trust.consent.rows import loaded, nobody_was_quicker, standing_row, unknown
from wasl.trust.consent.shapes import Agreement, Controller, LawfulBasis, known_id

PLATFORM = Author(other="platform")


@dataclass(frozen=True)
class Published:
    """An agreement as it stands."""

    agreement: Agreement
    revision: Revision


def publish(agreement: Agreement, by: Author, *, base: str | None = None) -> Published:
    """A new agreement, or a new revision of one; one that says what stands already changes nothing.

    `base` is the hash of the revision that the author saw; empty: there was none. Raises Refusal where another revision
    stands by now, and for an agreement that the pack or its policy does not allow.
    """
    known_id(agreement.id)
    _agrees_with_the_pack(agreement)
    with writing():
        row = StandingAgreement.objects.filter(pk=agreement.id).first()
        nobody_was_quicker(AGREEMENT, agreement.id, base)
        bound = _bound(agreement)
        if row and not row.removed and row.body == bound.canonical():
            return published_of(row)
        return _stand(row or StandingAgreement(id=agreement.id), bound, by)


def close(agreement_id: str, by: Author) -> Revision:
    """Take an agreement away: nobody can give any more, and what was given ends. Its revisions stay."""
    with writing():
        row = standing_row(StandingAgreement.objects.all(), agreement_id)
        revision = append(AGREEMENT, row.id, _data(loaded(row.body), removed=True), by)
        row.active, row.removed, row.revision = False, True, revision.id
        row.save()
        return revision


def agreement(agreement_id: str) -> Published:
    """Raises Unknown."""
    return published_of(standing_row(StandingAgreement.objects.all(), known_id(agreement_id)))


def agreements(*, active: bool | None = None) -> list[Published]:
    """Those that were not taken away, by id."""
    rows = StandingAgreement.objects.filter(removed=False).order_by("id")
    chosen = list(rows if active is None else rows.filter(active=active))
    revisions = Revision.objects.in_bulk([row.revision for row in chosen])
    return [Published(Agreement.model_validate_json(row.body), revisions[row.revision]) for row in chosen]


def ensure_agreements() -> list[str]:
    """Take the pack's agreements into the store; the ids of those that are new or have changed. Safe to repeat."""
    before = {one.agreement.id: one.revision.hash for one in agreements()}
    stand = {slug: publish(_of_the_pack(slug, entry), PLATFORM) for slug, entry in pack().agreements.items()}
    return [slug for slug, one in stand.items() if before.get(slug) != one.revision.hash]


def published_of(row: StandingAgreement) -> Published:
    return Published(Agreement.model_validate_json(row.body), Revision.objects.get(pk=row.revision))


def _data(body: dict[str, Any], *, removed: bool = False) -> dict[str, Any]:
    return {"agreement": body, "removed": removed}


def _stand(row: StandingAgreement, agreement: Agreement, by: Author) -> Published:
    revision = append(AGREEMENT, row.id, _data(agreement.model_dump(mode="json")), by)
    row.body, row.active, row.removed, row.revision = agreement.canonical(), agreement.active, False, revision.id
    row.save()
    return Published(agreement, revision)


def _bound(agreement: Agreement) -> Agreement:
    """Bound to the revision of its policy that stands now, unless it names one."""
    if agreement.policy is None:
        return agreement
    governing = policy(agreement.policy)
    named = agreement.policy_revision or governing.revision.hash
    if not Revision.objects.filter(schema_name=POLICY, object_id=agreement.policy, hash=named).exists():
        raise unknown(named)
    return agreement.model_copy(update={"policy_revision": named})


def _agrees_with_the_pack(agreement: Agreement) -> None:
    """An agreement that opens something opens no more than its purpose, and for an agency that exists."""
    purpose = pack().purposes.get(agreement.purpose)
    if purpose is None:
        return
    beyond = set(agreement.sections) - set(purpose.sections)
    if beyond or agreement.controller.id not in pack().agencies:
        raise Refusal(
            Text(
                ar="هذه الموافقة تطلب أكثر مما يحتاجه الغرض، أو باسم جهة غير معروفة.",
                en="This agreement asks for more than its purpose needs, or for an agency that is unknown.",
            ),
            mend=Text(
                ar="اطلب أقسام الغرض فقط، واذكر جهة من حزمة الدولة.",
                en="Ask for sections of the purpose only, and name an agency of the country pack.",
            ),
        )


def _of_the_pack(slug: str, entry: AgreementEntry) -> Agreement:
    owner = pack().purposes[entry.purpose].owner
    return Agreement(
        id=slug,
        title=entry.title,
        text=entry.text,
        purpose=entry.purpose,
        controller=Controller(id=owner, name=pack().agencies[owner].en, url=""),
        sections=entry.sections,
        sensitive=entry.sensitive,
        lawful_basis=LawfulBasis.CONSENT,
        term_days=entry.term_days,
        forgettable=entry.forgettable,
        dpia=entry.source or "",
    )
