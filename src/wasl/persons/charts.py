"""The charts of linking as people know them from Splink: weights, their histogram, thresholds, one pair's waterfall,
match rates by group. Specs for `wasl.core.charts`, mirrored where the language is written from right to left."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from wasl.core.charts import COLOURS, WIDTH, Spec, drawn
from wasl.core.text import Text
from wasl.persons.counting import BIN
from wasl.persons.fairness import FEWEST, Group, Measure
from wasl.persons.quality import Bin, RunQuality, Step, Weight
from wasl.persons.quality_words import fact_name, field_name, group_name, level_name

ROW = 18  # units that a bar takes
LABELS = 165  # units that the names beside bars may take
FITTED: Spec = {"width": WIDTH, "autosize": {"type": "fit-x", "contains": "padding"}}
_SEPARATOR = "\u001f"
_SHOWN_BANDS = ("same-1", "same-5", "same-9")


@dataclass(frozen=True)
class Page:
    """The language that a chart is drawn for."""

    language: str

    @property
    def arabic(self) -> bool:
        return not self.language.startswith("en")

    @property
    def start(self) -> str:
        return "right" if self.arabic else "left"

    def say(self, text: Text) -> str:
        return text.in_language(self.language)

    def names(self, **more: object) -> Spec:
        """The axis at which names stand, where reading begins. A name is what follows the separator of its key."""
        label = f"split(datum.label, '{_SEPARATOR}')[1]"
        axis = {"orient": self.start, "title": None, "ticks": False, "domain": False, "labelExpr": label, **more}
        return {"field": "key", "type": "nominal", "sort": None, "axis": {"labelPadding": 6, **axis}}

    def numbers(self, title: Text | None, scale: Spec | None = None, **axis: object) -> Spec:
        """A horizontal axis that runs in the direction of reading."""
        whole = {
            "title": self.say(title) if title else None,
            "tickCount": 5,
            "labelOverlap": "greedy",
            "labelSeparation": 6,
            **axis,
        }
        return {"type": "quantitative", "scale": {"reverse": self.arabic, **(scale or {})}, "axis": whole}

    def draw(self, spec: Spec, title: Text) -> SafeString:
        return drawn(spec, self.say(title), arabic=self.arabic)


def _key(place: int, name: str) -> str:
    """Names may stand twice; keys do not."""
    return f"{place}{_SEPARATOR}{name}"


_BITS = Text(ar="الوزن (بت)", en="weight (bits)")
WEIGHTS = Text(ar="وزن كل مستوى اتفاق", en="What each level of agreement weighs")


def shown_weights(quality: RunQuality) -> dict[str, list[Weight]]:
    """By field; of the nine bands of names three."""
    fields: dict[str, list[Weight]] = {}
    for weight in quality.weights:
        if not weight.level.startswith("same-") or weight.level in (*_SHOWN_BANDS, "same-default", "same-doubtful"):
            fields.setdefault(weight.field, []).append(weight)
    return fields


def weights(quality: RunQuality, page: Page) -> SafeString:
    """Bars for and against, under the name of their field."""
    rows: list[Spec] = []
    for field, levels in shown_weights(quality).items():
        rows.append({"key": _key(len(rows), page.say(field_name(field))), "head": True})
        rows += [
            {"key": _key(len(rows) + n, page.say(level_name(one.level))), "bits": round(one.bits, 1) or 0}
            for n, one in enumerate(levels)
        ]
    heads = [row["key"] for row in rows if row.get("head")]
    bold = {"condition": {"test": f"indexof({heads!r}, datum.value) >= 0", "value": "bold"}, "value": "normal"}
    names = page.names(labelFontWeight=bold, labelLimit=LABELS) | {"scale": {"domain": [row["key"] for row in rows]}}
    return page.draw(_bars(rows, page, names), WEIGHTS)


def _bars(rows: list[Spec], page: Page, names: Spec) -> Spec:
    colour = {
        "condition": {"test": "datum.bits < 0", "value": COLOURS["bad"]},
        "value": COLOURS["accent"],
    }
    said = [row["bits"] for row in rows if "bits" in row]
    reach = [1.3 * min(0.0, *said) - 2, 1.2 * max(0.0, *said) + 2]  # room for the figures
    x = page.numbers(_BITS, {"domain": reach, "nice": False})
    bar: Spec = {
        "mark": {"type": "bar", "height": {"band": 0.7}},
        "encoding": {"x": {"field": "bits", **x}, "color": colour},
    }
    return {
        **FITTED,
        "height": {"step": ROW},
        "data": {"values": rows},
        "encoding": {"y": names},
        "layer": [bar, *_at_ends(page)],
    }


def _at_ends(page: Page) -> list[Spec]:
    """Each bar's figure, beyond its end."""
    outward = -1 if page.arabic else 1
    return [
        {
            "transform": [{"filter": test}],
            "mark": {"type": "text", "align": align, "dx": 3 * side, "fontSize": 11, "baseline": "middle"},
            "encoding": {
                "x": {"field": "bits", "type": "quantitative"},
                "text": {"field": "bits", "format": "+.1f"},
            },
        }
        for test, side in (("datum.bits >= 0", outward), ("datum.bits < 0", -outward))
        for align in ("left" if side > 0 else "right",)
    ]


