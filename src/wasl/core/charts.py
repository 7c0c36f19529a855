"""Vega-Lite charts as inline SVG: drawn on the server, so that pages and report files need no script and no network.

A chart is drawn in the colours of COLOURS and shown in those of the page's tokens, so that it follows light and dark.
Its text takes the page's face. It is one picture to a screen reader; its figures belong beside it as a table.
"""

import json
import re
from functools import lru_cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Spec = dict[str, Any]

WIDTH = 360
"""Of every chart, in its own units: about a phone's, so that its text is read there as well as on a desk."""

COLOURS = {  # token -> what it is in the light scheme, so that a chart is right where tokens are unknown
    "ink": "#17212b",
    "ink-soft": "#4b5865",
    "line": "#d8d3c7",
    "line-strong": "#6f7a85",
    "accent": "#0a5c5d",
    "good": "#1b6537",
    "warn": "#7d4500",
    "bad": "#9c1f1c",
    "guard": "#56378a",
    "paper": "#ffffff",
}

_CONFIG: Spec = {
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": None},
    "padding": 2,
    "axis": {
        "labelColor": COLOURS["ink"],
        "titleColor": COLOURS["ink-soft"],
        "tickColor": COLOURS["line-strong"],
        "domainColor": COLOURS["line-strong"],
        "gridColor": COLOURS["line"],
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 170,
        "titleLimit": WIDTH,
    },
    "header": {"labelColor": COLOURS["ink"], "labelFontSize": 12, "labelFontWeight": "bold"},
    "text": {"color": COLOURS["ink"], "fontSize": 11},
}

_ARABIC_NUMBERS = {
    "decimal": "٫",
    "thousands": "٬",
    "grouping": [3],
    "currency": ["", ""],
    "numerals": list("٠١٢٣٤٥٦٧٨٩"),
    "percent": "٪",
    "minus": "−",
}

_ARIA = re.compile(r' (aria-[a-z]+|role|pointer-events|class)="[^"]*"')
_SIZE = re.compile(r'<svg [^>]*?width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)"[^>]*>')
_COLOUR = re.compile("|".join(f'"{colour}"' for colour in COLOURS.values()))
_TOKENS = {f'"{colour}"': f'"var(--{token}, {colour})"' for token, colour in COLOURS.items()}


def drawn(spec: Spec, title: str, *, arabic: bool) -> SafeString:
    """The chart as an `<svg>` element named by its title, its numbers in the digits of the language. Whoever writes
    the spec writes it for the page's direction: a chart of a right-to-left page is a mirrored one (axes at the right,
    scales reversed)."""
    svg = _svg(json.dumps(spec, sort_keys=True, ensure_ascii=False), arabic=arabic)
    return mark_safe(_inline(svg, title))  # noqa: S308  our renderer's, the title escaped


@lru_cache(256)
def _svg(spec: str, *, arabic: bool) -> str:
    """The runtime behind it takes most of a second and 70 MB at first use, so it is not loaded before."""
    import vl_convert

    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": _CONFIG, **json.loads(spec)}
    return str(
        vl_convert.vegalite_to_svg(whole, allowed_base_urls=[], format_locale=_ARABIC_NUMBERS if arabic else None)
    )


def _inline(svg: str, title: str) -> str:
    size = _SIZE.search(svg)
    assert size is not None, "not an SVG of Vega"  # noqa: S101  its own renderer wrote it
    width, height = size["width"], size["height"]
    inner = _ARIA.sub("", svg[size.end() :])
    inner = _COLOUR.sub(lambda match: _TOKENS[match[0]], inner).replace("<text ", '<text unicode-bidi="plaintext" ')
    inner = inner.replace(' font-family="sans-serif"', "")
    named = f'role="img" aria-label="{escape(title)}" direction="ltr"'
    return f'<svg class="drawn" {named} width="{width}" height="{height}" viewBox="0 0 {width} {height}">{inner}'
