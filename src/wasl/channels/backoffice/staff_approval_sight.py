"""A request for approval laid out for the eye."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.api import Role
from wasl.identity.staffing.api import Approval, act_of, has_lapsed
from wasl.trust.policies.api import role_name

STATES = {
    "waiting": (Text(ar="ينتظر", en="waiting"), "warn"),
    "approved": (Text(ar="نُفِّذ", en="approved and done"), "good"),
    "refused": (Text(ar="مرفوض", en="refused"), "bad"),
    "withdrawn": (Text(ar="مسحوب", en="withdrawn"), "plain"),
    "lapsed": (Text(ar="انتهت مدته", en="lapsed"), "plain"),
}


OF_ROLES = frozenset({"role", "from", "to"})
"""Names of details that hold a role."""


@dataclass(frozen=True)
class ApprovalSight:
    row: Approval

    @property
    def name(self) -> Text:
        return act_of(self.row).name

    @property
    def lines(self) -> list[tuple[Text, Text]]:
        """What the act depends on, each under its name; what is empty is left out."""
        labels = act_of(self.row).labels
        told = self.row.details.items()
        return [(labels.get(name, _same(name)), _value(name, value)) for name, value in told if value]

    @property
    def state(self) -> tuple[Text, str]:
        return STATES["lapsed" if has_lapsed(self.row) else self.row.state]

    @property
    def waits(self) -> bool:
        return self.row.state == "waiting" and not has_lapsed(self.row)

    @property
    def until(self) -> datetime:
        return self.row.asked + timedelta(hours=24)

    @property
    def office(self) -> Text | None:
        return pack().agencies.get(self.row.office)


def _value(name: str, value: str) -> Text:
    return role_name(value) if name in OF_ROLES and value in Role else _same(value)


def _same(written: str) -> Text:
    return Text(ar=written, en=written)