HISTOGRAM = Text(ar="توزيع أوزان أزواج القيود والأشخاص", en="How the weights of pairs are spread")
_LINKED = Text(ar="مربوطة", en="linked")
_UNSURE = Text(ar="غير محسومة", en="unsure")
_ACCEPT = Text(ar="يُربط من هنا", en="linked from here")
_ASK = Text(ar="يُسأل عنه", en="asked about")


def histogram(bins: Sequence[Bin], quality: RunQuality, page: Page) -> SafeString:
    """Links above, unsure rows below, each on a scale of its own; the thresholds as lines through both."""
    return page.draw(_histogram(bins, quality, page), HISTOGRAM)


def _histogram(bins: Sequence[Bin], quality: RunQuality, page: Page) -> Spec:
    ends = [bins[0].bits, bins[-1].bits + BIN] if bins else [-10, 50]
    reach = [min(ends[0], quality.unsure - 1), max(ends[1], quality.accept + 1)]
    halves = (("linked", _LINKED, COLOURS["accent"], 110), ("unsure", _UNSURE, COLOURS["warn"], 70))
    rows = [{"from": one.bits, "to": one.bits + BIN, "linked": one.linked, "unsure": one.unsure} for one in bins]
    return {
        "data": {"values": rows},
        "spacing": 12,
        "vconcat": [
            {
                "width": WIDTH - 60,
                "height": height,
                "layer": [
                    _columns(name, words, colour, reach, page, bottom=name == "unsure"),
                    *_lines(quality, page, told=name == "linked"),
                ],
            }
            for name, words, colour, height in halves
        ],
    }


def _columns(name: str, words: Text, colour: str, reach: list[float], page: Page, *, bottom: bool) -> Spec:
    x = page.numbers(_BITS, {"domain": reach, "nice": False})
    x["axis"] |= {} if bottom else {"title": None, "labels": False, "ticks": False}
    return {
        "mark": {"type": "bar", "color": colour},
        "encoding": {
            "x": {"field": "from", **x},
            "x2": {"field": "to"},
            "y": {
                "field": name,
                "type": "quantitative",
                "axis": {"orient": page.start, "title": page.say(words), "tickCount": 3, "format": ",d"},
            },
            "y2": {"datum": 0},
        },
    }


def _lines(quality: RunQuality, page: Page, *, told: bool) -> list[Spec]:
    """The thresholds; their names stand where there is room: the lower one's before it, the upper one's after."""
    after = "right" if page.arabic else "left"
    before = "left" if page.arabic else "right"
    marks = [(quality.accept, _ACCEPT, COLOURS["good"], after, 4), (quality.unsure, _ASK, COLOURS["warn"], before, -4)]
    out: list[Spec] = []
    for bits, words, colour, align, away in marks:
        at = {"data": {"values": [{"at": bits, "words": page.say(words)}]}}
        x = {"field": "at", "type": "quantitative"}
        out.append({**at, "mark": {"type": "rule", "strokeDash": [4, 3], "color": colour}, "encoding": {"x": x}})
        if told:
            aside = -away if page.arabic else away
            mark = {"type": "text", "align": align, "dx": aside, "color": colour, "baseline": "top", "fontSize": 11}
            out.append({**at, "mark": mark, "encoding": {"x": x, "y": {"value": -13}, "text": {"field": "words"}}})
    return out


