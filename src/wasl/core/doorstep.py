"""What is settled before anybody looks at a request: who may speak for its sender, in which way, over which line."""

from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address, ip_network

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from wasl.core.conf import settings
from wasl.core.text import Text

Answer = Callable[[HttpRequest], HttpResponse]
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Others are refused, TRACE among them."""
TOLD_BY_PROXIES = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT")
THIS_MACHINE = "127.0.0.0/8,::1"


class BelievedProxies:
    """What a proxy tells of a request is believed of one on this machine and of those in WASL_TRUSTED_PROXIES alone."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _believed(str(request.META.get("REMOTE_ADDR", "")), settings().trusted_proxies):
            for name in TOLD_BY_PROXIES:
                request.META.pop(name, None)
        return self.answer(request)


class EncryptedOnly:
    """Browsers are led on to https. A program that speaks in the clear is told so: a redirect would hide it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked_from_inside = request.path in ("/healthz", "/readyz", "/metrics")
        if request.is_secure() or asked_from_inside or _is_browser(request) or not django_settings.SECURE_SSL_REDIRECT:
            return self.answer(request)
        said = {"type": "about:blank", "title": _IN_CLEAR.model_dump(), "detail": _BY_HTTPS.model_dump(), "status": 403}
        return JsonResponse(said, status=403, content_type="application/problem+json")


class KnownMethods:
    """A page that asks for no method in particular would answer any."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request) if request.method in METHODS else HttpResponseNotAllowed(sorted(METHODS))


def _is_browser(request: HttpRequest) -> bool:
    """Somebody follows a link: nothing is sent along, and a page is wanted."""
    return request.method in ("GET", "HEAD") and "text/html" in request.headers.get("Accept", "")


@lru_cache(maxsize=1024)
def _believed(address: str, proxies: str) -> bool:
    """
    >>> _believed("::1", ""), _believed("192.0.2.7", ""), _believed("192.0.2.7", "192.0.2.0/24"), _believed("", "")
    (True, False, True, False)
    """
    networks = [ip_network(one.strip(), strict=False) for one in f"{THIS_MACHINE},{proxies}".split(",") if one.strip()]
    try:
        return any(ip_address(address) in network for network in networks)
    except ValueError:
        return False


_IN_CLEAR = Text(
    ar="وصل الطلب بلا تشفير، فربما قرأه غيرنا.", en="The request came in the clear: others may have read it."
)
_BY_HTTPS = Text(
    ar="أرسله عبر https، وغيّر أي مفتاح أُرسل معه.", en="Send it by https, and replace any key that was sent with it."
)
