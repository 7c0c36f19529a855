"""What was learned, kept: a file that another process reads, and then links as this one would."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wasl.linkage.compare import LEVELS, Frequencies, Name
from wasl.linkage.model import Floats, Mixture, Model
from wasl.linkage.reading import Defaults
from wasl.linkage.settings import Settings
from wasl.linkage.vocabulary import Vocabulary

VERSION = 1
_WHAT = "a learned linkage model"


@dataclass(frozen=True)
class SavedModel:
    """Weights, name frequencies and defaults. `bands`: for each name field the band of each word that is not of the
    rarest, by its standard form, for ids differ between processes. `tables`: the defaults of each register.

    It belongs to settings with the same fields; thresholds and keys may differ.
    """

    fields: tuple[str, ...]  # name:kind, in order
    model: Model
    bands: Mapping[str, Mapping[str, int]]
    met: Mapping[str, Floats]
    chance: Mapping[str, Floats]
    spine: Defaults = field(default_factory=dict)
    tables: Mapping[str, Defaults] = field(default_factory=dict)

    @classmethod
    def of(
        cls, settings: Settings, model: Model, frequencies: Frequencies, words: Vocabulary, spine: Defaults
    ) -> "SavedModel":
        bands = {name: _by_form(frequencies.by_word(name), words) for name in frequencies.met}
        return cls(_named(settings), model, bands, dict(frequencies.met), dict(frequencies.chance), spine)

    def with_table(self, name: str, defaults: Defaults) -> "SavedModel":
        """The same, knowing also which values of a register stand for nothing."""
        return replace(self, tables={**self.tables, name: defaults})

    def frequencies(self, words: Vocabulary, settings: Settings) -> Frequencies:
        """As a vocabulary numbers the words. Raises ValueError when the settings have other fields."""
        if self.fields != _named(settings):
            raise ValueError(
                f"linkage: the saved model was learned for the fields {', '.join(self.fields)}, the settings have"
                f" {', '.join(_named(settings))}; learn anew with these settings"
            )
        return Frequencies.restored(
            {name: _by_id(told, words) for name, told in self.bands.items()}, dict(self.met), dict(self.chance)
        )

    @property
    def prior(self) -> float:
        """Odds that a candidate pair of rows which are in no spine is one person: as likely as not that there is
        another row of his, among as many wrong ones as a row had when this was learned."""
        return 1 / max(1.0, self.model.candidates)

    def dumps(self) -> str:
        """As JSON; floats survive exactly."""
        told = {
            "what": _WHAT,
            "version": VERSION,
            "fields": self.fields,
            "match": _mixture_told(self.model.match),
            "other": _mixture_told(self.model.other),
            "candidates": float(self.model.candidates),
            "coverage": float(self.model.coverage),
            "taught": None if self.model.taught is None else self.model.taught.tolist(),
            "bands": self.bands,
            "met": {name: shares.tolist() for name, shares in self.met.items()},
            "chance": {name: shares.tolist() for name, shares in self.chance.items()},
            "spine": dict(self.spine),
            "tables": {name: dict(defaults) for name, defaults in self.tables.items()},
        }
        return json.dumps(told, ensure_ascii=False)

    @classmethod
    def loads(cls, text: str, source: str = "the saved model") -> "SavedModel":
        """Raises ValueError that says what is wrong with `source`."""
        try:
            told = json.loads(text)
        except ValueError as error:
            raise ValueError(f"linkage: {source} is not {_WHAT}: {error}; learn anew") from None
        if not isinstance(told, dict) or told.get("what") != _WHAT:
            raise ValueError(f"linkage: {source} is not {_WHAT}; learn anew")
        if told.get("version") != VERSION:
            raise ValueError(
                f"linkage: {source} is of version {told.get('version')}, this engine reads {VERSION}; learn anew"
            )
        try:
            return cls._of(told)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"linkage: {source} is damaged ({error!r}); learn anew") from None

    @classmethod
    def _of(cls, told: dict[str, Any]) -> "SavedModel":
        fields = tuple(told["fields"])
        match, other = (_mixture(told[side], 2 + len(fields)) for side in ("match", "other"))
        return cls(
            fields,
            Model(match, other, float(told["candidates"]), float(told["coverage"]), _table(told["taught"])),
            {name: dict(bands) for name, bands in told["bands"].items()},
            {name: np.array(shares) for name, shares in told["met"].items()},
            {name: np.array(shares) for name, shares in told["chance"].items()},
            told["spine"],
            told["tables"],
        )

    def save(self, path: Path) -> None:
        """Write the file whole or not at all."""
        part = path.with_name(path.name + ".part")
        part.write_text(self.dumps(), encoding="utf-8")
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> "SavedModel":
        """Raises ValueError that names the file, when it holds something else or is of another version."""
        return cls.loads(path.read_text(encoding="utf-8"), str(path))


def _table(told: list[list[float]] | None) -> Floats | None:
    return None if told is None else np.array(told)


def _named(settings: Settings) -> tuple[str, ...]:
    return tuple(f"{f.name}:{f.kind}" for f in settings.fields)


def _by_form(bands: npt.NDArray[np.int64], words: Vocabulary) -> dict[str, int]:
    common = np.flatnonzero(bands < Name.SAME_RAREST)
    return {words.forms[place]: int(bands[place]) for place in common.tolist() if place}


def _by_id(told: Mapping[str, int], words: Vocabulary) -> npt.NDArray[np.int64]:
    ids = words.of_forms(list(told))
    bands = np.full(1 + int(ids.max(initial=0)), int(Name.SAME_RAREST), np.int64)
    bands[ids] = list(told.values())
    return bands


def _mixture_told(mixture: Mixture) -> dict[str, Any]:
    return {"share": mixture.share.tolist(), "level": mixture.level.tolist()}


def _mixture(told: dict[str, Any], fields: int) -> Mixture:
    share, level = np.array(told["share"], np.float64), np.array(told["level"], np.float64)
    if level.shape != (len(share), fields, LEVELS):
        raise ValueError(f"weights of shape {level.shape} for {len(share)} classes and {fields} fields")
    return Mixture(share, level)
