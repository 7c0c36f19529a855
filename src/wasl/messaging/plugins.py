"""Providers are plugins: a folder under contrib with a class marked `@register("its-id")`."""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.messaging import contrib
from wasl.messaging.message import Channel
from wasl.messaging.provider import Provider

AnyProvider = TypeVar("AnyProvider", bound=Provider)

_CLASSES: dict[str, type[Provider]] = {}


def register(id: str) -> Callable[[type[AnyProvider]], type[AnyProvider]]:  # noqa: A002  the word of the settings
    """Make a class known under an id that settings name. Raises Refusal where the id is taken."""

    def mark(provider: type[AnyProvider]) -> type[AnyProvider]:
        standing = _CLASSES.setdefault(id, provider)
        if standing is not provider:
            raise Refusal(
                f"message provider '{id}' is already {standing.__module__}.{standing.__qualname__}",
                mend="give one of the two another id",
                where=f"{provider.__module__}.{provider.__qualname__}",
            )
        provider.id = id
        return provider

    return mark


def known_providers() -> dict[str, type[Provider]]:
    """Every provider, by id."""
    _import_all()
    return _CLASSES


def provider(channel: Channel) -> Provider | None:
    """The one that the settings name for a channel; None where the channel is not open. Raises Refusal."""
    name = _named(channel)
    if name is None:
        return None
    found = known_providers().get(name)
    if found is None or channel not in found.channels:
        fitting = sorted(id for id, one in known_providers().items() if channel in one.channels)  # noqa: A001
        raise Refusal(
            f"WASL_{channel.upper()}: there is no provider '{name}'", mend=f"choose one of {', '.join(fitting)}"
        )
    return found()


def _named(channel: Channel) -> str | None:
    """A demo has its outbox where nothing is named; elsewhere the outbox would show secrets to everybody."""
    chosen = settings().sms if channel is Channel.SMS else settings().email
    if chosen == "outbox" and not settings().demo:
        raise Refusal(f"WASL_{channel.upper()}: the outbox is for demonstrations", mend="name a real provider")
    return chosen or ("outbox" if settings().demo else None)


@lru_cache(maxsize=1)
def _import_all() -> None:
    for module in iter_modules(contrib.__path__):
        import_module(f"{contrib.__name__}.{module.name}")
