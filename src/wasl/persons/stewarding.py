"""The stewards' work: pairs that the engine is unsure of, what stewards say of them, and taking it back.

Links, too, can be spoken on: "different" cuts one. What stands is a function of the engine's answers and the standing
opinions (`wasl.persons.verdicts`), so that taking an opinion back leaves exactly what would be without it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from django.core import signing
from django.db import transaction
from django.db.models import Count

from wasl.core.errors import Refusal, Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.persons import effects, following
from wasl.persons.following import Dependent, RowKey
from wasl.persons.models import Link, Opinion, Person, UnsurePair
from wasl.persons.telling import IDENTITY
from wasl.persons.verdicts import Asks, Verdict, asks
from wasl.registers import api as registers
from wasl.trust.api import Asked, Look, passing, upkeep

_SALT = "wasl.persons.pair"


@dataclass(frozen=True)
class PairKey:
    """A row and a person."""

    register: str
    role: str
    record: str
    handle: str

    @property
    def row(self) -> RowKey:
        return RowKey(self.register, self.role, self.record)

    def token(self) -> str:
        """For a form's hidden field, where nobody can alter it. Never for an address: record keys may be numbers."""
        return signing.dumps([self.register, self.role, self.record, self.handle], salt=_SALT, compress=True)

    @classmethod
    def from_token(cls, token: str) -> "PairKey":
        """Raises Unknown."""
        try:
            return cls(*signing.loads(token, salt=_SALT))
        except (signing.BadSignature, TypeError) as error:
            raise _no_such_pair() from error


@dataclass(frozen=True)
class Said:
    """What a steward said of a pair, and whether it still stands."""

    id: int
    key: PairKey
    verdict: Verdict
    steward: str
    at: datetime
    note: str | None
    settled: bool
    withdrawn: datetime | None


@dataclass(frozen=True)
class Pair:
    """A row and a person that stewards may speak on. Without probability: the engine never thought of this pair."""

    key: PairKey
    probability: float | None
    weight: float | None
    reason: str | None
    method: str | None
    linked: bool
    opinions: tuple[Said, ...]
    asks: Asks


@dataclass(frozen=True)
class Waiting:
    """What waits for a steward. `second`: pairs on which others have spoken and one more is needed."""

    open: int
    second: int
    decided_today: int
    by_register: dict[str, int]


@dataclass(frozen=True)
class Given:
    """What came of an opinion. `settled` is None while another steward is needed; `hanging`: what followed."""

    opinion_id: int
    key: PairKey
    settled: Verdict | None
    asks: Asks | None
    hanging: tuple[Dependent, ...]


@upkeep("the stewards' desk")
def queue(
    steward: str,
    *,
    register: str | None = None,
    limit: int = 50,
    skip: Callable[[PairKey], bool] = lambda _: False,
) -> list[Pair]:
    """Pairs for this steward: those that wait for a second word, then the most useful first."""
    wanted = (key for key in dict.fromkeys(_keys(steward, register, limit, skip)))
    return [pair(key) for key in islice(wanted, limit)]


def _keys(steward: str, register: str | None, limit: int, skip: Callable[[PairKey], bool]) -> Iterator[PairKey]:
    """At least `limit` pairs, where there are so many."""
    yield from (key for group in _second(steward, register) if not skip(key := _opinion_key(group[0])))
    spoken, found = _spoken(steward), 0
    open_ = UnsurePair.objects.select_related("person").order_by("-use", "register", "role", "record", "person_id")
    chosen = open_.filter(register=register) if register else open_
    for pair in chosen.iterator(chunk_size=100):
        key = PairKey(pair.register, pair.role, pair.record, pair.person.handle)
        if (pair.register, pair.role, pair.record, pair.person_id) not in spoken and not skip(key):
            yield key
            found += 1
        if found == limit:
            return


@upkeep("the stewards' desk")
def waiting(steward: str) -> Waiting:
    """How much there is to do."""
    count = Counter(dict(UnsurePair.objects.order_by().values_list("register").annotate(Count("record"))))
    count.subtract(
        Counter(register for register, role, rec, person in _spoken(steward) if _is_unsure(register, role, rec, person))
    )
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Opinion.objects.filter(steward=steward, at__gte=midnight, withdrawn=None).count()
    left = {register: pairs for register, pairs in sorted(count.items()) if pairs > 0}
    return Waiting(sum(left.values()), len(_second(steward, None)), today, left)


