"""An objection that was right becomes a matter for the protection officer: trust cannot know protection, faces can."""

from wasl.core.log import event
from wasl.protection.api import report_objection
from wasl.trust.rights.api import Request


def handed_over(asked: Request) -> None:
    """Open a case about the look that was objected to; one that is open already takes it in."""
    if asked.entry is not None:
        report_objection(asked.entry)
        event("rights.upheld", look=asked.entry)
