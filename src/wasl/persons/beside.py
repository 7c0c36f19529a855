"""One pair laid side by side for a steward: the register's row, the person as the spine holds them, and who else it
could be.

Read from the registers at the moment; the ledger holds the look before anything is answered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wasl.core.text import Text
from wasl.country.api import pack
from wasl.persons.differences import (
    MARKED,
    Agreement,
    Aligned,
    Difference,
    aligned,
    date_difference,
    name_difference,
    one_side,
    unlike,
    word_difference,
)
from wasl.persons.explaining import NAME_WORDS, Spoken, bits_of, leaning, spoken
from wasl.persons.finding import Found, found_of
from wasl.persons.models import Link, LinkRun, Person, UnsurePair
from wasl.persons.picture import Gap, person_of
from wasl.persons.stewarding import Pair, PairKey
from wasl.persons.telling import NOTHING, Loan, Teller, Told, born, lent, loans, of_person
from wasl.registers import api as registers
from wasl.registers.api import Manifest, Reading, ReadRequest
from wasl.trust.api import Asked, Decision, Look, Passage, passing

FIELDS = ("number", "birth_date", "sex", "birth_governorate", "mother_name", "governorate", "phone", "address")
"""In which order the facts beside the name are read."""

MOST_RIVALS = 5
MOST_HELD = 3
_FURTHER = Text(ar="اسم آخر", en="Further name")


@dataclass(frozen=True, slots=True)
class Line:
    """One fact, as the row and as the spine has it."""

    field: str
    name: Text
    difference: Difference


@dataclass(frozen=True, slots=True)
class Rival:
    """Somebody else whose the same row may be, held against the row."""

    key: PairKey
    person: Found
    probability: float
    linked: bool
    full_name: Difference
    birth_date: Difference


@dataclass(frozen=True, slots=True)
class Held:
    """A row of the same register that is linked to this person already."""

    key: PairKey
    name: Text | None
    number: Text | None
    birth_date: Text | None
    probability: float


@dataclass(frozen=True, slots=True)
class Beside:
    """A pair as a steward sees it. Where `missing` or `gone` says so, nothing can be laid side by side."""

    pair: Pair
    register: Text
    role: Text
    owner: Text
    spine: Text
    person: Found
    row_name: Text | None
    lines: list[Line]
    spoken: list[Spoken]
    leaning: Text
    rivals: list[Rival]
    held: list[Held]
    once: bool  # the register holds a person at most once in this role
    missing: list[Gap]
    gone: bool  # the row is no longer in the register

    @property
    def legible(self) -> bool:
        return not self.missing and not self.gone


def beside(pair: Pair, look: Look) -> Beside:
    """Lay a pair side by side.

    Raises NotAllowed where the purpose does not cover both sides, Refusal for a purpose that does not hold, Unknown for
    a person who does not exist.
    """
    with passing(look, [pair.key.handle]) as passage:
        return _laid(pair, passage)


def _laid(pair: Pair, passage: Passage) -> Beside:
    manifests = registers.catalogue().manifests
    person = person_of(pair.key.handle)
    row_of, spine = Teller.of(manifests[pair.key.register], pair.key.role), Teller.spine(manifests)
    held, made = _held_links(pair.key, person), list(loans(row_of, spine, person, manifests))
    decision = _decided(passage, row_of, spine, made)
    asked = _requests(pair.key, held, spine, person)
    answers = registers.read([*asked, *(loan.request for loan in made)])
    readings, lenders_say = answers[: len(asked)], answers[len(asked) :]
    missing = [_gap(reading, manifests) for reading in readings if reading.missing]
    spine_row = next((row for reading in readings[1:] for row in reading.rows), None)
    other = of_person(person, spine, spine_row, decision) | lent(made, lenders_say, decision)
    rows = {row.key: row_of.told(row, decision) for row in readings[0].rows}
    own = rows.get(pair.key.record)
    rivals = list(_rivals(pair.key, own)) if own else []
    passage.close(  # everybody whose name is shown finds the look in their own history
        outcome="laid side by side",
        persons=[person.handle, *(rival.person.handle for rival in rivals)],
        sections=decision.sections,
        registers={reading.register_id for reading in answers if not reading.missing},
        missing={gap.register for gap in missing},
    )
    return Beside(
        pair=pair,
        register=row_of.manifest.name,
        role=row_of.role.name,
        owner=pack().agencies[row_of.manifest.owner],
        spine=spine.manifest.name,
        person=found_of(person),
        row_name=own["full_name"].shown if own else None,
        lines=list(_lines(own, other)) if own and not missing else [],
        spoken=spoken(pair.reason, _bits(pair)),
        leaning=leaning(pair.probability),
        rivals=rivals,
        held=[_held(pair.key, link, rows[link.key]) for link in held if link.key in rows],
        once=row_of.role.once,
        missing=missing,
        gone=own is None and not readings[0].missing,
    )


def named(handles: Sequence[str], look: Look) -> dict[str, Found]:
    """Who some persons are, for a list of what was said of them; written to the ledger as a search is.

    Raises NotAllowed where the purpose does not cover identity.
    """
    spine = Teller.spine(registers.catalogue().manifests)
    asked = Asked(spine.manifest.id, "full_name", spine.manifest.section, str(spine.manifest.sensitivity))
    with passing(look, handles) as passage:
        if passage.decide([asked]).refused:
            raise passage.refuse(_ANOTHER_PURPOSE)
        persons = list(Person.objects.filter(handle__in=set(handles)))
        passage.close(outcome=f"listed {len(set(handles))}", sections=[spine.manifest.section])
        return {person.handle: found_of(person) for person in persons}


_ANOTHER_PURPOSE = Text(ar="اختر غرضًا يشمل هذا القسم", en="choose a purpose that covers this section")


def _decided(passage: Passage, row_of: Teller, spine: Teller, loans: Sequence[Loan] = ()) -> Decision:
    """Who may not see one of the two sides sees neither: half a pair cannot be decided on."""
    sources = [row_of, spine, *(loan.teller for loan in loans)]
    decision = passage.decide([one for source in sources for one in source.asked()])
    if not all(side.seen(decision) for side in (row_of, spine)):
        raise passage.refuse(_ANOTHER_PURPOSE)
    return decision


def _held_links(key: PairKey, person: Person) -> list[Link]:
    links = Link.objects.filter(person_id=person.id, register=key.register, role=key.role).exclude(key=key.record)
    return list(links.order_by("key")[:MOST_HELD])


def _requests(key: PairKey, held: list[Link], spine: Teller, person: Person) -> list[ReadRequest]:
    """The row and the person's other rows of its register; and the person's row of the spine, if there is one."""
    requests = [ReadRequest(key.register, key.role, (key.record, *(link.key for link in held)))]
    if person.spine_record:
        requests.append(ReadRequest(spine.manifest.id, spine.role.role, (person.spine_record,)))
    return requests


def _gap(reading: Reading, manifests: Mapping[str, Manifest]) -> Gap:
    assert reading.missing  # noqa: S101  for the type checker
    name = manifests[reading.register_id].name
    return Gap(reading.register_id, name, str(reading.missing.reason), reading.missing.detail)


def _lines(row: Mapping[str, Told], person: Mapping[str, Told]) -> Iterator[Line]:
    yield from _name_lines(row["full_name"], person["full_name"])
    for field in FIELDS:
        one, two = row.get(field, NOTHING), person.get(field, NOTHING)
        if one.shown or two.shown:
            yield Line(field, pack().concepts[field].name, _difference(field, one, two))


def _name_lines(row: Told, person: Told) -> Iterator[Line]:
    """The name word by word, each under the name of its place in the person's name."""
    if not row.shown or not person.shown:
        yield Line("full_name", pack().concepts["full_name"].name, unlike(row.shown, person.shown, same=False))
        return
    pairs = aligned(row.shown.ar, person.shown.ar)
    for field, pair in zip(_places(pairs), pairs, strict=True):
        yield Line(field, NAME_WORDS.get(field, _FURTHER), word_difference(pair))


