"""Connectors are plugins: a module in this folder with a class marked `@register("its-id")`."""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

from wasl.core.errors import Refusal
from wasl.registers import connectors
from wasl.registers.connectors.base import Connector

AnyConnector = TypeVar("AnyConnector", bound=Connector)

_CLASSES: dict[str, type[Connector]] = {}


class DuplicateConnector(Refusal):
    """Two classes claim one id."""


def register(id: str) -> Callable[[type[AnyConnector]], type[AnyConnector]]:  # noqa: A002  the word of the manifest
    """Make a class known under an id that manifests name. Raises DuplicateConnector."""

    def mark(connector: type[AnyConnector]) -> type[AnyConnector]:
        standing = _CLASSES.setdefault(id, connector)
        if standing is not connector:
            place = f"{connector.__module__}.{connector.__qualname__}"
            raise DuplicateConnector(
                f"connector '{id}' is already {standing.__module__}.{standing.__qualname__}",
                mend="give one of the two another id",
                where=place,
            )
        connector.id = id
        return connector

    return mark


def connector_class(name: str) -> type[Connector]:
    """The class behind an id; KeyError if there is none."""
    return known_connectors()[name]


def known_connectors() -> dict[str, type[Connector]]:
    """Every connector, by id."""
    _import_all()
    return _CLASSES


@lru_cache(maxsize=1)
def _import_all() -> None:
    for module in iter_modules(connectors.__path__):
        import_module(f"{connectors.__name__}.{module.name}")
