"""Bilingual text: every word that a person reads exists in Arabic and in English."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Text(BaseModel):
    """One text in both languages.

    >>> Text(ar="وصل", en="Link").in_language("en")
    'Link'
    >>> Text(ar="وصل", en="Link").in_language("ar-eg")
    'وصل'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ar: Words
    en: Words

    def in_language(self, language: str) -> str:
        """English for any English locale, Arabic for every other one."""
        return self.en if language.lower().startswith("en") else self.ar

    def __str__(self) -> str:
        return f"{self.ar} / {self.en}"
