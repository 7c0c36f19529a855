"""Whom programs of agencies speak of. What they call a person is kept as a keyed hash: nobody can read it here."""

from dataclasses import dataclass, field
from uuid import uuid4

from django.utils.crypto import salted_hmac

from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.trust.consent.keys import signer
from wasl.trust.consent.models import Individual
from wasl.trust.consent.revising import writing
from wasl.trust.consent.shapes import canonical, known_id

STAND_IN = "i:"
"""Begins the name of somebody whom the index does not know: short enough for the log, and like no handle."""


@dataclass(frozen=True)
class Known:
    """One individual. `person` is a handle; empty where the index knows nobody by what the program said."""

    id: str
    person: str
    external_type: str
    provider: str
    has_external: bool
    stand_in: str = field(default_factory=lambda: f"{STAND_IN}{uuid4().hex[:24]}")

    @property
    def speaks_for(self) -> str:
        """Whose this individual's records are; for one whom nobody knows, what no handle can be."""
        return self.person or self.stand_in


def keep_individual(known_as: Known, external: str) -> Known:
    """Kept under its id; the same said twice changes nothing. Raises Refusal where the id is another person's."""
    known_id(known_as.id)
    with writing():
        return _known(_kept(known_as, external))


def _kept(known_as: Known, external: str) -> Individual:
    standing = Individual.objects.filter(pk=known_as.id).first()
    if standing and not standing.person.startswith(STAND_IN) and standing.person != known_as.person:
        raise _another_person()
    values = {
        "person": known_as.person or (standing.person if standing else known_as.stand_in),
        "external": _hashed(known_as.external_type, external),
        "external_type": known_as.external_type[:64],
        "provider": known_as.provider[:64],
    }
    row = Individual(pk=known_as.id, **values)
    row.seal = signer().sign(sealed_text(row))
    row.save()
    return row


def individual(individual_id: str) -> Known:
    """Raises Unknown, and Refusal for an id that cannot be one."""
    row = Individual.objects.filter(pk=known_id(individual_id)).first()
    if row is None:
        raise Unknown(
            Text(ar="لا يوجد فرد بهذا المعرّف.", en="There is no individual with this id."),
            mend=Text(ar="سجّل الفرد أولًا.", en="Create the individual first."),
        )
    return _known(row)


def individual_known_as(external_type: str, external: str) -> Known | None:
    """Somebody whom a program has named so before."""
    row = Individual.objects.filter(external=_hashed(external_type, external)).order_by("id").first()
    return _known(row) if row and external else None


def individual_of(person: str) -> Known | None:
    row = Individual.objects.filter(person=person).order_by("id").first() if person else None
    return _known(row) if row else None


def individuals(offset: int = 0, limit: int = 100) -> list[Known]:
    return [_known(row) for row in Individual.objects.order_by("id")[offset : offset + limit]]


def sealed_text(row: Individual) -> str:
    return canonical([row.id, row.person, row.external, row.external_type, row.provider])


def _known(row: Individual) -> Known:
    person = "" if row.person.startswith(STAND_IN) else row.person
    return Known(row.id, person, row.external_type, row.provider, bool(row.external), row.person)


def _hashed(external_type: str, external: str) -> str:
    if not external:
        return ""
    return salted_hmac("wasl.consent.individual", f"{external_type}\x1f{external}", algorithm="sha256").hexdigest()


def _another_person() -> Refusal:
    return Refusal(
        Text(ar="هذا المعرّف لشخص آخر.", en="This id stands for another person."),
        mend=Text(ar="سجّل الفرد بمعرّف جديد.", en="Create the individual under another id."),
    )