def _is_unsure(register: str, role: str, rec: str, person: int) -> bool:
    return UnsurePair.objects.filter(register=register, role=role, record=rec, person_id=person).exists()


def _spoken(steward: str) -> set[tuple[str, str, str, int]]:
    """Pairs that are not settled and that this steward has spoken on."""
    mine = Opinion.objects.filter(steward=steward, withdrawn=None, settled=False)
    return set(mine.values_list("register", "role", "record", "person_id"))


def _second(steward: str, register: str | None) -> list[list[Opinion]]:
    """Unsettled pairs on which others have given a verdict and this steward none, the oldest first."""
    open_ = Opinion.objects.filter(withdrawn=None, settled=False).select_related("person").order_by("at", "id")
    groups: dict[tuple[str, str, str, int], list[Opinion]] = defaultdict(list)
    for opinion in open_.filter(register=register) if register else open_:
        groups[opinion.register, opinion.role, opinion.record, opinion.person_id].append(opinion)
    return [
        group
        for group in groups.values()
        if all(opinion.steward != steward for opinion in group)
        and any(opinion.verdict != Verdict.UNCLEAR for opinion in group)
    ]


@upkeep("the stewards' desk")
def pair(key: PairKey) -> Pair:
    """Raises Unknown for a person or register that does not exist. A row that the engine did not think of is a pair
    too: a steward may know better."""
    person = _person(key)
    said = tuple(_said(opinion) for opinion in effects.standing(key.row).get(person.id, []))
    answer = next((a for a in effects.answers(key.row) if a.person == person.id), None)
    return Pair(
        key=key,
        probability=answer.probability if answer else None,
        weight=answer.weight if answer else None,
        reason=answer.reason if answer else None,
        method=answer.method if answer else None,
        linked=Link.objects.filter(person_id=person.id, register=key.register, role=key.role, key=key.record).exists(),
        opinions=said,
        asks=asks([one.verdict for one in said]),
    )


@upkeep("the stewards' desk")
def depending(key: PairKey) -> list[Dependent]:
    """What hangs on this link and would go with it. Raises Refusal where a register does not answer."""
    return following.depending(key.row, _person(key).id)


def give(key: PairKey, verdict: Verdict, look: Look, note: str | None = None) -> Given:
    """Say what a pair is. Takes effect at once where it settles the pair; what hangs on the row follows.

    Raises Refusal where it cannot be: the row is somebody else's by the stewards' own word, the register holds a person
    once and has another row of this one, or a register on which others hang does not answer. Nothing has changed then.
    """
    _may_speak(key, look)
    with upkeep("an opinion takes effect"), transaction.atomic():
        person, before = _person(key), pair(key)
        if any(said.steward == look.actor for said in before.opinions):
            raise _said_already()
        opinion = _put(key, person, verdict, look.actor, note, before)
        given = _settle(key, person, opinion)
    event("stewards.opinion", opinion=opinion.id, register=key.register, settled=given.settled is not None)
    return given


def withdraw(opinion_id: int, look: Look) -> Given:
    """Take an opinion back, one's own or another's; the index is as if it had never been given.

    Raises Unknown; Refusal where others' opinions then contradict each other or a register does not answer.
    """
    with upkeep("the stewards' desk"):
        opinion = Opinion.objects.select_related("person").filter(id=opinion_id, withdrawn=None).first()
    if opinion is None:
        raise Unknown(
            Text(ar="لا يوجد رأي قائم بهذا الرقم", en="there is no standing opinion with this number"),
            mend=Text(ar="راجع السجل، فربما سُحب من قبل", en="see the history: it may have been taken back already"),
        )
    key = _opinion_key(opinion)
    _may_speak(key, look)
    with upkeep("an opinion is taken back"), transaction.atomic():
        opinion.withdrawn, opinion.withdrawn_by = datetime.now(UTC), look.actor
        opinion.settled = False
        opinion.save()
        given = _settle(key, opinion.person, opinion)
    event("stewards.withdrawn", opinion=opinion.id, register=key.register)
    return given


@upkeep("the stewards' desk")
def opinions(steward: str | None = None, limit: int = 100) -> list[Said]:
    """The newest first, with those that were withdrawn."""
    found = Opinion.objects.select_related("person").order_by("-id")
    return [_said(opinion) for opinion in (found.filter(steward=steward) if steward else found)[:limit]]


