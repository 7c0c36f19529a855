"""Finding a person by number or by name, without knowing how the register spells it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from wasl.core.digits import normalise_digits
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.country.api import Concept, pack
from wasl.persons.models import NameWord, Person
from wasl.persons.names import is_latin, word_skeleton, words
from wasl.trust.api import Asked, Look, Passage, passing

MOST_SPELLINGS = 100
SHORTEST_BEGINNING = 2

Candidates = tuple[str, ...]
"""Words of the vocabulary that a word asked for may stand for."""


@dataclass(frozen=True)
class Query:
    """Whom to find: a number, or a name (any of its parts, in any order, the last one perhaps only begun)."""

    number: str | None = None
    name: str | None = None
    birth_date: date | None = None
    birth_year: int | None = None
    governorate: str | None = None  # code; of birth or of residence


@dataclass(frozen=True)
class Found:
    """Enough to tell one person from another."""

    handle: str
    full_name: str
    birth_date: date | None
    sex: str | None
    birth_governorate: str | None
    governorate: str | None
    in_spine: bool
    provisional: bool  # only registers other than the spine speak of them


def search(query: Query, look: Look, limit: int = 20) -> list[Found]:
    """The best matches first; written to the ledger (how many were found, never what was asked) before it returns.

    Raises Refusal for an empty query or a purpose that is unknown, NotAllowed for one that does not cover identity.
    """
    with passing(look) as passage:
        _may_search(passage)
        persons = _matches(query, limit)
        handles = [person.handle for person in persons]
        passage.close(outcome=f"found {len(persons)}", persons=handles, sections=[_name().section])
        return [found_of(person) for person in persons]


def handle_of_number(number: str, look: Look) -> str | None:
    """Whose number it is, for programs that ask in a person's own name; None for nobody's. On record as a search is."""
    found = search(Query(number=number), look, 1)
    return found[0].handle if found else None


def _matches(query: Query, limit: int) -> list[Person]:
    if query.number and normalise_digits(query.number):
        return _by_number(query, limit)
    if asked := words(query.name or ""):
        return _by_name(asked, query, limit)
    raise _nothing_asked()


def _name() -> Concept:
    return pack().concepts["full_name"]


def _may_search(passage: Passage) -> None:
    asked = Asked(pack().spine, "full_name", _name().section, _name().sensitivity or "personal", "full_name")
    if passage.decide([asked]).refused:
        raise passage.refuse(Text(ar="اختر غرضًا يشمل الهوية", en="choose a purpose that covers identity"))


def _nothing_asked() -> Refusal:
    return Refusal(
        Text(ar="لم يُذكر رقم ولا اسم", en="neither a number nor a name was given"),
        mend=Text(ar="اكتب الرقم القومي أو جزءًا من الاسم", en="write the number, or a part of the name"),
        where="search",
    )


def found_of(person: Person) -> Found:
    return Found(
        handle=person.handle,
        full_name=person.full_name,
        birth_date=person.birth_date,
        sex=person.sex,
        birth_governorate=person.birth_governorate,
        governorate=person.governorate,
        in_spine=person.in_spine,
        provisional=person.spine_record is None,
    )


def _by_number(query: Query, limit: int) -> list[Person]:
    alive = Person.objects.filter(merged_into=None)
    persons = alive.filter(number=normalise_digits(query.number or "")).order_by("-in_spine", "id")
    return list(_narrowed(persons, query)[:limit])


def _narrowed(persons: "QuerySet[Person]", query: Query) -> "QuerySet[Person]":
    if query.birth_date:
        persons = persons.filter(birth_date=query.birth_date)
    if query.birth_year:
        persons = persons.filter(birth_date__year=query.birth_year)
    if query.governorate:
        persons = persons.filter(governorate=query.governorate) | persons.filter(birth_governorate=query.governorate)
    return persons


def _by_name(asked: list[str], query: Query, limit: int) -> list[Person]:
    """First those whose name begins as asked, in this order; then those that bear all words in any order."""
    choices = [_candidates(word, last=place == len(asked) - 1) for place, word in enumerate(asked)]
    if not all(choices):
        return []
    ids = dict.fromkeys(_bearers(choices, query, limit, in_order=True))
    if len(ids) < limit:
        ids |= dict.fromkeys(_bearers(choices, query, limit + len(ids), in_order=False))
    persons = Person.objects.in_bulk(list(ids)[:limit])
    return [persons[key] for key in list(ids)[:limit]]


def _candidates(word: str, *, last: bool) -> Candidates:
    """The word itself, what it begins (the last word may be unfinished), else what sounds like it in any script."""
    begun = last and len(word) >= SHORTEST_BEGINNING
    spelled = NameWord.objects.filter(**{"word__startswith" if begun else "word": word})
    found = dict.fromkeys(spelled.order_by("-persons", "word").values_list("word", flat=True)[:MOST_SPELLINGS])
    if not found or is_latin(word):
        alike = NameWord.objects.filter(skeleton=word_skeleton(word)[:64]).order_by("-persons", "word")
        spellings = alike.values_list("word", flat=True)[:MOST_SPELLINGS]
        found |= dict.fromkeys(spellings)
    return tuple(found)


def _bearers(choices: list[Candidates], query: Query, limit: int, *, in_order: bool) -> Iterable[int]:
    """Ids of people: those of the rarest word, each held against the other words by the key of the table."""
    rarest = min(range(len(choices)), key=lambda place: _bearer_count(choices[place]))
    conditions = [f"t.token IN ({_marks(choices[rarest])})"]
    values: list[Any] = [*choices[rarest]]
    others = [(place, words) for place, words in enumerate(choices) if place != rarest]
    if in_order:
        conditions += ["t.position = %s"]
        values += [rarest]
        for place, words in others:
            conditions += [f"EXISTS ({_TOKENS_OF} AND x.token IN ({_marks(words)}) AND x.position = %s)"]
            values += [*words, place]
    else:
        for words, times in Counter(words for _, words in others).items():
            needed = times + (words == choices[rarest])
            borne = f"{_TOKENS_OF} AND x.token IN ({_marks(words)}) LIMIT %s"
            conditions += [f"(SELECT count(*) FROM ({borne}) n) >= %s"]  # noqa: S608  only marks and our names
            values += [*words, needed, needed]
    narrowed, more = _person_conditions(query)
    join = "JOIN persons_person p ON p.id = t.person_id" if narrowed else ""
    statement = (
        f"SELECT DISTINCT t.person_id FROM persons_token t {join} WHERE {' AND '.join([*conditions, *narrowed])}"  # noqa: S608
        " ORDER BY t.person_id LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *more, limit])
        return [row[0] for row in cursor.fetchall()]


_TOKENS_OF = "SELECT 1 FROM persons_token x WHERE x.person_id = t.person_id"


def _bearer_count(candidates: Candidates) -> int:
    return sum(NameWord.objects.filter(word__in=candidates).values_list("persons", flat=True))


def _marks(values: Candidates) -> str:
    return ", ".join(["%s"] * len(values))


def _person_conditions(query: Query) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if query.birth_date:
        conditions, values = [*conditions, "p.birth_date = %s"], [*values, query.birth_date]
    if query.birth_year:
        year = f"{query.birth_year:04}"
        conditions = [*conditions, "p.birth_date BETWEEN %s AND %s"]
        values = [*values, f"{year}-01-01", f"{year}-12-31"]
    if query.governorate:
        conditions = [*conditions, "(p.governorate = %s OR p.birth_governorate = %s)"]
        values = [*values, query.governorate, query.governorate]
    return conditions, values
