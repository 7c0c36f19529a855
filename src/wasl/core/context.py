"""What every page knows."""

from django.http import HttpRequest

from wasl.core.conf import settings


def platform(request: HttpRequest) -> dict[str, object]:
    """`demo` for the banner; `other_language` for the switch; `here` so that the switch comes back to this page."""
    language = getattr(request, "LANGUAGE_CODE", "ar")
    return {
        "demo": settings().demo,
        "direction": "ltr" if language.startswith("en") else "rtl",
        "other_language": ("ar", "العربية") if language.startswith("en") else ("en", "English"),
        "here": request.get_full_path(),
    }
