"""Which rules stand: those of the pack, changed by what was published since."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection

from wasl.country.api import Policies, PolicyRule, pack

Changes = Mapping[str, dict[str, Any] | None]
"""Rule id -> the rule as policies.yaml tells it; None removes the pack's rule."""


@dataclass(frozen=True, eq=False)
class Edition:
    """A whole set of rules, and a name for it that changes with any of them."""

    number: int
    digest: str  # SHA-256 over all rules, 16 hexadecimal digits
    rules: dict[str, PolicyRule]

    @property
    def name(self) -> str:
        return f"{self.number}-{self.digest}"

    @lru_cache(64)  # noqa: B019  an edition lives as long as the process, and there are few
    def of(self, purpose: str, day: date) -> tuple[tuple[str, PolicyRule], ...]:
        """Rules of a purpose that hold on a day."""
        return tuple(
            (slug, rule) for slug, rule in self.rules.items() if rule.purpose == purpose and rule.holds_on(day)
        )

    @lru_cache(64)  # noqa: B019
    def asks_consent(self, purpose: str, day: date) -> bool:
        """Whether any rule of the purpose rests on consent: otherwise nobody's consents need to be read."""
        return any(rule.basis == "consent" for _, rule in self.of(purpose, day))


def current() -> Edition:
    """The edition that decides now, in every process: what is published is in force at the next look."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, published_at FROM policies_policyedition ORDER BY number DESC LIMIT 1")
        found = cursor.fetchone()
    return _edition(pack().policies, found[0], str(found[1])) if found else _of_pack(pack().policies)


def edition(number: int) -> Edition:
    """One that was published, or 0 for the pack's own rules. Raises PolicyEdition.DoesNotExist."""
    return with_changes(published_changes(number), number) if number else _of_pack(pack().policies)


def published_changes(number: int) -> dict[str, dict[str, Any] | None]:
    """All that an edition changes of the pack's rules."""
    from wasl.trust.policies.models import PolicyEdition

    return dict(PolicyEdition.objects.get(number=number).changes) if number else {}


def with_changes(changes: Changes, number: int) -> Edition:
    """The pack's rules with changes. Raises pydantic.ValidationError for a rule that is none."""
    rules = dict(pack().policies.rules)
    for slug, told in changes.items():
        rules.pop(slug, None)
        if told is not None:
            rules[slug] = PolicyRule.model_validate(told)
    return _made(number, rules)


_EDITIONS: dict[tuple[int, int], tuple[Policies, str, Edition]] = {}


def _of_pack(policies: Policies) -> Edition:
    return _kept(policies, 0, {}, "")


def _edition(policies: Policies, number: int, published_at: str) -> Edition:
    """A store that was put back to an earlier state may hold another edition under the same number."""
    standing = _EDITIONS.get((id(policies), number))
    if standing and standing[0] is policies and standing[1] == published_at:
        return standing[2]
    return _kept(policies, number, published_changes(number), published_at)


def _kept(policies: Policies, number: int, changes: Changes, published_at: str) -> Edition:
    """A pack is told from another by being the same object: a process has one, tests have several."""
    standing = _EDITIONS.get((id(policies), number))
    if standing is None or standing[0] is not policies or standing[1] != published_at:
        standing = _EDITIONS[id(policies), number] = (policies, published_at, with_changes(changes, number))
    return standing[2]


def _made(number: int, rules: dict[str, PolicyRule]) -> Edition:
    told = {slug: rule.model_dump(mode="json", by_alias=True) for slug, rule in sorted(rules.items())}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
    return Edition(number, digest, rules)
