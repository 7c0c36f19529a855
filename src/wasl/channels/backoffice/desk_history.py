"""What stewards have said, as the history tells it: of whom, by whom, whether it stands, and what hangs on it."""

from collections.abc import Iterable
from dataclasses import dataclass

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.identity.api import Staff
from wasl.persons.api import Dependent, Found, Said, depending, named
from wasl.registers.api import catalogue
from wasl.trust.api import Look

STANDING, WAITING, WITHDRAWN = "standing", "waiting", "withdrawn"


@dataclass(frozen=True)
class Told:
    """One opinion with what a reader needs to know it again."""

    said: Said
    token: str
    register: Text
    role: Text
    person: Found
    steward: Text
    mine: bool
    state: str
    hanging: list[Dependent]


def told(opinions: Iterable[Said], look: Look) -> list[Told]:
    """With the names of the persons, which is a look at them and recorded as one. Opinions on registers that have left
    the pack are left out."""
    manifests = catalogue().manifests
    known = [said for said in opinions if said.key.register in manifests]
    persons = named([said.key.handle for said in known], look) if known else {}
    stewards = _stewards({said.steward for said in known})
    return [
        Told(
            said=said,
            token=said.key.token(),
            register=manifests[said.key.register].name,
            role=manifests[said.key.register].role(said.key.role).name,
            person=persons[said.key.handle],
            steward=stewards.get(said.steward) or Text(ar=said.steward, en=said.steward),
            mine=said.steward == look.actor,
            state=_state(said),
            hanging=_hanging(said),
        )
        for said in known
    ]


def _stewards(accounts: set[str]) -> dict[str, Text]:
    names = [account.partition(":")[2] for account in accounts]
    found = Staff.objects.filter(username__in=names)
    return {account.account_id: Text(ar=account.name_ar, en=account.name_en) for account in found}


def _state(said: Said) -> str:
    if said.withdrawn:
        return WITHDRAWN
    return STANDING if said.settled else WAITING


def _hanging(said: Said) -> list[Dependent]:
    """Nothing is said where a register does not answer: what hangs is told, not decided, here."""
    if not said.settled or said.withdrawn:
        return []
    try:
        return depending(said.key)
    except Refusal:
        return []
