"""Policies: how data under an agreement are kept, by whom, for how long and where (GovStack's Policy)."""

from dataclasses import dataclass

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.trust.consent.models import Revision, StandingAgreement, StandingPolicy
from wasl.trust.consent.revising import POLICY, Author, append, writing
from wasl.trust.consent.rows import loaded, nobody_was_quicker, standing_row
from wasl.trust.consent.shapes import DataPolicy, known_id


@dataclass(frozen=True)
class Governing:
    """A policy as it stands."""

    policy: DataPolicy
    revision: Revision


def govern(policy: DataPolicy, by: Author, *, base: str | None = None) -> Governing:
    """A new policy, or a new revision of one. Raises Refusal where another revision than `base` stands by now."""
    known_id(policy.id)
    with writing():
        row = StandingPolicy.objects.filter(pk=policy.id).first() or StandingPolicy(id=policy.id, removed=True)
        nobody_was_quicker(POLICY, policy.id, base)
        if not row.removed and row.body == policy.canonical():
            return _governing(row)
        revision = append(POLICY, policy.id, {"policy": policy.model_dump(mode="json"), "removed": False}, by)
        row.body, row.removed, row.revision = policy.canonical(), False, revision.id
        row.save()
        return Governing(policy, revision)


def abolish(policy_id: str, by: Author) -> Revision:
    """Take a policy away. Raises Refusal while an active agreement stands under it."""
    with writing():
        row = standing_row(StandingPolicy.objects.all(), policy_id)
        if _is_in_use(policy_id):
            raise Refusal(
                Text(ar="توجد موافقات سارية تحكمها هذه السياسة.", en="Active agreements stand under this policy."),
                mend=Text(ar="أوقف الموافقات أولًا.", en="Close or change those agreements first."),
            )
        revision = append(POLICY, row.id, {"policy": loaded(row.body), "removed": True}, by)
        row.removed, row.revision = True, revision.id
        row.save()
        return revision


def policy(policy_id: str) -> Governing:
    """Raises Unknown."""
    return _governing(standing_row(StandingPolicy.objects.all(), known_id(policy_id)))


def policies() -> list[Governing]:
    rows = list(StandingPolicy.objects.filter(removed=False).order_by("id"))
    revisions = Revision.objects.in_bulk([row.revision for row in rows])
    return [Governing(DataPolicy.model_validate_json(row.body), revisions[row.revision]) for row in rows]


def _governing(row: StandingPolicy) -> Governing:
    return Governing(DataPolicy.model_validate_json(row.body), Revision.objects.get(pk=row.revision))


def _is_in_use(policy_id: str) -> bool:
    bodies = StandingAgreement.objects.filter(active=True).values_list("body", flat=True)
    return any(loaded(body)["policy"] == policy_id for body in bodies)
