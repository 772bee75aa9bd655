"""Scale scores from Likert items."""

from __future__ import annotations

import pandas as pd

from textmining.study import Scale

__all__ = ["needed", "scale_scores"]


def needed(parts: int, minimum: int | None = None) -> int:
    """How many of a number of parts must be known: ``minimum``, else half, rounded up."""
    return minimum if minimum is not None else (parts + 1) // 2


def scale_scores(items: pd.DataFrame, scale: Scale) -> pd.Series:
    """Mean of the items that were answered, reverse items turned round.

    Parameters
    ----------
    items : DataFrame, one row per respondent
        A float column for each of ``scale.items``, null where it was not answered.
    scale : Scale

    Returns
    -------
    Series of float, one row per respondent
        On the range of the items; null where fewer than ``min_items`` were answered (default: half, rounded up).
    """
    answers = items[list(scale.items)]
    if scale.reverse:
        low, high = scale.range
        answers = answers.assign(**{item: low + high - answers[item] for item in scale.reverse})
    enough = answers.notna().sum(axis=1) >= needed(len(scale.items), scale.min_items)
    return answers.mean(axis=1).where(enough).rename(scale.id)