def _places(pairs: Sequence[Aligned]) -> list[str]:
    """Given, father, grandfather, family: by place among the person's words, the last one the family's."""
    known = [place for place, pair in enumerate(pairs) if pair.person]
    inner = dict(zip(known[1:-1], ("father", "grandfather"), strict=False))
    named = inner | {known[-1]: "family", known[0]: "given"} if known else {}
    return [named.get(place, "further") for place in range(len(pairs))]


def _difference(field: str, row: Told, person: Told) -> Difference:
    if not row.shown or not person.shown:
        return unlike(row.shown, person.shown, same=False, caption=row.problem or person.problem)
    if row.problem or person.problem:
        sides = one_side(row.shown), one_side(person.shown)
        return Difference(Agreement.ABSENT, *sides, caption=row.problem or person.problem)
    if isinstance(row.value, date) and isinstance(person.value, date):
        return date_difference(row.value, person.value)
    if marked := MARKED.get(field):
        return marked(str(row.value), str(person.value))
    return unlike(row.shown, person.shown, same=str(row.value) == str(person.value))


def _rivals(key: PairKey, row: Mapping[str, Told]) -> Iterator[Rival]:
    """Those to whom the row is linked first, then the likeliest."""
    links = Link.objects.filter(register=key.register, role=key.role, key=key.record).select_related("person")
    unsure = UnsurePair.objects.filter(register=key.register, role=key.role, record=key.record)
    candidates: list[Link | UnsurePair] = [*links, *unsure.select_related("person").order_by("-probability")]
    others = [one for one in candidates if one.person.handle != key.handle]
    for one in others[:MOST_RIVALS]:
        yield Rival(
            key=replace(key, handle=one.person.handle),
            person=found_of(one.person),
            probability=one.probability,
            linked=isinstance(one, Link),
            full_name=name_difference(_text(row["full_name"]), one.person.full_name),
            birth_date=_difference("birth_date", row.get("birth_date", NOTHING), born(one.person)),
        )


def _text(told: Told) -> str:
    return told.shown.ar if told.shown else ""


def _held(key: PairKey, link: Link, row: Mapping[str, Told]) -> Held:
    name, number, born = (row.get(field, NOTHING).shown for field in ("full_name", "number", "birth_date"))
    return Held(replace(key, record=link.key), name, number, born, link.probability)


def _bits(pair: Pair) -> Mapping[str, float]:
    """What each sign is worth, where the last full run has left its weights."""
    run = LinkRun.objects.filter(state=LinkRun.State.DONE, kind=LinkRun.Kind.FULL).order_by("-id").first()
    quality = run.quality if run and isinstance(run.quality, dict) else {}
    return bits_of(pair.reason, pair.weight, quality)
