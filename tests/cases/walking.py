"""Takes any service from its start to its last state, by its definition alone: as citizen, as office, as platform."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from wasl.cases import api as cases
from wasl.cases.api import Doer, Sheet, Stage
from wasl.cases.models import Change, Invited, Progress, Upload
from wasl.catalogue.api import Asked, Definition, Type, Who, load_service, sample, surroundings
from wasl.core.errors import Refusal
from wasl.payments import api as payments
from wasl.persons.models import Link, Person
from wasl.trust.api import Assurance, upkeep

MOST_STEPS = 40


def citizen(person: str) -> Doer:
    return Doer(f"citizen:{person}", Who.CITIZEN, "portal", person=person, level=Assurance.HIGH)


def visitor() -> Doer:
    return Doer("visitor:1", Who.CITIZEN, "portal")


def officer(who: Who, office: str, name: str = "worker") -> Doer:
    return Doer(f"staff:{name}", who, "backoffice", office=office, username=name, level=Assurance.SUBSTANTIAL)


def once() -> str:
    return secrets.token_hex(8)


@dataclass
class Stuck(Exception):  # noqa: N818
    """The way led nowhere; says where and why."""

    slug: str
    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.slug}: {self.where}: {self.why}"


def filled(definition: Definition, doer: Doer, hints: dict[str, Any] | None = None, press: str = "") -> Sheet:
    """A draft with every page answered; the same press again goes on with the same one.

    Raises Stuck where this person cannot answer.
    """
    case = cases.begin(definition.slug, doer, once=press or once())
    found = cases.opened(case.reference, doer)
    for _ in range(MOST_STEPS):
        if found.path.stop:
            raise Stuck(definition.slug, found.path.stop, "the path stops here")
        if (key := found.path.next_page) is None:
            return found
        page = found.page(key)
        assert page is not None
        given = {one.key: answer(found, one, hints or {}) for one in page.questions}
        found = cases.save_page(case.reference, doer, key, given, seen=found.print_of(key))
    raise Stuck(definition.slug, key or "", "the same page again and again")


def answer(found: Sheet, one: Asked, hints: dict[str, Any]) -> Any:
    if one.from_register:
        return one.value.isoformat() if hasattr(one.value, "isoformat") else one.value
    if one.key in hints and hints[one.key] is None:
        return None
    if one.question.type in (Type.ROW, Type.RELATIVE):
        offered = [choice.value for choice in found.known.choices.get(one.key, ())]
        if not offered and one.required:
            raise Stuck(found.case.slug, one.key, "this person has none")
        chosen = offered[:1]
        return chosen if one.question.many else (chosen[0] if chosen else None)
    if one.question.type is Type.FILE:
        key = upload(found, one.key)
        return [key] if one.question.many else key
    if one.question.type is Type.APPOINTMENT:
        return cases.free_slots(found)[0]
    if one.question.type is Type.TELEPHONE:
        return "+201912345678"
    if one.key in hints:
        return hints[one.key]
    if not one.required:
        return None
    return sample(one.question, surroundings())


def upload(found: Sheet, question: str) -> str:
    """A file that stands in the case already: what may be one is tried elsewhere."""
    told = {"key": secrets.token_hex(12), "name": "x.pdf", "kind": "pdf", "size": 1}
    with upkeep("a test's file"):
        given, _ = Upload.objects.get_or_create(
            case=found.case,
            question=question,
            digest="0" * 64,
            defaults={**told, "given": found.case.begun, "by": found.case.actor},
        )
    return given.key


def walk(definition: Definition) -> None:
    """From the start to the last state, by the first who can."""
    whys: list[str] = []
    for person in candidates(definition) if definition.service.assurance != "none" else [""]:
        doer = citizen(person) if person else visitor()
        for given in told_by_examples(definition.slug):
            try:
                case = sent(definition, doer, given)
            except (Stuck, Refusal) as why:
                whys.append(str(why))
                continue
            case = to_the_end(case.reference, doer)
            assert definition.workflow.states[case.state].final == case.outcome
            return
    raise AssertionError(f"{definition.slug}: nobody of {len(whys)} could: {sorted(set(whys))[:5]}")


def told_by_examples(slug: str) -> list[dict[str, Any]]:
    """Answers of the definition's own examples, those that end well first."""
    world = surroundings()
    return [one.answers for one in load_service(world.services[slug], world).examples if not one.stop]


def to_the_end(reference: str, doer: Doer, prefer: tuple[str, ...] = ()) -> cases.Case:
    """Every state's people do the first thing that leads on, until the case has ended."""
    for _ in range(MOST_STEPS):
        cases.work_off()
        case = cases.Case.objects.get(reference=reference)
        if case.stage == Stage.ENDED:
            return case
        if not _one_step(case, doer, prefer):
            raise Stuck(case.slug, case.state, f"nobody can do anything ({case.who})")
    raise Stuck(case.slug, case.state, "round and round")


