"""What a codebook teaches the coder model: answers coded as a whole, and answers plainly about one theme."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from textmining.codebook.coder.labels import hand_codes, silver_labels
from textmining.codebook.state import Codebook

__all__ = ["Lessons", "coded_sample", "lessons_of", "themes_above", "uncodable", "whole_codes"]

STABLE = 0.75
"""Stability from which a theme that no coder accepted has silver labels: Hennig's (2007) "valid, stable cluster"."""

UNCODABLE = "uncodable"
"""The mark of an answer that coders cannot code."""


@dataclass(frozen=True)
class Lessons:
    """What the model is fitted to; both tables are (answers, themes) of 0 and 1.

    Attributes
    ----------
    themes : tuple of str
        All themes in use, sorted, main themes and sub-themes alike: what a coder ticks from.
    hand : DataFrame
        Complete codings by hand. Who mentions a sub-theme mentions its main theme.
    silver : DataFrame
        The surest first; without the answers in ``hand``.
    """

    themes: tuple[str, ...]
    hand: pd.DataFrame
    silver: pd.DataFrame


def lessons_of(codebook: Codebook, similarity: Mapping[str, float], ruled: Collection[str] = ()) -> Lessons:
    """Make the tables that ``fit_coder`` takes from the state of a codebook.

    Parameters
    ----------
    codebook : Codebook
    similarity : mapping
        segment_id to the cosine with the centre of the theme that discovery gave it; segments without are in no core.
    ruled : collection of str
        Answers that a rule coded ("geen"): the model neither learns from them nor codes them.

    Returns
    -------
    Lessons
        The model works on all themes at once, and a main theme has a column of its own, so that its probability is not
        guessed from those of its sub-themes. An answer whose coders saw no theme is a lesson too.

    Notes
    -----
    Silver labels are of answers all of whose segments lie in the core of a theme that is stable or accepted, or were
    put in such a theme by a coder. Answers on which coders added or removed a single theme are left out: what else is
    true of them is not known.
    """
    themes = sorted(codebook.in_use)
    coded = {answer: own for answer, own in whole_codes(codebook).items() if answer not in ruled}
    closed = {answer: themes_above(codebook, own) for answer, own in coded.items()}
    return Lessons(
        tuple(themes), hand_codes(closed, themes), _silver(codebook, similarity, {*coded, *ruled, *uncodable(codebook)})
    )


def whole_codes(codebook: Codebook) -> dict[str, frozenset[str]]:
    """All themes of each answer that coders coded as a whole, as they ticked them, in the themes of today.

    Returns
    -------
    dict
        answer_id to what coders settled, else to the last coding by hand; an empty set where they saw no theme, or only
        themes that were rejected since. Answers marked uncodable, and those no longer kept, are left out.
    """
    left_out = uncodable(codebook)
    kept = set(codebook.base.answer_of.values())
    said = {answer: hands[-1].themes for answer, hands in codebook.hands.items() if hands} | dict(codebook.settled)
    return {
        answer: frozenset(now for theme in said[answer] if (now := codebook.now(theme)) is not None)
        for answer in sorted(said)
        if answer in kept and answer not in left_out
    }


def uncodable(codebook: Codebook) -> frozenset[str]:
    """The answers that coders marked as such; they are coded by nobody and count in no share."""
    return frozenset(answer for answer, marks in codebook.marks.items() if UNCODABLE in marks)


def coded_sample(codebook: Codebook) -> pd.DataFrame:
    """The answers that were coded as a whole, and how they came before a coder.

    Returns
    -------
    DataFrame, one row per answer of ``whole_codes``
        ``answer_id``; ``themes`` (a set; may be empty); ``coder`` (null where coders settled it);
        ``inclusion_probability`` of the random sample, null for an answer that was never drawn, the largest where the
        sample grew between two codings; ``blind``, whether the coding that counts was made without a suggestion of the
        model in sight (of settled ones: whether all were).
    """
    rows = []
    for answer, themes in whole_codes(codebook).items():
        hands = codebook.hands.get(answer, ())
        settled = answer in codebook.settled
        drawn = [hand.inclusion_probability for hand in hands if hand.inclusion_probability is not None]
        rows.append(
            {
                "answer_id": answer,
                "themes": themes,
                "coder": None if settled else hands[-1].coder,
                "inclusion_probability": max(drawn) if drawn else None,
                "blind": all(hand.blind for hand in hands) if settled else hands[-1].blind,
            }
        )
    found = pd.DataFrame(rows, columns=["answer_id", "themes", "coder", "inclusion_probability", "blind"])
    return found.astype({"answer_id": "str", "inclusion_probability": "float64", "blind": "bool"})


def themes_above(codebook: Codebook, themes: Collection[str]) -> frozenset[str]:
    """Themes in use, with the main themes that they are below."""
    in_use = codebook.in_use
    found: set[str] = set()
    for theme in themes:
        here: str | None = theme
        while here is not None and here in in_use and here not in found:
            found.add(here)
            here = in_use[here].parent
    return frozenset(found)


def _silver(codebook: Codebook, similarity: Mapping[str, float], left_out: Collection[str]) -> pd.DataFrame:
    """Silver labels of answers that no coder coded, on the themes and the main themes above them."""
    sure = {
        theme.id
        for theme in codebook.in_use.values()
        if theme.status == "accepted" or (theme.stability is not None and theme.stability >= STABLE)
    }
    touched = {*left_out, *(answer for answer, _ in codebook.added | codebook.removed)}
    rows = [
        (segment, answer, codebook.placement.get(segment), similarity.get(segment))
        for segment, answer in codebook.base.answer_of.items()
        if answer not in touched
    ]
    segments = pd.DataFrame(rows, columns=["segment_id", "answer_id", "theme_id", "similarity"])
    segments = segments.astype({"theme_id": "str", "similarity": "float64"})
    found = silver_labels(segments, sure, by_hand=codebook.by_hand)
    themes = sorted(codebook.in_use)
    held = {
        answer: themes_above(codebook, [theme for theme, yes in row.items() if yes])
        for answer, row in found.to_dict("index").items()
    }
    return hand_codes(held, themes).loc[found.index]
