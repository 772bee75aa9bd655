"""What the API answers with: one model for each kind of answer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "AgreementOut",
    "CoderOut",
    "CodingOut",
    "CodingsOut",
    "ErrorOut",
    "ProgressOut",
    "QuestionOut",
    "SampleOut",
    "ThemeAgreementOut",
    "ThemeOut",
    "VersionOut",
    "WholeThemeOut",
]


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ErrorOut(_Out):
    """Why there is no answer, in Dutch."""

    detail: str


class QuestionOut(_Out):
    """A question that has a codebook."""

    id: str
    text: str
    n_answers: int
    n_themes: int
    n_judged: int


class ThemeOut(_Out):
    """A theme in use. ``parent_id`` is null for a main theme; ``share`` is of all answers to the question."""

    theme_id: str
    parent_id: str | None
    label: str
    definition: str
    words: str
    status: str
    verdict: str | None
    stability: float | None
    n_answers: int
    share: float


class WholeThemeOut(ThemeOut):
    """A theme with all that is known of it, also one that is no longer in use.

    ``merged_into`` names the theme that it is a part of now; ``origin`` is "found", "expected", "coder" or "kept".
    """

    include: tuple[str, ...]
    exclude: tuple[str, ...]
    origin: str
    merged_into: str | None


class CodingOut(_Out):
    """A theme of an answer.

    ``source`` is "model", "coder" or "rule"; ``confidence`` the similarity with the theme where the model gave it, else
    1.
    """

    answer_id: str
    theme_id: str
    source: Literal["model", "coder", "rule"]
    confidence: float


class CodingsOut(_Out):
    """The codings of some answers; ask again with ``after`` set to ``next`` for those that follow (null: none).

    ``n_answers`` counts all answers to the question that can be coded, also those without a theme.
    """

    items: tuple[CodingOut, ...]
    next: str | None
    n_answers: int


class ThemeAgreementOut(_Out):
    """Agreement on one theme, chosen or not.

    ``agreement`` is the share of pairs of codings that say the same; ``mark`` is "indicatief" where ``alpha`` is under
    .667 or unknown; ``reason`` says in Dutch why a figure lacks.
    """

    theme_id: str
    label: str
    n_answers: int
    mentions: int
    alpha: float | None
    low: float | None
    high: float | None
    agreement: float | None
    mark: Literal["indicatief"] | None
    reason: str | None


class AgreementOut(_Out):
    """Krippendorff's alpha before differences were settled: over sets of themes (MASI), and per theme; 95% intervals.

    ``same`` is the share of pairs of codings of an answer that name exactly the same themes.
    """

    n_answers: int
    n_coders: int
    alpha: float | None
    low: float | None
    high: float | None
    same: float | None
    mark: Literal["indicatief"] | None
    themes: tuple[ThemeAgreementOut, ...]


class SampleOut(_Out):
    """How far a part of the work is."""

    done: int
    total: int


class CoderOut(_Out):
    """Answers that a coder coded, by the queue they came from, and decisions on themes."""

    name: str
    random: int
    uncertain: int
    double: int
    free: int
    on_themes: int


class ProgressOut(_Out):
    """How far a question is.

    ``abstained`` is the share of all answers of which the model is not sure and that no coder coded; null without a
    model. ``coders`` is empty for readers.
    """

    themes: SampleOut
    random: SampleOut
    double: SampleOut
    n_coded: int
    abstained: float | None
    coders: tuple[CoderOut, ...]


class VersionOut(_Out):
    """A signed-off version of a codebook; ``decisions_since`` counts what was decided after it and still counts."""

    number: int = Field(ge=1)
    decision: int
    signed_by: str
    signed_at: datetime
    decisions_since: int
