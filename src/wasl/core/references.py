"""References that people read out, write down and type in again."""

from django.utils.crypto import get_random_string

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are mistaken for another when read out."""


def reference(kind: str) -> str:
    """A new one, such as W-7KQ2M9XA: forty random bits behind the letter of its kind."""
    return f"{kind}-{get_random_string(8, LETTERS)}"
