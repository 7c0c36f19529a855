"""Finds what was done to consent by other means than this platform: changed, dropped, swapped, re-signed, cut off.

What it cannot show: a store put back whole, rows and revisions alike, to an earlier day. The access log, where every
act on consent is entered, shows that.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from wasl.core.text import Text
from wasl.trust.consent.individuals import sealed_text
from wasl.trust.consent.keys import signer
from wasl.trust.consent.models import ConsentRecord, Evidence, Individual, Revision, StandingAgreement, StandingPolicy
from wasl.trust.consent.records import record_data
from wasl.trust.consent.revising import AGREEMENT, FORGOTTEN, POLICY, RECORD, digest, signed_text
from wasl.trust.consent.shapes import canonical

Progress = Callable[[int, int], None]
Key = tuple[str, str]

TIED = {
    "schemaName": "schema_name",
    "objectId": "object_id",
    "timestamp": "timestamp",
    "authorizedByIndividual": "by_individual",
    "authorizedByOther": "by_other",
}
"""What a snapshot says, and the column that says it too."""

CHANGED = Text(ar="تغيّر محتوى هذه النسخة بعد حفظها", en="this revision was changed after it was kept")
NOT_OURS = Text(ar="توقيع هذه النسخة ليس توقيع المنصة", en="this revision does not bear the platform's signature")
BROKEN = Text(ar="هذه النسخة لا تتبع ما قبلها", en="this revision does not follow the one before it")
GAP = Text(ar="حُذفت نسخ قبل هذه النسخة", en="revisions before this one are missing")
ROW_DIFFERS = Text(ar="القيد الحالي يخالف آخر نسخة موقَّعة", en="what stands now differs from the last signed revision")
ROW_GONE = Text(ar="حُذف القيد وبقيت نسخه", en="what stood is gone while its revisions remain")
UNSIGNED_ROW = Text(ar="قيد لا نسخة له", en="something stands that no revision tells of")
EMPTIED = Text(ar="أُفرغت نسخة لم يُطلب نسيان صاحبها", en="a revision is empty although its person was not forgotten")


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was kept."""

    schema: str
    object_id: str
    number: int | None  # of the revision; none: the row that stands
    what: Text


@dataclass(frozen=True)
class Checked:
    """What a check found."""

    revisions: int
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return not self.findings


@dataclass(frozen=True)
class _End:
    """Where one object's chain stands."""

    number: int
    hash: str
    signature: str
    state: str  # hash of the last objectData
    revision: str
    emptied: tuple[int, ...]
    forgotten: bool


def silent(_done: int, _total: int) -> None:
    """Nobody watches."""


def verify_all(progress: Progress = silent) -> Checked:
    """Every revision of every object, and every row against its last revision."""
    total = Revision.objects.count()
    findings: list[Finding] = []
    ends: dict[Key, _End] = {}
    place = 0
    for done, revision in enumerate(Revision.objects.order_by("place").iterator(2000), 1):
        if revision.place != place + 1:
            findings.append(_found(revision, GAP))
        place = revision.place
        _checked(revision, ends, findings)
        if done % 500 == 0 or done == total:
            progress(done, total)
    findings += _of_emptied(ends)
    findings += _of_rows(ends)
    findings += _of_individuals()
    return Checked(total, tuple(findings))


def verify_chain(schema: str, object_id: str) -> Checked:
    """One object's revisions, without regard to others."""
    findings: list[Finding] = []
    ends: dict[Key, _End] = {}
    chain = Revision.objects.filter(schema_name=schema, object_id=object_id).order_by("number")
    for revision in chain:
        _checked(revision, ends, findings)
    findings += _of_emptied(ends)
    findings += [f for f in _of_rows(ends, object_id) if f.schema == schema]
    return Checked(len(chain), tuple(findings))


