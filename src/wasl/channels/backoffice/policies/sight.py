"""Rules and proposals laid out for the eye."""

import csv
from dataclasses import dataclass
from io import StringIO
from typing import Any

import wasl.trust.policies.api as policies
from wasl.core.text import Text
from wasl.trust.policies.api import Difference, Edition, PolicyProposal, RuleWords, Trouble


@dataclass(frozen=True)
class Card:
    """One rule."""

    slug: str
    words: RuleWords
    refuses: bool
    assumed: bool
    yaml: str


@dataclass(frozen=True)
class Cards:
    """The rules of one purpose."""

    purpose: str
    name: Text
    cards: list[Card]


@dataclass(frozen=True)
class Change:
    """What a proposal does to one rule, and how the rule would read."""

    difference: Difference
    yaml: str


@dataclass(frozen=True)
class Known:
    """Something that has to be acknowledged, and whether it is."""

    key: str
    where: str
    what: Text
    acknowledged: bool


def cards(edition: Edition, purpose: str = "") -> list[Cards]:
    """In the order of the rules."""
    found: dict[str, list[Card]] = {}
    for slug, rule in edition.rules.items():
        if not purpose or rule.purpose == purpose:
            yaml = policies.yaml_of(slug, policies.told_of(rule))
            card = Card(slug, policies.rule_words(rule), rule.effect == "refuse", rule.assumed, yaml)
            found.setdefault(rule.purpose, []).append(card)
    return [Cards(one, policies.purpose_name(one), listed) for one, listed in found.items()]


def whole(draft: PolicyProposal) -> dict[str, Any]:
    """What the page of a proposal shows."""
    before, after = policies.edition(draft.base), policies.proposed(draft)
    found = policies.check_rules(after)
    told = draft.simulation or {}
    return {
        "proposal": draft,
        "changes": [Change(one, _yaml(after, one.rule)) for one in policies.differences(before.rules, after.rules)],
        "rules": list(before.rules),
        "to_acknowledge": _to_acknowledge(draft, after),
        "found": [one for one in found if one.trouble is not Trouble.CONTRADICTION],
        "stale": draft.base != policies.current().number,
        "standing": policies.current().number,
        "simulated": policies.is_simulated(draft),
        "simulation": told,
        "effects": [(one["kind"], policies.effect_sentence(one), one) for one in told.get("effects", [])],
        "old_text": bool(told) and told.get("digest") != policies.digest(draft),
    }


def _yaml(edition: Edition, rule: str) -> str:
    found = edition.rules.get(rule)
    return policies.yaml_of(rule, policies.told_of(found)) if found else ""


def _to_acknowledge(draft: PolicyProposal, after: Edition) -> list[Known]:
    known = set(draft.acknowledged)
    contradictions = [one for one in policies.check_rules(after) if one.trouble is Trouble.CONTRADICTION]
    return [
        *(Known(one.key, ", ".join(one.rules), one.what, one.key in known) for one in contradictions),
        *(
            Known(one.key, "", Text(ar=f"مثال «{one.example.name.ar}»: {one.what.ar}",
                                    en=f"the example “{one.example.name.en}”: {one.what.en}"), one.key in known)
            for one in policies.check_examples(after)
        ),
    ]  # fmt: skip


def simulation_csv(draft: PolicyProposal) -> str:
    """One line an effect; it begins with the mark by which one knows UTF-8."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(["effect", "section", "purpose", "role", "body", "looks", "entries"])
    for one in (draft.simulation or {}).get("effects", []):
        named = [one[name] for name in ("kind", "section", "purpose", "role", "office", "looks")]
        writer.writerow([*named, " ".join(map(str, one["examples"]))])
    return "\ufeff" + text.getvalue()
