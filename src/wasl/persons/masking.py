"""What is shown in part: enough to recognise what one knows already, too little to learn it."""

from wasl.core.text import Text

KEPT = 3
HIDDEN = "•"


def mask(shown: Text) -> Text:
    """The last letters or digits stand, as long as they are a small part; the length is not told.

    >>> mask(Text(ar="٠١٠١٢٣٤٥٦٧٨", en="01012345678")).en
    '•••••678'
    >>> mask(Text(ar="لا", en="No")).en
    '•••••'
    """
    return Text(ar=_masked(shown.ar), en=_masked(shown.en))


def _masked(value: str) -> str:
    return HIDDEN * 5 + (value[-KEPT:] if len(value) > KEPT * 2 else "")
