"""How well the registers are linked, laid out to be read: as a whole, register by register, and against earlier runs.

Counts only: nobody can be told from it. Pages and the report file show the same.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from wasl.core.text import Text
from wasl.country.api import pack
from wasl.persons import charts, drift
from wasl.persons.counting import AGES
from wasl.persons.drift import Drift, drifted
from wasl.persons.fairness import Certainty, Flag, Group, Measure, Rate, flagged, groups_of, mean, telling, together
from wasl.persons.models import LinkRun, QualityFigure
from wasl.persons.outcomes import Outcome, State
from wasl.persons.quality import Bin, Block, Pattern, RegisterQuality, RunQuality, Weight, quality_of, with_quality
from wasl.persons.quality_words import DIMENSIONS, group_name, key_name
from wasl.persons.shielding import Counted, counted, place_of, tellable
from wasl.registers import api as registers

SIMPLE = ("governorate", "sex", "age")
"""Dimensions that are drawn; crossed ones are only searched for groups that fall behind."""


@dataclass(frozen=True)
class Line:
    """One group: all its rows; and its rows in registers that tell the group themselves, for the match rate."""

    group: Group
    told: Group | None
    counted: Counted

    @property
    def name(self) -> Text:
        return group_name(self.group.dimension, self.group.code)

    @property
    def match_rate(self) -> Rate | None:
        return self.told.match_rate if self.told else None


@dataclass(frozen=True)
class Comparison:
    """The groups of one dimension side by side."""

    dimension: str
    lines: list[Line]
    flags: list[Flag]

    @property
    def name(self) -> Text:
        return DIMENSIONS[self.dimension]

    def chart(self, measure: Measure, language: str) -> SafeString | None:
        """None where no group is large enough, or none is told by the rows themselves."""
        shown = [one.told if measure is Measure.MATCH_RATE else one.group for one in self.lines]
        listed = [group for group in shown if group is not None]
        whole = mean(listed, self.dimension, measure)
        if whole is None or not charts.worth_drawing(listed, measure):
            return None
        behind = {flag.group.code for flag in self.flags if flag.measure is measure}
        return charts.groups(listed, whole.value, behind, measure, charts.Page(language))


@dataclass(frozen=True)
class RegisterLine:
    """One register in one role, as the last run left it. Without groups where it is linked via another register."""

    outcome: Outcome
    name: Text
    role: Text
    owner: Text
    whole: Group | None
    quality: RegisterQuality | None
    groups: list[Group]
    drifts: list[Drift]

    @property
    def register_id(self) -> str:
        return self.outcome.register

    @property
    def kept(self) -> bool:
        return self.outcome.state == State.KEPT

    @property
    def match_rate(self) -> Rate | None:
        return Rate.of(self.outcome.linked, self.outcome.records)

    @property
    def precision(self) -> Rate | None:
        return self.whole.precision if self.whole else None

    @property
    def recall(self) -> Rate | None:
        return self.whole.recall if self.whole else None

    @cached_property
    def told(self) -> list[Group]:
        own = self.quality.own if self.quality else {}
        return telling(self.groups, {(self.outcome.register, self.outcome.role): own})

    @cached_property
    def counted(self) -> dict[tuple[str, str, str, str], Counted]:
        return counted(self.groups)

    @cached_property
    def flags(self) -> list[Flag]:
        found = [*flagged(self.groups, Measure.RECALL), *flagged(self.told, Measure.MATCH_RATE)]
        return tellable(found, self.counted)

    @property
    def behind(self) -> list[Flag]:
        """Of groups large enough to say something of."""
        return [flag for flag in self.flags if flag.certainty is not Certainty.TOO_FEW]

    @property
    def comparisons(self) -> list[Comparison]:
        return _comparisons(self.groups, self.told, self.flags)

    @property
    def causes(self) -> list[tuple[str, int]]:
        return Counter(self.quality.causes).most_common() if self.quality else []

    @property
    def methods(self) -> list[tuple[str, int]]:
        return Counter(self.quality.methods).most_common() if self.quality else []


@dataclass(frozen=True)
class Since:
    """What has changed since an earlier run."""

    run: LinkRun
    drifts: list[Drift]


@dataclass(frozen=True)
class Key:
    """A blocking key with too large blocks, in words."""

    name: Text
    block: Block


@dataclass
class Report:
    """One run's quality."""

    run: LinkRun
    quality: RunQuality

    @cached_property
    def groups(self) -> list[Group]:
        return groups_of(QualityFigure.objects.filter(run=self.run).order_by("register", "role", "id"))

    @cached_property
    def all_together(self) -> list[Group]:
        return together(self.groups)

    @property
    def whole(self) -> Group:
        return next((one for one in self.all_together if one.dimension == "all"), Group("all", "", 0, 0, 0, 0.0, 0.0))

    @cached_property
    def told(self) -> list[Group]:
        """All registers together, of each only what its rows tell themselves."""
        own = {(one.register_id, one.role): one.own for one in self.quality.registers}
        return together(telling(self.groups, own))

    @cached_property
    def flags(self) -> list[Flag]:
        found = [*flagged(self.all_together, Measure.RECALL), *flagged(self.told, Measure.MATCH_RATE)]
        return tellable(found, counted(self.all_together))

    @property
    def shown_groups(self) -> list[tuple[Group, Counted]]:
        """Every group of every register, with what may be shown of it."""
        shown = counted(self.groups)
        return [(group, shown[place_of(group)]) for group in self.groups]

    @cached_property
    def comparisons(self) -> list[Comparison]:
        return _comparisons(self.all_together, self.told, self.flags)

    @cached_property
    def since(self) -> list[Since]:
        return [Since(run, drifted(self.run, run)) for run in drift.earlier(self.run)]

    @cached_property
    def lines(self) -> list[RegisterLine]:
        """Registers in the order of the pack; the spine is what the others are linked to, and is left out."""
        by_place: dict[tuple[str, str], list[Group]] = {}
        for group in self.groups:
            by_place.setdefault((group.register, group.role), []).append(group)
        kept = {(one.register_id, one.role): one for one in self.quality.registers}
        outcomes = [Outcome.from_row(row) for row in self.run.registers]
        known = registers.catalogue().manifests
        return [
            self._line(outcome, by_place.get(place, []), kept.get(place))
            for outcome in sorted(outcomes, key=lambda one: (one.register, one.role))
            for place in [(outcome.register, outcome.role)]
            if outcome.register in known and outcome.register != self.run.spine
        ]

    def _line(self, outcome: Outcome, groups: list[Group], quality: RegisterQuality | None) -> RegisterLine:
        manifest = registers.catalogue().manifests[outcome.register]
        roles = {role.role: role.name for role in manifest.persons}
        drifts = [d for since in self.since[:1] for d in since.drifts]
        return RegisterLine(
            outcome,
            manifest.name,
            roles.get(outcome.role, Text(ar=outcome.role, en=outcome.role)),
            pack().agencies[manifest.owner],
            next((group for group in groups if group.dimension == "all"), None),
            quality,
            groups,
            [one for one in drifts if (one.register, one.role) == (outcome.register, outcome.role)],
        )

    @property
    def behind(self) -> list[RegisterLine]:
        """Registers in which some group falls behind."""
        return [line for line in self.lines if line.behind]

    @property
    def flagged(self) -> list[RegisterLine]:
        """Those and the registers whose groups below the mean are too small to say."""
        return [line for line in self.lines if line.flags]

    @property
    def strange(self) -> list[RegisterLine]:
        return [line for line in self.lines if line.quality and line.quality.strange]

    @property
    def crowded(self) -> list[Key]:
        return [Key(key_name(block.key), block) for block in self.quality.blocks]

    @property
    def causes(self) -> list[tuple[str, int]]:
        """Why rows were not linked, the most frequent first."""
        return sum((Counter(one.causes) for one in self.quality.registers), Counter[str]()).most_common()

    @property
    def methods(self) -> list[tuple[str, int]]:
        return sum((Counter(one.methods) for one in self.quality.registers), Counter[str]()).most_common()

    @property
    def bins(self) -> list[Bin]:
        return self.quality.bins

    @property
    def points(self) -> list[charts.Point]:
        return charts.by_threshold(self.bins)

    @property
    def weights(self) -> dict[str, list[Weight]]:
        return charts.shown_weights(self.quality)

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return self.quality.patterns


