"""The memory of themes: what each was made of when it was last seen, so that a re-fit can recognise it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textmining.errors import WorkspaceError

__all__ = ["KnownTheme", "Registry", "text_mark"]

VERSION = 1


def text_mark(text: str) -> str:
    """A short mark (16 hexadecimal digits) by which a segment's text is known without being kept."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True)
class KnownTheme:
    """A theme as it was last seen.

    Attributes
    ----------
    question : str
        The question whose codebook it is in.
    members : frozenset of str
        Marks of the texts of its segments.
    centre : tuple of float
        Mean direction of its segments' vectors (unit length).
    encoder : str
        Id of the encoder that the centre is of; centres of two encoders cannot be compared.
    """

    question: str
    members: frozenset[str]
    centre: tuple[float, ...]
    encoder: str = ""


@dataclass(frozen=True)
class Registry:
    """All themes that any fit of the study ever had, by theme_id, and the texts that each question's fit has seen."""

    themes: Mapping[str, KnownTheme] = field(default_factory=dict)
    seen: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Registry:
        """Read what ``as_json`` gave.

        Raises
        ------
        WorkspaceError
            If the file is damaged: with a new one every theme would get another id.
        """
        try:
            data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if data["version"] != VERSION:
                raise ValueError(f"version {data['version']}")
            themes = {
                theme_id: KnownTheme(
                    known["question"], frozenset(known["members"]), tuple(known["centre"]), known["encoder"]
                )
                for theme_id, known in data["themes"].items()
            }
            return cls(themes, {question: frozenset(marks) for question, marks in data["seen"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise WorkspaceError(f"{path}: is damaged ({error}). Put back a copy: theme ids depend on it.") from error

    def as_json(self) -> dict[str, object]:
        """What JSON can write, in an order that does not change."""
        return {
            "version": VERSION,
            "themes": {
                theme_id: {
                    "question": known.question,
                    "members": sorted(known.members),
                    "centre": list(known.centre),
                    "encoder": known.encoder,
                }
                for theme_id, known in sorted(self.themes.items())
            },
            "seen": {question: sorted(marks) for question, marks in sorted(self.seen.items())},
        }

    def of(self, question: str) -> dict[str, KnownTheme]:
        """The themes of one question, in the order of their ids."""
        return {theme_id: known for theme_id, known in sorted(self.themes.items()) if known.question == question}

    def with_fit(self, question: str, themes: Mapping[str, KnownTheme], seen: Iterable[str]) -> Registry:
        """The registry after a fit of one question: its themes as now seen, all others kept for when they return."""
        return Registry({**self.themes, **themes}, {**self.seen, question: frozenset(seen)})
