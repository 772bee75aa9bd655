"""Fitting the coder model to codes by hand, and to answers near the centres of themes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmining.codebook.coder.deciding import fit_scale
from textmining.codebook.coder.features import Features
from textmining.codebook.coder.model import CoderModel
from textmining.errors import StageError

__all__ = ["fit_coder"]

RIDGE = 0.1

SILVER = 0.1
"""An answer that no coder has seen, but whose segments lie near the centre of a theme, counts as a tenth of one,
and as less where codes by hand are many. On the demo such labels added .01 to .13 to the macro-F1 of 30 and 100 coded
answers; with 300 and more, at full weight, they took up to .008 away."""

MANY = 100
"""Codes by hand beyond which silver labels fade."""

MOST_ROWS = 2000
"""Silver labels give way to codes by hand beyond so many rows, which keeps a re-fit within two seconds."""


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
    Kernel ridge regression. With K the likeness of coded answers, Y their codes around their means and
    L = K + ridge / weight, the weights are A = inv(L) Y, and the score of an answer by a model without it is its code
    minus A / diag(inv(L)), exactly (Craven & Wahba 1979; Rifkin & Lippert 2007). A logistic regression on the same
    features coded no better and has no such closed form.
    """
    from scipy import linalg

    codes, n_hand = _codes(hand, silver)
    rows = features.rows(codes.index)
    silver_weight = SILVER * min(1.0, (MANY / n_hand) ** 2) if n_hand else 1.0
    weight = np.where(np.arange(len(codes)) < n_hand, 1.0, silver_weight)
    truth = codes.to_numpy(dtype=np.float64)
    mean = (truth * weight[:, None]).sum(axis=0) / weight.sum()
    dense, lexical = features.dense[rows].astype(np.float64), features.lexical[rows].astype(np.float64)
    penalised = dense @ dense.T + (lexical @ lexical.T).toarray()
    penalised[np.diag_indices(len(penalised))] += RIDGE / weight
    factor = linalg.cholesky(penalised, lower=True, overwrite_a=True, check_finite=False)
    weights = linalg.cho_solve((factor, True), truth - mean, check_finite=False)
    # The diagonal of the inverse is all that is needed of it: the squares of the factor's inverse, by column.
    turned, _ = linalg.lapack.dtrtri(factor, lower=1)
    diagonal = np.einsum("ij,ij->j", turned, turned)
    judged = slice(0, n_hand or len(codes))
    left_out = (truth - weights / diagonal[:, None])[judged]
    scores = pd.DataFrame(left_out, codes.index[judged], codes.columns)
    scale, out_of_fold = fit_scale(scores, truth[judged], exclusive=exclusive)
    card = {"hand": n_hand, "silver": len(codes) - n_hand, "ridge": RIDGE, "silver_weight": silver_weight}
    if not n_hand:  # what only the model itself says of answers is no prediction of a hand code
        out_of_fold = out_of_fold.of(out_of_fold.confidence.index[:0])
    return CoderModel(tuple(codes.columns), tuple(codes.index), weights, mean, scale, features.id, out_of_fold, card)


def _codes(hand: pd.DataFrame, silver: pd.DataFrame | None) -> tuple[pd.DataFrame, int]:
    """Codes by hand in the order of their ids, then silver ones; themes in the order of their ids."""
    extra = hand.iloc[:0] if silver is None else silver[~silver.index.isin(hand.index)]
    extra = extra.iloc[: max(0, MOST_ROWS - len(hand))]
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
