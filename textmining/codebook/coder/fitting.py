"""Fitting the coder model to codes by hand, and to answers near the centres of themes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmining.codebook.coder.deciding import fit_scale
from textmining.codebook.coder.model import CoderModel
from textmining.codebook.coder.ridge import RIDGE, fit_ridge
from textmining.codebook.coder.self_training import taught_by_itself
from textmining.codebook.coder.stored import Features
from textmining.errors import StageError

__all__ = ["fit_coder"]

SILVER = 0.1
"""An answer that no coder has seen, but whose segments lie near the centre of a theme, counts as a tenth of one,
and as less where codes by hand are many. On the demo such labels added .01 to .13 to the macro-F1 of 30 and 100 coded
answers; with 300 and more, at full weight, they took up to .008 away."""

MANY = 100
"""Codes by hand beyond which silver labels fade, and from which the model learns from what it says itself."""

GONE = 200
"""Codes by hand from which silver labels, a fortieth of one by then, are left out."""

MOST_ROWS = 2000
"""Silver labels give way to codes by hand beyond so many rows, which keeps a re-fit within two seconds; half as many
where the model is fitted a second time."""


def fit_coder(
    features: Features, hand: pd.DataFrame, silver: pd.DataFrame | None = None, *, exclusive: bool = False
) -> CoderModel:
    """Fit the model, or fit it again with one more coded answer.

    Parameters
    ----------
    features : Features
    hand : DataFrame (answers, themes) of 0 and 1
        Complete codings by hand; the index holds answer_id. May have no rows where there are silver labels.
    silver : DataFrame (answers, themes) of 0 and 1, optional
        From ``silver_labels``, the surest first; those of hand-coded answers are passed over.
    exclusive : bool
        Every answer has exactly one theme.

    Returns
    -------
    CoderModel
        The same whatever the order of the rows of ``hand``.

    Raises
    ------
    StageError
        If there is nothing to learn from, or a table of codes cannot be one.

    Notes
    -----
    Kernel ridge regression (see ``ridge``); a logistic regression on the same features coded no better, and knows no
    closed form of the scores of left-out answers. From 100 codes by hand on it is fitted again to these and to what the
    first model says of other answers (see ``self_training``).
    """
    codes, n_hand = _codes(hand, silver)
    rows = features.rows(codes.index)
    silver_weight = SILVER * min(1.0, (MANY / n_hand) ** 2) if n_hand else 1.0
    weight = np.where(np.arange(len(codes)) < n_hand, 1.0, silver_weight)
    truth = codes.to_numpy(dtype=np.float64)
    ridge = fit_ridge(features.part(rows).likeness(), truth, weight)
    judged = slice(0, n_hand or len(codes))
    scores = pd.DataFrame(ridge.left_out[judged], codes.index[judged], codes.columns)
    scale, out_of_fold = fit_scale(scores, truth[judged], exclusive=exclusive)
    card = {"hand": n_hand, "silver": len(codes) - n_hand, "own": 0, "ridge": RIDGE, "silver_weight": silver_weight}
    if not n_hand:  # what only the model itself says of answers is no prediction of a hand code
        out_of_fold = out_of_fold.of(out_of_fold.confidence.index[:0])
    first = CoderModel(
        tuple(codes.columns),
        tuple(codes.index),
        ridge.weights,
        ridge.mean,
        ridge.left_out[n_hand:],
        scale,
        features.id,
        out_of_fold,
        card,
    )
    if n_hand < MANY:
        return first
    return taught_by_itself(features, first, codes.iloc[:n_hand], ridge)


def _codes(hand: pd.DataFrame, silver: pd.DataFrame | None) -> tuple[pd.DataFrame, int]:
    """Codes by hand in the order of their ids, then silver ones; themes in the order of their ids."""
    extra = silver[~silver.index.isin(hand.index)] if silver is not None and len(hand) < GONE else hand.iloc[:0]
    most = MOST_ROWS if len(hand) < MANY else MOST_ROWS // 2
    extra = extra.iloc[: max(0, most - len(hand))]
    themes = sorted({*map(str, hand.columns), *map(str, extra.columns)})
    for name, table in (("by hand", hand), ("near the centres", extra)):
        if not table.index.is_unique:
            twice = table.index[table.index.duplicated()][0]
            raise StageError(f"coder: answer {twice} is coded twice {name}. Settle which codes count first.")
        if not table.isin([0, 1]).to_numpy().all():
            raise StageError(f"coder: a code {name} is neither 0 nor 1. Code answers on all themes or leave them out.")
    if not themes or len(hand) + len(extra) < 2:
        raise StageError("coder: there are no themes, or fewer than two coded answers. Code some answers first.")
    parts = [part.reindex(columns=themes, fill_value=0).sort_index() for part in (hand, extra)]
    codes = pd.concat([part for part in parts if len(part)]).astype(np.float64)
    codes.index = pd.Index(codes.index, dtype="str", name="answer_id")
    return codes, len(hand)
