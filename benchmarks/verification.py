"""How often "is this person who they say?" is answered wrongly, and how long an answer takes.

    python benchmarks/verification.py            # 1,000 made-up people, in a folder that is removed at the end

Claims are what other registers say of the same person (their spellings, their slips), and, for false yes, what the
registers say of somebody else: the claimant has the number of one person and the facts of another, first of anybody,
then of the likeliest one to pass, somebody of the same father's and family name.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

SIGNS = ("full_name", "mother_name", "phone", "address")


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--people", type=int, default=1000)
    given.add_argument("--seed", type=int, default=5)
    asked = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="wasl-verification-") as home:
        os.environ |= {
            "WASL_HOME": home,
            "WASL_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "wasl.core.django_settings",
        }
        _prepared(Path(home), asked.people, asked.seed)
        _measured(random.Random(asked.seed))


def _prepared(home: Path, people: int, seed: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from wasl.persons.api import link_registers
    from wasl.synthetic.api import write_nation

    call_command("migrate", verbosity=0)
    write_nation(people, seed, home)
    link_registers()


def _measured(draw: random.Random) -> None:
    known = list(_known())
    print(f"{len(known)} people alive, of whom two registers or more say something")
    _table("the person, as other registers spell them (name, mother)", _own(known, ("full_name", "mother_name")))
    _table("the person, name, mother and telephone", _own(known, SIGNS[:3]))
    _table("the person, name alone", _own(known, ("full_name",)))
    _table("somebody else, name and mother", _others(known, draw, like=False, signs=("full_name", "mother_name")))
    _table("a relation in name: father and family the same", _others(known, draw, like=True, signs=("full_name",)))
    _table(
        "the same, with their mother's name too", _others(known, draw, like=True, signs=("full_name", "mother_name"))
    )
    _times(known)


class Known:
    """Somebody, what the witnesses say of them, and what any other register calls them."""

    def __init__(self, number: str, handle: str, vouched: object, spellings: list[dict[str, str]]) -> None:
        self.number, self.handle, self.vouched, self.spellings = number, handle, vouched, spellings


def _known() -> Iterable[Known]:
    from wasl.identity.verification.terms import terms
    from wasl.persons.api import hear
    from wasl.persons.models import Person
    from wasl.registers.api import catalogue
    from wasl.trust.api import passing

    held = terms()
    apart = [one.id for one in catalogue() if one.persons and one.id not in {"reg-001", "reg-002", "reg-003"}]
    witnesses = {str(fact): names for fact, names in held.witnesses.items()}
    for person in Person.objects.filter(in_spine=True, number__isnull=False, merged_into=None):
        with passing(_look()) as passage:
            [vouched] = hear(passage, person.number, witnesses).persons[:1]
            told = hear(passage, person.number, dict.fromkeys(SIGNS, apart)).persons[0].statements
            passage.close(outcome="benchmark")
        spellings = [dict(one.says) for one in told if "full_name" in one.says]
        if spellings and not vouched.deceased:
            yield Known(person.number, person.handle, vouched, spellings)


def _look() -> object:
    from wasl.trust.api import Kind, Look

    return Look(
        "staff:benchmark", "", "social-solidarity", "officer", "identity-verification", "verification", Kind.VERIFY
    )


def _own(known: list[Known], signs: tuple[str, ...]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in known:
        claim = {"mother_name": _mother(one), "phone": _phone(one)} | one.spellings[0]
        found[_verdict(one, {sign: claim[sign] for sign in signs if claim.get(sign)})] += 1
    return found


def _others(known: list[Known], draw: random.Random, *, like: bool, signs: tuple[str, ...]) -> Counter[str]:
    found: Counter[str] = Counter()
    by_name: dict[tuple[str, ...], list[Known]] = {}
    for one in known:
        by_name.setdefault(tuple(_name(one).split()[1:]), []).append(one)
    for one in known:
        chosen = by_name[tuple(_name(one).split()[1:])] if like else known
        rest = [other for other in chosen if other is not one and _name(other) != _name(one)]
        if rest:
            other = draw.choice(rest)
            claim = {"full_name": _name(other), "mother_name": _mother(other)}
            found[_verdict(one, {sign: claim[sign] for sign in signs if claim.get(sign)})] += 1
    return found


def _name(one: Known) -> str:
    return _said(one, "full_name")


def _mother(one: Known) -> str:
    return _said(one, "mother_name")


def _phone(one: Known) -> str:
    return _said(one, "phone")


def _said(one: Known, fact: str) -> str:
    return next((row.says[fact] for row in one.vouched.statements if fact in row.says), "")  # type: ignore[attr-defined]


def _verdict(one: Known, claim: dict[str, str]) -> str:
    from wasl.identity.verification.judging import judged
    from wasl.identity.verification.question import Question
    from wasl.identity.verification.terms import Fact, terms
    from wasl.persons.api import Heard

    heard = Heard((one.vouched,), frozenset(), frozenset(), frozenset(), frozenset())  # type: ignore[arg-type]
    asked = Question(one.number, {Fact(sign): said for sign, said in claim.items()})
    return str(judged(asked, heard, terms(), terms().scales[0]).verdict)


def _table(what: str, found: Counter[str]) -> None:
    total = max(1, found.total())
    shares = "  ".join(f"{one} {found[one]:>4} ({found[one] / total:6.2%})" for one in ("yes", "partly", "no"))
    print(f"{what:<62} {shares}")


def _times(known: list[Known], most: int = 60) -> None:
    """Whole questions, ledger and all, for somebody and for nobody."""
    from wasl.identity.verification.api import Fact, question, verify

    told = {Fact.FULL_NAME: "زكريا القناوي بشارة", Fact.MOTHER_NAME: "منى فوزي"}
    numbers = {"a number that is somebody's": [one.number for one in known[:most]]}
    numbers["a number that is nobody's"] = [f"8850101010{nth:04}" for nth in range(most)]
    for what, chosen in numbers.items():
        took = []
        for number in chosen:
            began = time.perf_counter()
            verify(question(number, told), _look())  # type: ignore[arg-type]
            took.append(1000 * (time.perf_counter() - began))
        print(
            f"{what:<30} median {statistics.median(took):5.1f} ms, 95th {sorted(took)[int(len(took) * 0.95)]:5.1f} ms"
        )


if __name__ == "__main__":
    main()
