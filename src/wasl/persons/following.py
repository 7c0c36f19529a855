"""What hangs on a row's link: rows of other registers that are a person's only because this row is.

The bread log belongs to whom the ration card belongs to; when the card turns out to be somebody else's, the log goes
too.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from wasl.core.digits import arabic_digits
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.persons.changes import Kind, change, note
from wasl.persons.models import Change, EngineAnswer, Link, Opinion
from wasl.persons.via import METHOD
from wasl.registers import api as registers
from wasl.registers.api import Manifest, ReadRequest, Role

SECONDS = 5.0
ENOUGH = 10_000
"""Rows of one person in one register."""


@dataclass(frozen=True)
class RowKey:
    """A row in the role in which it holds a person."""

    register: str
    role: str
    record: str


@dataclass(frozen=True)
class Dependent:
    """Rows that hang on a link."""

    register: str
    name: Text
    rows: int


@dataclass(frozen=True)
class _Way:
    """A role that leads to its person by a role of another register."""

    register: str
    role: str
    manifest: Manifest
    other: Role

    @classmethod
    def all_from(cls, register: str, role: str) -> "Iterator[_Way]":
        for manifest in registers.catalogue():
            for other in manifest.persons:
                if other.via and (other.via.register_id, other.via.role) == (register, role):
                    yield cls(register, role, manifest, other)

    @property
    def end(self) -> tuple[str, str]:
        return self.manifest.id, self.other.role

    def leads_to(self, keys: dict[str, float]) -> dict[str, float]:
        """What the person's rows lead to, given their keys with how sure they are; and how sure that is then.

        Raises Refusal where the register does not answer: half of a decision would be worse than none.
        """
        via = self.other.via
        if not keys or via is None:
            return {}
        (reading,) = registers.read(
            [ReadRequest(self.register, self.role, tuple(sorted(keys)))], deadline_seconds=SECONDS, limit=ENOUGH
        )
        if reading.missing or reading.truncated:
            raise _unreadable(self.register)
        further = registers.catalogue()[self.register].role(self.role).via
        texts = registers.match_texts(self.register, via.matches, [row.values[via.matches].raw for row in reading.rows])
        found: dict[str, float] = {}
        for row, text in zip(reading.rows, texts, strict=True):
            key = row.values[further.attribute].raw if further else row.key
            if text:
                found[text] = max(found.get(text, 0.0), keys.get(key or "", 0.0))
        return found

    def matches(self, keys: list[str]) -> dict[str, str | None]:
        """What each key at the end of the way stands for."""
        via = self.other.via
        return dict(zip(keys, registers.match_texts(self.manifest.id, via.attribute, keys), strict=True)) if via else {}

    def written(self, match: str) -> str | None:
        """How the register at the end writes it, if a row of it does. Others are found by the next linking run."""
        for key in dict.fromkeys((match, arabic_digits(match))):
            (reading,) = registers.read([ReadRequest(*self.end, (key,))], deadline_seconds=SECONDS, limit=1)
            if reading.missing:
                raise _unreadable(self.manifest.id)
            if reading.rows:
                return key
        return None


def _unreadable(register: str) -> Refusal:
    name = registers.catalogue()[register].name
    return Refusal(
        Text(
            ar=f"{name.ar}: لا يجيب الآن، وترتبط بهذا القيد قيود أخرى",
            en=f"{name.en} does not answer now, and other rows hang on this one",
        ),
        mend=Text(ar="لم يتغير شيء. أعد المحاولة بعد قليل", en="nothing has changed; try again in a while"),
        where=register,
    )


def roles_via(register: str, role: str) -> Iterator[tuple[Manifest, Role]]:
    """Roles that lead to their person by this one."""
    return ((way.manifest, way.other) for way in _Way.all_from(register, role))


def depending(row: RowKey, person: int) -> list[Dependent]:
    """What would go if the row were not this person's. Raises Refusal where a register does not answer."""
    count = Counter(register for register, _ in _hanging(row.register, row.role, person, {row.record}))
    manifests = registers.catalogue().manifests
    return [Dependent(register, manifests[register].name, rows) for register, rows in sorted(count.items())]