def _may_speak(key: PairKey, look: Look) -> None:
    """A verdict rests on a look at both sides, so it needs the right to one; and it is on record before it counts."""
    with passing(look, [key.handle]) as passage:
        if passage.decide([Asked(key.register, "record", IDENTITY, "personal")]).refused:
            raise passage.refuse(Text(ar="اختر غرضًا يشمل هذا القسم", en="choose a purpose that covers this section"))
        passage.close(outcome="opinion", sections=[IDENTITY], registers=[key.register])


def _refuse_contradiction(key: PairKey) -> None:
    """A row is one person's; and where a register holds a person once, one row is."""
    same = [person for person, verdict in effects.verdicts_on(key.row).items() if verdict == Verdict.SAME]
    if len(same) > 1:
        raise _somebody_elses()
    role = registers.catalogue()[key.register].role(key.role)
    held = Link.objects.filter(person_id__in=same, register=key.register, role=key.role).exclude(key=key.record)
    if role.once and held.exists():
        raise _held_once(key.register)


def _put(key: PairKey, person: Person, verdict: Verdict, steward: str, note: str | None, seen: Pair) -> Opinion:
    return Opinion.objects.create(
        **effects.of_row(key.row),
        person=person,
        verdict=verdict,
        steward=steward,
        at=datetime.now(UTC),
        note=note or None,
        probability=seen.probability,
        weight=seen.weight,
        reason=seen.reason,
    )


def _settle(key: PairKey, person: Person, opinion: Opinion) -> Given:
    told = effects.standing(key.row).get(person.id, [])
    verdict = effects.verdict_on(told)
    _refuse_contradiction(key)
    Opinion.objects.filter(id__in=[one.id for one in told]).update(settled=verdict is not None)
    hanging = tuple(following.depending(key.row, person.id))
    effects.apply(key.row, opinion)
    after = tuple(following.depending(key.row, person.id))
    return Given(
        opinion_id=opinion.id,
        key=key,
        settled=verdict,
        asks=None if verdict else asks([Verdict(one.verdict) for one in told]),
        hanging=hanging or after,
    )


def _person(key: PairKey) -> Person:
    known = registers.catalogue().manifests.get(key.register)
    person = Person.objects.filter(handle=key.handle).first()
    if person is None or known is None or key.role not in {role.role for role in known.persons}:
        raise _no_such_pair()
    return person


def _opinion_key(opinion: Opinion) -> PairKey:
    return PairKey(opinion.register, opinion.role, opinion.record, opinion.person.handle)


def _said(opinion: Opinion) -> Said:
    return Said(
        id=opinion.id,
        key=_opinion_key(opinion),
        verdict=Verdict(opinion.verdict),
        steward=opinion.steward,
        at=opinion.at,
        note=opinion.note,
        settled=opinion.settled,
        withdrawn=opinion.withdrawn,
    )


def _no_such_pair() -> Unknown:
    return Unknown(
        Text(ar="لا يوجد هذا القيد أو هذا الشخص", en="there is no such row or person"),
        mend=Text(ar="ارجع إلى مكتب المطابقة واختر حالة أخرى", en="go back to the desk and choose another pair"),
    )


def _said_already() -> Refusal:
    return Refusal(
        Text(ar="سبق أن أبديت رأيك في هذه الحالة", en="you have spoken on this pair already"),
        mend=Text(ar="اسحب رأيك الأول إن غيّرته", en="take your first opinion back if you have changed it"),
    )


def _somebody_elses() -> Refusal:
    return Refusal(
        Text(ar="قرر الأمناء من قبل أن هذا القيد لشخص آخر", en="stewards have said that this row is somebody else's"),
        mend=Text(ar="اسحب ذلك الرأي أولًا", en="take that opinion back first"),
    )


def _held_once(register: str) -> Refusal:
    name = registers.catalogue()[register].name
    return Refusal(
        Text(
            ar=f"{name.ar}: للشخص فيه قيد واحد، ولهذا الشخص قيد آخر مرتبط",
            en=f"{name.en} holds a person once, and another row of it is linked to this person",
        ),
        mend=Text(ar="افصل ذلك القيد أولًا إن كان لغيره", en="cut that row first, if it is somebody else's"),
    )
