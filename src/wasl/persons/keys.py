"""Where a person's rows are: keys out of the index, nothing of what stands in the rows."""

from wasl.persons.models import Link
from wasl.persons.picture import person_of
from wasl.registers import api as registers


def row_keys(handle: str, register: str) -> list[str]:
    """Keys of the rows of a register that are a person's own. Raises Unknown, KeyError for no such register.

    Rows that belong to somebody through another register are left out: the index does not hold their keys.
    """
    roles = [role.role for role in registers.catalogue()[register].persons if role.via is None]
    found = Link.objects.filter(person_id=person_of(handle).pk, register=register, role__in=roles)
    return sorted(set(found.values_list("key", flat=True)))