THRESHOLDS = Text(ar="الدقة والشمول المتوقعان عند كل حد", en="Expected precision and recall at each threshold")
_PRECISION = Text(ar="الدقة", en="precision")
_RECALL = Text(ar="الشمول", en="recall")
_THRESHOLD = Text(ar="حد القبول (بت)", en="threshold (bits)")
POINTS = 24
NOTHING = 0.05  # bits that would be written as none


@dataclass(frozen=True)
class Point:
    """What would be expected if all pairs from so many bits on were links, and no other."""

    bits: int
    precision: float
    recall: float


def by_threshold(bins: Sequence[Bin]) -> list[Point]:
    """From the lowest bin to the first from which on too little is found to be worth a look."""
    likely = sum(one.right + one.missed for one in bins)
    points = []
    for at, one in enumerate(bins):
        above = bins[at:]
        pairs, right = sum(b.linked + b.unsure for b in above), sum(b.right + b.missed for b in above)
        if pairs and likely:
            points.append(Point(one.bits, min(1.0, right / pairs), right / likely))
    return [point for point in points if point.recall > 0.05][:POINTS]


def thresholds(bins: Sequence[Bin], quality: RunQuality, page: Page) -> SafeString:
    lines = {"precision": (_PRECISION, COLOURS["accent"]), "recall": (_RECALL, COLOURS["guard"])}
    points = by_threshold(bins)
    least = min((min(p.precision, p.recall) for p in points), default=0.0)
    rows = [{"bits": p.bits, "share": getattr(p, name), "line": name} for name in lines for p in points]
    y_axis = {"orient": page.start, "title": None, "format": ".0%" if least < 0.95 else ".1%", "tickCount": 5}
    return page.draw(
        {
            **FITTED,
            "height": 170,
            "data": {"values": rows},
            "encoding": {
                "x": {"field": "bits", **page.numbers(_THRESHOLD, {"nice": False, "zero": False})},
                "y": {
                    "field": "share",
                    "type": "quantitative",
                    "scale": {"domain": [max(0.0, least - 0.02), 1.0], "nice": False},
                    "axis": y_axis,
                },
                "color": {
                    "field": "line",
                    "type": "nominal",
                    "scale": {"domain": list(lines), "range": [colour for _, colour in lines.values()]},
                    "legend": _legend({name: page.say(words) for name, (words, _) in lines.items()}, page),
                },
            },
            "layer": [
                {
                    "mark": {"type": "line", "point": {"size": 18}, "strokeWidth": 2},
                    "encoding": {"strokeDash": {"field": "line", "type": "nominal", "legend": None}},
                },
                _accepted_from(quality),
            ],
        },
        THRESHOLDS,
    )


def _accepted_from(quality: RunQuality) -> Spec:
    return {
        "data": {"values": [{"at": quality.accept}]},
        "mark": {"type": "rule", "strokeDash": [4, 3]},
        "encoding": {
            "x": {"field": "at", "type": "quantitative"},
            "y": {"value": 0},
            "y2": {"value": 170},
            "color": {"value": COLOURS["good"]},
        },
    }


def _legend(words: dict[str, str], page: Page) -> Spec:
    chain = "".join(f"datum.label === '{name}' ? '{said}' : " for name, said in words.items())
    return {
        "title": None,
        "orient": "top",
        "direction": "horizontal",
        "labelExpr": f"{chain}''",
        "labelColor": COLOURS["ink"],
        "labelFontSize": 11,
        "symbolType": "stroke",
        "symbolStrokeWidth": 3,
    }


WATERFALL = Text(ar="كيف يتكوّن وزن زوج واحد", en="How the weight of one pair comes about")
_TOTAL = Text(ar="المجموع", en="sum")


