"""Providers are plugins: a folder under contrib with a class marked `@register("its-id")`."""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.payments import contrib
from wasl.payments.provider import Provider

AnyProvider = TypeVar("AnyProvider", bound=Provider)
SANDBOX = "sandbox"

_CLASSES: dict[str, type[Provider]] = {}


def register(id: str) -> Callable[[type[AnyProvider]], type[AnyProvider]]:  # noqa: A002  the word of the settings
    """Make a class known under an id that settings name. Raises Refusal where the id is taken."""

    def mark(provider: type[AnyProvider]) -> type[AnyProvider]:
        standing = _CLASSES.setdefault(id, provider)
        if standing is not provider:
            raise Refusal(
                f"payment provider '{id}' is already {standing.__module__}.{standing.__qualname__}",
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


def chosen() -> Provider | None:
    """The one that is asked through; None where there is none. Raises Refusal where the setting is wrong."""
    name = settings().payments or (SANDBOX if settings().demo else None)
    return provider(name) if name else None


def provider(name: str) -> Provider:
    """A provider by its id. Raises Refusal: outside a demonstration the sandbox would give services away."""
    if name == SANDBOX and not settings().demo:
        raise Refusal("WASL_PAYMENTS: the sandbox is for demonstrations", mend="name a real provider")
    found = known_providers().get(name)
    if found is None:
        raise Refusal(
            f"WASL_PAYMENTS: there is no provider '{name}'",
            mend=f"choose one of {', '.join(sorted(known_providers()))}",
        )
    return found()


def not_open() -> Refusal:
    return Refusal(
        Text(ar="لم يبدأ الدفع عبر المنصة بعد", en="Paying through the platform has not started yet"),
        mend=Text(
            ar="على من يشغّل المنصة أن يحدد مزود دفع في WASL_PAYMENTS",
            en="whoever runs the platform names a provider of payments in WASL_PAYMENTS",
        ),
    )


@lru_cache(maxsize=1)
def _import_all() -> None:
    for module in iter_modules(contrib.__path__):
        import_module(f"{contrib.__name__}.{module.name}")
