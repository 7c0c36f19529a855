"""Where a request comes from, as far as it may be believed."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.http import HttpRequest

from wasl.core.conf import settings

Network = IPv4Network | IPv6Network
HOME = 64
"""Bits of an IPv6 address that one household has to itself."""


def address_of(request: HttpRequest) -> str:
    """The nearest address that is no trusted proxy of ours; a whole household's in IPv6. Empty where unknown."""
    near = str(request.META.get("REMOTE_ADDR", ""))
    told = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    while told and _trusted(near):
        near = told.pop().strip()
    return _home(near)


def _trusted(address: str) -> bool:
    try:
        return any(ip_address(address) in network for network in _proxies(settings().trusted_proxies))
    except ValueError:
        return False


def _home(address: str) -> str:
    """
    >>> _home("2001:db8:1:2:3::4"), _home("192.0.2.7"), _home("unknown")
    ('2001:db8:1:2::/64', '192.0.2.7', '')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{found}/{HOME}", strict=False)) if found.version == 6 else str(found)


@lru_cache(maxsize=4)
def _proxies(listed: str) -> tuple[Network, ...]:
    return tuple(ip_network(one.strip(), strict=False) for one in listed.split(",") if one.strip())
