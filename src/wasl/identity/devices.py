"""How a person would name the device that they signed in from."""

from django.http import HttpRequest

SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung",
    "UCBrowser": "UC Browser",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
"""What stands in a user agent, and what it is called; the first that fits, since browsers also name each other."""
OTHER = "—"


def device_of(request: HttpRequest) -> str:
    """Browser and system in two words; nothing that would tell one device from another of its kind."""
    return named(request.headers.get("User-Agent", ""))


def named(agent: str) -> str:
    """
    >>> named("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36")
    'Chrome, Android'
    >>> named("curl/8.0")
    '—'
    """
    found = [next((name for mark, name in kinds.items() if mark in agent), "") for kinds in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found)) or OTHER
