"""Puts what stewards' opinions mean for a row into the index, and what hangs on the row with it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Max

from wasl.persons.changes import Kind, change, note
from wasl.persons.following import Follower, RowKey
from wasl.persons.models import EngineAnswer, Link, LinkRun, Opinion, UnsurePair
from wasl.persons.verdicts import STEWARD, Answer, Outcome, Verdict, outcome, settled


def of_row(row: RowKey) -> dict[str, str]:
    """As a filter."""
    return {"register": row.register, "role": row.role, "record": row.record}


def standing(row: RowKey) -> dict[int, list[Opinion]]:
    """Opinions that stand on a row, by person, oldest first."""
    found: dict[int, list[Opinion]] = defaultdict(list)
    for opinion in Opinion.objects.filter(**of_row(row), withdrawn=None).order_by("id"):
        found[opinion.person_id].append(opinion)
    return dict(found)


def verdict_on(opinions: Iterable[Opinion]) -> Verdict | None:
    """What the opinions on one pair settle; the engine's leaning is the one that the first steward saw."""
    told = list(opinions)
    verdicts = [Verdict(opinion.verdict) for opinion in told]
    return settled(verdicts, told[0].probability) if told else None


def verdicts_on(row: RowKey) -> dict[int, Verdict]:
    """The settled verdicts on a row, by person."""
    found = {person: verdict_on(opinions) for person, opinions in standing(row).items()}
    return {person: verdict for person, verdict in found.items() if verdict}


def answers(row: RowKey) -> list[Answer]:
    """The engine's own answers on a row: as they were kept, or as they stand in the index."""
    kept = EngineAnswer.objects.filter(**of_row(row), of_register=row.register, of_role=row.role)
    found = [_kept(answer) for answer in kept]
    return found or [answer for answer in (*_linked(row), *_unsure(row)) if answer.method != STEWARD]


def apply(row: RowKey, opinion: Opinion) -> None:
    """Make the index say what the engine and the standing opinions together mean. Call inside a transaction.

    Raises Refusal where a register on which others hang does not answer.
    """
    engine, verdicts = answers(row), verdicts_on(row)
    before = Outcome(tuple(_linked(row)), tuple(_unsure(row)))
    after = outcome(engine, verdicts, _last_run())
    _keep(row, engine)
    _write(row, before, after, opinion)
    follower = Follower(row, opinion, _last_run())
    changed = {link.person for link in before.links} ^ {link.person for link in after.links}
    for person in sorted(changed):
        follower.follow(person)
    if not verdicts:
        EngineAnswer.objects.filter(**of_row(row)).delete()


def _last_run() -> int:
    return LinkRun.objects.filter(state=LinkRun.State.DONE).aggregate(Max("id"))["id__max"] or 0


def _linked(row: RowKey) -> list[Answer]:
    links = Link.objects.filter(register=row.register, role=row.role, key=row.record).order_by("person_id")
    return [Answer(x.person_id, True, x.probability, x.weight, x.method, x.reason, x.run_id) for x in links]


def _unsure(row: RowKey) -> list[Answer]:
    pairs = UnsurePair.objects.filter(**of_row(row)).order_by("person_id")
    return [Answer(x.person_id, False, x.probability, x.weight, x.method, x.reason, x.run_id, x.use) for x in pairs]


def _kept(x: EngineAnswer) -> Answer:
    return Answer(x.person_id, x.linked, x.probability, x.weight, x.method, x.reason, x.run_id, x.use)


def _keep(row: RowKey, engine: Iterable[Answer]) -> None:
    kept = [
        EngineAnswer(
            **of_row(row),
            of_register=row.register,
            of_role=row.role,
            key=row.record,
            linked=answer.linked,
            use=answer.use,
            **_facts(answer),
        )
        for answer in engine
    ]
    EngineAnswer.objects.bulk_create(kept, ignore_conflicts=True)


def _write(row: RowKey, before: Outcome, after: Outcome, opinion: Opinion) -> None:
    gone, come = set(before.links) - set(after.links), set(after.links) - set(before.links)
    for link in gone:
        Link.objects.filter(register=row.register, role=row.role, key=row.record, person_id=link.person).delete()
    Link.objects.bulk_create([_link(row, link) for link in come])
    UnsurePair.objects.filter(**of_row(row)).delete()
    UnsurePair.objects.bulk_create([_pair(row, pair) for pair in after.unsure])
    was, now = {link.person for link in gone}, {link.person for link in come}
    kinds = [(Kind.UNLINKED, person) for person in sorted(was - now)]
    kinds += [(Kind.LINKED, person) for person in sorted(now - was)]
    place = {"register": row.register, "role": row.role, "key": row.record, "opinion_id": opinion.id}
    note(change(kind, person_id=person, **place) for kind, person in kinds)


def _link(row: RowKey, answer: Answer) -> Link:
    return Link(register=row.register, role=row.role, key=row.record, **_facts(answer))


def _pair(row: RowKey, answer: Answer) -> UnsurePair:
    return UnsurePair(**of_row(row), use=answer.use, **_facts(answer))


def _facts(answer: Answer) -> dict[str, Any]:
    """What links, unsure pairs and the engine's kept answers all say."""
    return {
        "person_id": answer.person,
        "probability": answer.probability,
        "weight": answer.weight,
        "method": answer.method,
        "reason": answer.reason,
        "run_id": answer.run,
    }
