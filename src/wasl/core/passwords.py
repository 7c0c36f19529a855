"""Words that anybody would try first at this platform (docs/security/sign-in.md)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from wasl.core.text import Text

WORDS = (
    *("wasl", "وصل", "password", "admin", "officer", "steward", "auditor", "operator", "protection", "agent"),
    *(
        "citizen",
        "staff",
        "office",
        "ministry",
        "government",
        "gov",
        "register",
        "موظف",
        "مواطن",
        "حكومة",
        "وزارة",
        "سجل",
    ),
)
LEAST = 6
"""Letters and digits that must be left of a password without these words."""


class PlatformWords:
    """A password may hold such a word, but not be made of them."""

    def validate(self, password: str, user: object = None) -> None:
        holds_one = any(word in password.casefold() for word in WORDS)
        if holds_one and len(left_of(password)) < LEAST:
            raise ValidationError(self.get_help_text(), code="platform_words")

    def get_help_text(self) -> str:
        return OWN_WORDS.in_language(get_language() or "ar")


def left_of(password: str) -> str:
    """
    >>> left_of("Wasl-Officer-2026!"), left_of("وصل سجل 12345")
    ('2026', '12345')
    >>> left_of("officer of rainy bridges")
    'ofrainybridges'
    """
    bare = re.sub("|".join(sorted(WORDS, key=len, reverse=True)), "", password.casefold())
    return "".join(one for one in bare if one.isalnum())


OWN_WORDS = Text(
    ar="لا تصنع كلمة المرور من كلمات هذه المنصة نفسها.", en="Do not make a password of this platform's own words."
)
