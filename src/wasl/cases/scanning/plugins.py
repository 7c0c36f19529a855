"""Scanners are plugins: a folder under contrib with a class marked `@register("its-id")`."""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

from wasl.cases.scanning import contrib
from wasl.cases.scanning.provider import Scanner
from wasl.core.conf import settings
from wasl.core.errors import Refusal

AnyScanner = TypeVar("AnyScanner", bound=Scanner)
DEMO = "demo"

_CLASSES: dict[str, type[Scanner]] = {}


def register(id: str) -> Callable[[type[AnyScanner]], type[AnyScanner]]:  # noqa: A002  the word of the settings
    """Make a class known under an id that settings name. Raises Refusal where the id is taken."""

    def mark(scanner: type[AnyScanner]) -> type[AnyScanner]:
        standing = _CLASSES.setdefault(id, scanner)
        if standing is not scanner:
            raise Refusal(
                f"scanner '{id}' is already {standing.__module__}.{standing.__qualname__}",
                mend="give one of the two another id",
                where=f"{scanner.__module__}.{scanner.__qualname__}",
            )
        scanner.id = id
        return scanner

    return mark


def known_scanners() -> dict[str, type[Scanner]]:
    """Every scanner, by id."""
    _import_all()
    return _CLASSES


def chosen() -> Scanner | None:
    """The one that the settings name; in a demo the twin; else None: then no file is taken. Raises Refusal."""
    name = settings().scanner or (DEMO if settings().demo else None)
    if name is None:
        return None
    if name == DEMO and not settings().demo:
        raise Refusal("WASL_SCANNER: the demo scans nothing", mend="name a real scanner")
    found = known_scanners().get(name)
    if found is None:
        real = ", ".join(sorted({*known_scanners()} - {DEMO}))
        raise Refusal(f"WASL_SCANNER: there is no scanner '{name}'", mend=f"choose one of {real}")
    return found()


@lru_cache(maxsize=1)
def _import_all() -> None:
    for module in iter_modules(contrib.__path__):
        import_module(f"{contrib.__name__}.{module.name}")
