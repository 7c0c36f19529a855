"""What each kind of register holds, as canonical values: one function per register kind, found by `CONTENT[kind]`.

A content function answers one column per attribute of the manifest. For each role R without `via` it answers `_pid_R`
(UInt32, may be null), from which the writer fills the identifying attributes that the function left out; for a `via`
role it answers the via attribute and `_pid_R`, which then only feeds the truth.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

import numpy as np
import polars as pl

from wasl.synthetic.nation import Nation

ContentFunction = Callable[[Nation, np.random.Generator], pl.DataFrame]

CONTENT: dict[str, ContentFunction] = {}


def content(kind: str) -> Callable[[ContentFunction], ContentFunction]:
    """Offer a function as the content of a register kind; a kind offered twice stops the import."""

    def offer(function: ContentFunction) -> ContentFunction:
        if kind in CONTENT:
            raise ValueError(
                f"content of kind '{kind}' is given twice, by {CONTENT[kind].__module__} and {function.__module__}: "
                "keep one of them"
            )
        CONTENT[kind] = function
        return function

    return offer


for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
