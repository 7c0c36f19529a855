"""Scopes that stand for no fact: what a program may do in the person's name, as the page of consent says it.

They are the platform's own: what can be done here is the same in every country.
"""

from collections.abc import Iterable

from wasl.core.text import Text

POWERS: dict[str, Text] = {
    "services": Text(
        ar="أن يبدأ طلبات الخدمات باسمك ويملأها ويرسلها ويتابعها معك، ويرى ما تقوله عنك السجلات في أسئلتها",
        en="Begin, fill in, send and act on requests for services in your name, and see what registers say about you "
        "in their questions",
    ),
    "cases": Text(
        ar="أن يرى طلباتك وحالتها وما كتبته فيها، وما صدر لك من وثائق",
        en="See your requests, how they stand and what you wrote in them, and the documents issued to you",
    ),
}


def powers_of(scopes: Iterable[str]) -> dict[str, Text]:
    """Those among scopes, in one order.

    >>> list(powers_of(["openid", "cases", "services"]))
    ['services', 'cases']
    """
    asked = set(scopes)
    return {name: words for name, words in POWERS.items() if name in asked}
