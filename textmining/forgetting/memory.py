"""What the memory of themes holds of respondents: marks of their texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from textmining.codebook import Registry
from textmining.codebook.registry import text_mark
from textmining.survey import Forgotten

__all__ = ["answers_and_segments", "marks_of_segments", "without_marks"]


def marks_of_segments(folders: Iterable[Path], forgotten: Forgotten) -> tuple[frozenset[str], frozenset[str]]:
    """Marks of the texts of forgotten respondents and of all others, from tables of stages and editions.

    A text that both gave is in both.
    """
    gone: set[str] = set()
    others: set[str] = set()
    for folder in folders:
        try:
            segments = pd.read_parquet(folder / "segments.parquet", columns=["answer_id", "text"])
            ledger = pd.read_parquet(folder / "ledger.parquet", columns=["answer_id", "wave", "respondent_id"])
        except (OSError, ValueError, KeyError):
            continue  # not a folder with segments, or a damaged one, which tells nothing
        of_gone = ledger.loc[forgotten.chosen(ledger["wave"], ledger["respondent_id"]), "answer_id"]
        is_gone = segments["answer_id"].isin(of_gone)
        gone |= {text_mark(text) for text in segments.loc[is_gone, "text"].unique()}
        others |= {text_mark(text) for text in segments.loc[~is_gone, "text"].unique()}
    return frozenset(gone), frozenset(others)


def answers_and_segments(folders: Iterable[Path], forgotten: Forgotten) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of the answers of forgotten respondents and of their segments, from tables of stages and editions."""
    answers: set[str] = set()
    segments: set[str] = set()
    for folder in folders:
        try:
            ledger = pd.read_parquet(folder / "ledger.parquet", columns=["answer_id", "wave", "respondent_id"])
            answers |= set(ledger.loc[forgotten.chosen(ledger["wave"], ledger["respondent_id"]), "answer_id"])
            of_answers = pd.read_parquet(folder / "segments.parquet", columns=["answer_id", "segment_id"])
            segments |= set(of_answers.loc[of_answers["answer_id"].isin(answers), "segment_id"])
        except (OSError, ValueError, KeyError):
            continue
    return frozenset(answers), frozenset(segments)


def without_marks(registry: Registry, gone: frozenset[str], others: frozenset[str]) -> Registry:
    """The memory without marks of texts that nobody else is known to have given.

    Also marks of texts that are in no stage or edition any more go: they may be the same person's. A theme that only
    forgotten respondents made goes altogether; the others keep their id and their centre, by which a fit knows them
    again where members cannot tell.
    """
    only = gone - others
    themes = {
        theme_id: replace(known, members=known.members & others)
        for theme_id, known in registry.themes.items()
        if not (known.members and known.members <= only)
    }
    return Registry(themes, {question: marks & others for question, marks in registry.seen.items()})