@dataclass(frozen=True)
class Drawings:
    """The charts of a report in one language, each drawn when it is asked for."""

    report: Report
    language: str

    @property
    def _page(self) -> charts.Page:
        return charts.Page(self.language)

    def weights(self) -> SafeString:
        return charts.weights(self.report.quality, self._page)

    def histogram(self) -> SafeString:
        return charts.histogram(self.report.bins, self.report.quality, self._page)

    def thresholds(self) -> SafeString:
        return charts.thresholds(self.report.bins, self.report.quality, self._page)

    def comparisons(
        self, listed: Iterable[Comparison]
    ) -> list[tuple[Comparison, SafeString | None, SafeString | None]]:
        """Each with its charts of match rates and of recall."""
        return [
            (one, one.chart(Measure.MATCH_RATE, self.language), one.chart(Measure.RECALL, self.language))
            for one in listed
        ]

    def register_histogram(self, line: RegisterLine) -> SafeString | None:
        bins = line.quality.weights if line.quality else ()
        return charts.histogram(bins, self.report.quality, self._page) if bins else None

    def explained(self) -> list[tuple[Pattern, SafeString | None]]:
        """The most frequent kinds of pairs, each with the chart of how its weight comes about."""
        return [
            (one, charts.waterfall(one.example, self._page) if one.example else None) for one in self.report.patterns
        ]


def report_of(run: LinkRun | None = None) -> Report | None:
    """Of a run, or of the last one that kept its quality; None where there is none yet."""
    chosen = run or with_quality().first()
    quality = quality_of(chosen) if chosen else None
    return Report(chosen, quality) if chosen and quality else None


def _comparisons(groups: Iterable[Group], told: Iterable[Group], flags: list[Flag]) -> list[Comparison]:
    by_code = {(group.dimension, group.code): group for group in told}
    listed = list(groups)
    shown = counted(listed)
    return [
        Comparison(
            dimension,
            [
                Line(one, by_code.get((dimension, one.code)), shown[place_of(one)])
                for one in _ordered(listed, dimension)
            ],
            [flag for flag in flags if flag.group.dimension == dimension],
        )
        for dimension in SIMPLE
    ]


def _ordered(groups: list[Group], dimension: str) -> list[Group]:
    """As the pack and the bands order them, the unknown last."""
    order = {"age": list(AGES), "governorate": list(pack().governorates), "sex": ["female", "male"]}[dimension]
    own = [group for group in groups if group.dimension == dimension]
    return sorted(own, key=lambda one: (order.index(one.code) if one.code in order else len(order), not one.code))