def waterfall(steps: Sequence[Step], page: Page) -> SafeString:
    """Each fact's bar begins where the one before ended; the last one is the sum."""
    rows: list[Spec] = []
    at = 0.0
    for place, step in enumerate(step for step in steps if step.fact != "scripts" or abs(step.bits) >= NOTHING):
        key, way = _key(place, page.say(fact_name(step.fact))), "against" if step.bits < 0 else "for"
        rows.append({"key": key, "from": at, "to": at + step.bits, "bits": round(step.bits, 1) or 0, "way": way})
        at += step.bits
    rows.append({"key": _key(len(rows), page.say(_TOTAL)), "from": 0, "to": at, "bits": at, "way": "sum"})
    colour = {
        "condition": [
            {"test": "datum.way === 'sum'", "value": COLOURS["guard"]},
            {"test": "datum.way === 'against'", "value": COLOURS["bad"]},
        ],
        "value": COLOURS["accent"],
    }
    ends = [value for row in rows for value in (row["from"], row["to"])]
    least, most = min(0, *ends), max(*ends)
    reach = [least, most + 0.28 * (most - least)]  # room for the figures
    after = "right" if page.arabic else "left"
    return page.draw(
        {
            **FITTED,
            "height": {"step": ROW + 3},
            "data": {"values": rows},
            "encoding": {"y": page.names(labelLimit=LABELS + 20)},
            "layer": [
                {
                    "mark": {"type": "bar", "height": {"band": 0.7}},
                    "encoding": {
                        "x": {"field": "from", **page.numbers(_BITS, {"domain": reach, "nice": False})},
                        "x2": {"field": "to"},
                        "color": colour,
                    },
                },
                {
                    "transform": [{"calculate": "max(datum.from, datum.to)", "as": "end"}],
                    "mark": {"type": "text", "align": after, "dx": -3 if page.arabic else 3, "fontSize": 11},
                    "encoding": {
                        "x": {"field": "end", "type": "quantitative"},
                        "text": {"field": "bits", "format": "+.1f"},
                    },
                },
            ],
        },
        WATERFALL,
    )


GROUPS = {
    Measure.MATCH_RATE: Text(ar="نسبة الربط حسب المجموعة", en="Match rate by group"),
    Measure.RECALL: Text(ar="الشمول المتوقع حسب المجموعة", en="Expected recall by group"),
}
_MEAN = Text(ar="المتوسط", en="mean")


def worth_drawing(listed: Sequence[Group], measure: Measure) -> bool:
    """Whether two groups are large enough to be compared."""
    return sum(bool(one.code) and one.records >= FEWEST and one.rate(measure) is not None for one in listed) > 1


def groups(listed: Sequence[Group], mean: float, behind: set[str], measure: Measure, page: Page) -> SafeString:
    """A point with its interval for each group that is large enough, a line for the mean; `behind`: codes of the groups
    that are named."""
    rows: list[Spec] = []
    for place, group in enumerate(listed):
        rate = group.rate(measure)
        if rate and group.code and group.records >= FEWEST:
            key = _key(place, page.say(group_name(group.dimension, group.code)))
            rows.append(
                {"key": key, "rate": rate.value, "low": rate.low, "high": rate.high, "behind": group.code in behind}
            )
    least = min([row["low"] for row in rows] + [mean], default=0.0)
    colour = {"condition": {"test": "datum.behind", "value": COLOURS["bad"]}, "value": COLOURS["accent"]}
    x = page.numbers(None, {"domain": [max(0.0, least - 0.01), 1.0], "nice": False, "zero": False}, format="~%")
    names = {"y": page.names(labelLimit=LABELS), "color": colour}
    shape = {"condition": {"test": "datum.behind", "value": "diamond"}, "value": "circle"}
    return page.draw(
        {
            **FITTED,
            "height": {"step": ROW},
            "data": {"values": rows},
            "layer": [
                {
                    "data": {"values": [{"mean": mean}]},
                    "mark": {"type": "rule", "color": COLOURS["line-strong"], "strokeDash": [3, 3]},
                    "encoding": {"x": {"field": "mean", "type": "quantitative"}},
                },
                {
                    "mark": {"type": "rule", "strokeWidth": 2},
                    "encoding": {**names, "x": {"field": "low", **x}, "x2": {"field": "high"}},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 45, "opacity": 1},
                    "encoding": {**names, "x": {"field": "rate", "type": "quantitative"}, "shape": shape},
                },
            ],
        },
        GROUPS[measure],
    )
