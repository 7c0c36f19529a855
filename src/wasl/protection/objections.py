"""An objection that the desk found right becomes a case."""

from wasl.protection import cases
from wasl.protection.watching.finding import told
from wasl.trust.api import upkeep
from wasl.trust.log.api import entry


def report_objection(seq: int) -> bool:
    """Open a case about the look of that entry, or add it to the one that is open. Raises Unknown.

    What the person wrote stays with their objection.
    """
    with upkeep("an objection becomes a case"):
        looked = entry(seq)
    words = told("اعتراض على الاطلاع رقم {seq}.", "An objection to look {seq}.", seq=seq)
    return cases.open_for_entry(looked, "objection", words)
