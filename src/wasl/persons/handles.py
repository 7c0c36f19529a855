"""The handles of made-up people, by their record in the spine: for a made-up nation alone, which tells its truth so."""

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.persons.models import Person
from wasl.trust.api import upkeep


def made_up_handles() -> dict[str, str]:
    """Everybody in the spine whose handle is their own. Raises Refusal outside a demo."""
    if not settings().demo:
        raise Refusal(
            Text(ar="هذه ليست نسخة للتجربة", en="this is not a demo"),
            mend=Text(ar="ابحث عن كل شخص بغرض معلن", en="look people up one by one, for a purpose"),
        )
    with upkeep("made-up looks at made-up people"):
        rows = Person.objects.filter(in_spine=True, merged_into=None, spine_record__isnull=False)
        return {record: handle for record, handle in rows.values_list("spine_record", "handle") if record}