def _one_step(case: cases.Case, doer: Doer, prefer: tuple[str, ...]) -> bool:
    if waiting := [one for one in payments.payments_for(case.reference) if one.state == payments.State.ASKED]:
        payments.settle(waiting[0].reference, provider_reference=once())
        return True
    if by_hand := Change.objects.filter(case=case, progress=Progress.BY_HAND).first():
        clerk = officer(Who.CASE_WORKER, by_hand.office, "clerk")
        cases.done_by_hand(by_hand.pk, case.reference, clerk, once=once())
        return True
    if case.state == "awaiting_partner":
        return cosign(case, doer)
    return any(_acts(case, one, prefer) for one in people(case, doer))


def cosign(case: cases.Case, doer: Doer) -> bool:
    partner = Person.objects.exclude(handle=doer.person).exclude(number="").first()
    assert partner
    cases.invite(case.reference, partner.number or "", Invited.Part.COSIGNER, doer, once=once())
    cases.sign(case.reference, citizen(partner.handle), once=once())
    return True


def people(case: cases.Case, doer: Doer) -> Iterator[Doer]:
    yield doer
    for who in (Who.CASE_WORKER, Who.OFFICE_HEAD, Who.AGENT):
        yield officer(who, case.office, str(who))


AWAY = ("withdraw", "refuse", "reject", "miss", "ask_correction", "send_back", "give_up")


def _acts(case: cases.Case, doer: Doer, prefer: tuple[str, ...]) -> bool:
    seen = cases.opened(case.reference, doer) if doer.who is Who.CITIZEN else cases.looked_at(case.reference, doer)
    standing = [one for one in cases.open_actions(seen, doer) if not one.needs_payment]
    wanted = [one for one in standing if one.key in prefer] or [one for one in standing if one.key not in AWAY]
    if not wanted:
        return False
    cases.act(case.reference, wanted[0].key, doer, once=once(), words="سبب", seen=seen.case.events)
    return True


def candidates(definition: Definition) -> list[str]:
    """Handles of adults who have rows where the questions ask for one, those with most rows first."""
    wanted = {
        (str(question.source).partition(".")[0], question.role)
        for question in definition.questions().values()
        if question.type is Type.ROW and not question.optional
    }
    persons: set[int] | None = None
    for register, role in wanted:
        links = Link.objects.filter(register=register, **({"role": role} if role else {}))
        found = set(links.values_list("person_id", flat=True))
        persons = found if persons is None else persons & found
    if any(one.type is Type.RELATIVE and not one.optional for one in definition.questions().values()):
        parents = set(Link.objects.filter(role__in=["father", "mother"]).values_list("person_id", flat=True))
        persons = parents if persons is None else persons & parents
    adults = Person.objects.filter(birth_date__lt="2000-01-01").exclude(number="")
    chosen = adults.filter(pk__in=persons) if persons is not None else adults
    named = {one.source.partition(".")[0] for one in definition.service.facts.values()}
    named |= {str(one.source).partition(".")[0] for one in definition.questions().values() if one.type is Type.ROW}
    in_most = Link.objects.filter(register__in=named).values("person_id").annotate(n=Count("register", distinct=True))
    counts = dict(in_most.values_list("person_id", "n"))
    order = sorted(chosen.values_list("pk", "handle"), key=lambda one: (-counts.get(one[0], 0), one[0]))
    return [handle for _, handle in order[:60]]


def one_who_can(definition: Definition, hints: dict[str, Any] | None = None, but: int = 0) -> Doer:
    """Somebody with an application of theirs complete; `but`: pass over the first so many."""
    for person in candidates(definition):
        try:
            found = filled(definition, citizen(person), hints)
        except Stuck:
            continue
        cases.discard(found.case.reference, citizen(person))
        if not but:
            return citizen(person)
        but -= 1
    raise AssertionError(f"nobody can ask for {definition.slug}")


def sent(definition: Definition, doer: Doer, hints: dict[str, Any] | None = None) -> cases.Case:
    """An application that has just been sent."""
    found = filled(definition, doer, hints)
    return cases.submit(found.case.reference, doer, once=once(), declared=True, despite=True)


def paid(case: cases.Case) -> cases.Case:
    [waiting] = [one for one in payments.payments_for(case.reference) if one.state == payments.State.ASKED]
    payments.settle(waiting.reference, provider_reference=once())
    return cases.Case.objects.get(pk=case.pk)


def decided(case: cases.Case, key: str, doer: Doer, words: str = "سبب") -> cases.Case:
    return cases.act(case.reference, key, doer, once=once(), words=words)
