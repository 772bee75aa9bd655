"""The answers to the questions of one codebook, and what discovery proposed for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from textmining.cleaning.redaction import StudyNames
from textmining.codebook.state import Base

__all__ = ["Answer", "Example", "Material", "Segment", "Study"]


@dataclass(frozen=True, slots=True)
class Segment:
    """An idea unit: a stretch of its answer's text.

    ``similarity`` to the centre of its topic, or of the ``nearest`` theme where none fits; None where discovery did not
    look at it ("geen", "nvt").
    """

    id: str
    answer: str
    start: int
    end: int
    similarity: float | None
    nearest: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as coders may see it: its redacted text, and never who gave it.

    ``folded`` is the text by which it is found; ``groups`` holds "grouping:value" for each of its groups.
    """

    id: str
    question: str
    wave: str
    text: str
    folded: str
    groups: frozenset[str]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A segment that shows what a theme is: its centre ("representative"), or its "border" with another."""

    kind: str
    segment: str
    other: str | None


@dataclass(frozen=True)
class Material:
    """Everything of one codebook.

    Attributes
    ----------
    id : str
        The question whose codebook it is.
    questions : mapping
        Id to text, of every question that shares the codebook.
    base : Base
        Themes and placement as discovery proposed them.
    answers : mapping
        answer_id to answer, in the order of the survey.
    segments : mapping
        segment_id to segment.
    examples : mapping
        theme_id to examples.
    verdicts : mapping
        theme_id to how stable the theme is, in the words of ``topics.measures``.
    ruled : mapping
        theme_id to the answers that a rule gave it ("geen").
    waves : tuple of str
    groups : tuple of (label of the grouping, tuple of (key, label of the value))
        Values that enough respondents have.
    cuts : tuple of two numbers
        Confidence below which an answer is in the lowest, and in the middle third.
    folders : mapping
        Finished stage to its folder, for what is read only when it is asked for.
    profile : str or None
        The grouping that is the profile of respondents.
    minimum_group : int
        Respondents from which a group may be told apart.
    """

    id: str
    questions: Mapping[str, str]
    base: Base
    answers: Mapping[str, Answer]
    segments: Mapping[str, Segment]
    examples: Mapping[str, tuple[Example, ...]] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)
    ruled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    waves: tuple[str, ...] = ()
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    cuts: tuple[float, float] = (0.0, 0.0)
    folders: Mapping[str, Path] = field(default_factory=dict)
    profile: str | None = None
    minimum_group: int = 10

    @property
    def text(self) -> str:
        """The text of the question whose codebook it is."""
        return self.questions[self.id]


@dataclass(frozen=True)
class Study:
    """All codebooks of a study, by id; ``current`` is False where they are of before a change.

    ``names`` are those that the study brings itself, of which the free ones are not left out when a coder reports them.
    """

    codebooks: Mapping[str, Material]
    current: bool = True
    names: StudyNames = field(default_factory=StudyNames)

    def of_theme(self, theme_id: str) -> Material | None:
        """The codebook that discovery put a theme in."""
        return next((m for m in self.codebooks.values() if theme_id in m.base.themes), None)