def _hanging(register: str, role: str, person: int, lost: Collection[str]) -> Iterator[tuple[str, str]]:
    """Links of the person, by register and key, that no other of their rows in this register and role would give."""
    keys = _keys(register, role, person)
    for way in _Way.all_from(register, role):
        left = way.leads_to({key: p for key, p in keys.items() if key not in lost})
        here = way.matches(list(_keys(*way.end, person)))
        gone = [key for key, match in here.items() if match not in left]
        yield from ((way.manifest.id, key) for key in gone)
        if gone:
            yield from _hanging(*way.end, person, gone)


def _keys(register: str, role: str, person: int) -> dict[str, float]:
    links = Link.objects.filter(person_id=person, register=register, role=role)
    return dict(links.values_list("key", "probability"))


@dataclass(frozen=True)
class Follower:
    """Brings what hangs on a row in line with the links that its persons have now."""

    row: RowKey
    opinion: Opinion
    run: int

    def follow(self, person: int) -> None:
        """Call inside the transaction that changed the links. Raises Refusal where a register does not answer."""
        self._from(self.row.register, self.row.role, person)

    def _from(self, register: str, role: str, person: int) -> None:
        for way in _Way.all_from(register, role):
            wanted = way.leads_to(_keys(register, role, person))
            here = way.matches(list(_keys(*way.end, person)))
            gone = [key for key, match in here.items() if match not in wanted]
            fresh = {match: sure for match, sure in wanted.items() if match not in here.values()}
            changed = [*self._taken(way, person, gone), *self._brought(way, person, fresh)]
            note(changed)
            if changed:
                self._from(*way.end, person)

    def _taken(self, way: _Way, person: int, keys: list[str]) -> list[Change]:
        """Links removed, and kept as the engine's answer for the day on which they come back."""
        register, role = way.end
        links = list(Link.objects.filter(person_id=person, register=register, role=role, key__in=keys))
        EngineAnswer.objects.bulk_create([self._kept(link) for link in links], ignore_conflicts=True)
        for link in links:
            Link.objects.filter(pk=link.pk).delete()
        return [self._change(Kind.UNLINKED, way, person, link.key) for link in links]

    def _kept(self, link: Link) -> EngineAnswer:
        return EngineAnswer(
            register=self.row.register,
            role=self.row.role,
            record=self.row.record,
            of_register=link.register,
            of_role=link.role,
            key=link.key,
            person_id=link.person_id,
            linked=True,
            probability=link.probability,
            weight=link.weight,
            method=link.method,
            reason=link.reason,
            run_id=link.run_id,
        )

    def _brought(self, way: _Way, person: int, wanted: dict[str, float]) -> list[Change]:
        if not wanted:
            return []
        links = self._restored(way, person, wanted)
        known = set(way.matches([link.key for link in links]).values())
        for match, sure in wanted.items():
            if match not in known and (key := way.written(match)):
                links.append(
                    Link(
                        person_id=person,
                        register=way.manifest.id,
                        role=way.other.role,
                        key=key,
                        probability=sure,
                        method=METHOD,
                        reason=way.register,
                        run_id=self.run,
                    )
                )
        Link.objects.bulk_create(links)
        return [self._change(Kind.LINKED, way, person, link.key) for link in links]

    def _restored(self, way: _Way, person: int, wanted: dict[str, float]) -> list[Link]:
        register, role = way.end
        kept = EngineAnswer.objects.filter(
            register=self.row.register,
            role=self.row.role,
            record=self.row.record,
            of_register=register,
            of_role=role,
            person_id=person,
            linked=True,
        )
        match_of = way.matches([answer.key for answer in kept])
        return [
            Link(
                person_id=person,
                register=register,
                role=role,
                key=answer.key,
                probability=answer.probability,
                weight=answer.weight,
                method=answer.method,
                reason=answer.reason,
                run_id=answer.run_id,
            )
            for answer in kept
            if match_of[answer.key] in wanted
        ]

    def _change(self, kind: Kind, way: _Way, person: int, key: str) -> Change:
        register, role = way.end
        return change(kind, person_id=person, register=register, role=role, key=key, opinion_id=self.opinion.id)