def _checked(revision: Revision, ends: dict[Key, _End], findings: list[Finding]) -> None:
    key = (revision.schema_name, revision.object_id)
    before = ends.get(key)
    data = _data(revision)
    findings += [_found(revision, what) for what in _faults(revision, before)]
    ends[key] = _End(
        number=revision.number,
        hash=revision.hash,
        signature=revision.signature,
        state=digest(canonical(data)),
        revision=revision.id,
        emptied=(before.emptied if before else ()) + ((revision.number,) if not revision.snapshot else ()),
        forgotten=data == FORGOTTEN,
    )


def _faults(revision: Revision, before: _End | None) -> Iterator[Text]:
    if revision.snapshot and not _is_unchanged(revision):
        yield CHANGED
    if not revision.snapshot and (revision.by_individual or revision.by_other):
        yield CHANGED
    if revision.signer != signer().name or not signer().signed(signed_text(revision), revision.signature):
        yield NOT_OURS
    expected = (before.number + 1, before.hash, before.signature) if before else (1, "", "")
    if (revision.number, revision.predecessor_hash, revision.predecessor_signature) != expected:
        yield BROKEN
    if before and before.forgotten:
        yield BROKEN


def _is_unchanged(revision: Revision) -> bool:
    if digest(revision.snapshot) != revision.hash:
        return False
    told = _loaded(revision.snapshot)
    return all(told.get(name) == getattr(revision, column) for name, column in TIED.items())


def _data(revision: Revision) -> Any:
    try:
        return json.loads(revision.snapshot)["objectData"] if revision.snapshot else None
    except (ValueError, KeyError, TypeError):
        return None


def _of_emptied(ends: dict[Key, _End]) -> Iterator[Finding]:
    """Only a forgotten person's snapshots may be empty."""
    for (schema, object_id), end in ends.items():
        if not end.forgotten:
            yield from (Finding(schema, object_id, number, EMPTIED) for number in end.emptied)


def _of_rows(ends: dict[Key, _End], only: str | None = None) -> Iterator[Finding]:
    """What stands now, held against what was signed last."""
    seen: set[Key] = set()
    for key, revision, states in _rows(only):
        seen.add(key)
        end = ends.get(key)
        if end is None:
            yield Finding(*key, None, UNSIGNED_ROW)
        elif end.revision != revision or end.state not in states:
            yield Finding(*key, None, ROW_DIFFERS)
    for key, end in ends.items():
        if key not in seen and not end.forgotten:
            yield Finding(*key, None, ROW_GONE)


def _of_individuals() -> Iterator[Finding]:
    for row in Individual.objects.iterator(2000):
        if not signer().signed(sealed_text(row), row.seal):
            yield Finding("Individual", row.id, None, CHANGED)


def _rows(only: str | None) -> Iterator[tuple[Key, str, set[str]]]:
    """Each row, the revision that it names, and the hash of what that must hold."""
    which = {"pk": only} if only else {}
    for agreement in StandingAgreement.objects.filter(**which):
        yield (AGREEMENT, agreement.id), agreement.revision, _agreement_state(agreement)
    for policy in StandingPolicy.objects.filter(**which):
        yield (POLICY, policy.id), policy.revision, _state("policy", policy.body, policy.removed)
    evidence = Evidence.objects.in_bulk([only]) if only else Evidence.objects.in_bulk()
    for row in ConsentRecord.objects.filter(**which).iterator(2000):
        yield (RECORD, row.id), row.revision, _record_state(row, evidence.get(row.id))


def _agreement_state(row: StandingAgreement) -> set[str]:
    states = _state("agreement", row.body, row.removed)
    active = not row.removed and _loaded(row.body).get("active") is True
    return states if row.active is active else set()


def _record_state(row: ConsentRecord, evidence: Evidence | None) -> set[str]:
    proven = digest(evidence.body) if evidence else ""
    return {digest(canonical(record_data(row)))} if proven == row.evidence else set()


def _state(name: str, body: str, removed: bool) -> set[str]:
    loaded = _loaded(body)
    return {digest(canonical({name: loaded, "removed": removed}))} if canonical(loaded) == body else set()


def _loaded(body: str) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _found(revision: Revision, what: Text) -> Finding:
    return Finding(revision.schema_name, revision.object_id, revision.number, what)
