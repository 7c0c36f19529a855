"""Ids as the standard has them: a UUID for each service, and for each version of its form, always the same one."""

from uuid import UUID, uuid5

SERVICES = UUID("6f1d0a52-8f0e-5d5c-9d3a-2f5c6a1f7b11")
"""Names of services stand in this space."""


def service_id(slug: str) -> UUID:
    """
    >>> str(service_id("farmer-card"))
    'fce55a90-4c64-5d80-b039-710020a9c37c'
    """
    return uuid5(SERVICES, slug)


def form_id(slug: str, version: int) -> UUID:
    return uuid5(service_id(slug), str(version))
