"""Fitting the coder model to the state of a codebook; all of this runs in the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from textmining.codebook.coder import (
    Features,
    Lessons,
    Predictions,
    fit_coder,
    hand_codes,
    lessons_of,
    themes_above,
    whole_codes,
    with_main_themes,
)
from textmining.codebook.state import Codebook
from textmining.errors import ModelError
from textmining.review.book import Book

__all__ = ["Fitted", "Task", "fit", "task_of"]

FEWEST = 2
"""Answers to learn from."""

MOST_OPEN = 8
"""Codebooks of which the places of features are remembered."""


@dataclass(frozen=True)
class Task:
    """What a model is fitted to.

    ``similarity`` is that of segments with the theme that discovery gave them; ``ruled`` holds the answers that a rule
    coded.
    """

    features: Path
    codebook: Codebook
    similarity: Mapping[str, float]
    ruled: frozenset[str]


@dataclass(frozen=True)
class Fitted:
    """What a model says of all answers, and for those coded by hand what one says that has not seen their codes.

    ``hand`` and ``silver`` are the numbers of answers that it learned from.
    """

    predictions: Predictions
    out_of_fold: Predictions
    hand: int
    silver: int


def task_of(book: Book) -> Task:
    """The task of fitting a model to a codebook as it is now.

    Raises
    ------
    ModelError
        If the run that found the themes left no features of its answers.
    """
    material = book.material
    folder = material.folders.get("codebook")
    if folder is None or not (features := folder / "features" / material.id).is_dir():
        raise ModelError(f"{material.id}: there are no features of its answers. Run the study again.")
    codebook = replace(book.codebook, base=replace(book.codebook.base, centres={}))
    similarity = {s.id: s.similarity for s in material.segments.values() if s.similarity is not None}
    ruled = frozenset(answer for answers in material.ruled.values() for answer in answers)
    return Task(features, codebook, similarity, ruled)


def fit(task: Task) -> Fitted | None:
    """Fit a model and let it speak; None where there is too little to learn from.

    Raises
    ------
    ModelError
        If the features cannot be read.
    """
    last = _LAST.get(task.features)
    lessons = _lessons(task, last)
    if last is not None and _same(last.lessons, lessons):
        fitted = last.fitted
    else:
        fitted = _fitted(_opened(task.features), task.codebook, lessons)
    _LAST.clear()
    _LAST[task.features] = _Last(task, lessons, fitted)
    return fitted


@dataclass(frozen=True)
class _Last:
    """What was done last, so that as little as possible of it is done again."""

    task: Task
    lessons: Lessons
    fitted: Fitted | None


_OPEN: dict[Path, Features] = {}
_LAST: dict[Path, _Last] = {}


def _opened(folder: Path) -> Features:
    if folder not in _OPEN:
        while len(_OPEN) >= MOST_OPEN:
            _OPEN.pop(next(iter(_OPEN)))
        _OPEN[folder] = Features.open(folder)
    return _OPEN[folder]


def _lessons(task: Task, last: _Last | None) -> Lessons:
    """What there is to learn; silver labels stay as they were while only codes by hand come in, which outrank them."""
    codebook = task.codebook
    if last is None or not _on_the_same(last.task.codebook, codebook):
        return lessons_of(codebook, task.similarity, task.ruled)
    coded = {a: themes_above(codebook, own) for a, own in whole_codes(codebook).items() if a not in task.ruled}
    return Lessons(last.lessons.themes, hand_codes(coded, last.lessons.themes), last.lessons.silver)


def _on_the_same(before: Codebook, after: Codebook) -> bool:
    """Whether themes and the places of segments are the same in two codebooks."""

    def ground(one: Codebook) -> tuple[object, ...]:
        themes = {theme.id: (theme.status, theme.parent, theme.stability) for theme in one.themes.values()}
        return themes, one.placement, one.by_hand, one.added, one.removed, one.marks

    return ground(before) == ground(after)


def _fitted(features: Features, codebook: Codebook, lessons: Lessons) -> Fitted | None:
    known = set(features.answers)
    hand, silver = (table[[answer in known for answer in table.index]] for table in (lessons.hand, lessons.silver))
    if not lessons.themes or len(hand) + len(silver) < FEWEST:
        return None
    model = fit_coder(features, hand, silver)
    everyone, held = (with_main_themes(said, codebook) for said in (model.predict(features), model.out_of_fold))
    return Fitted(everyone, held, len(hand), len(silver))


def _same(one: Lessons, other: Lessons) -> bool:
    return bool(one.hand.equals(other.hand) and one.silver.equals(other.silver))
