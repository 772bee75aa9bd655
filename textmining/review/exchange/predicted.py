"""What the coder model said of answers in the last run, in the themes that the codebook has now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from textmining.codebook.state import Codebook

if TYPE_CHECKING:
    from textmining.codebook.coder import Predictions

__all__ = ["predictions_now"]


def predictions_now(table: pd.DataFrame, codebook: Codebook, answers: pd.Series) -> Predictions | None:
    """Predictions of one codebook.

    Parameters
    ----------
    table : DataFrame
        ``predictions`` of the codebook stage.
    codebook : Codebook
        Themes that were merged since have the larger of their probabilities; those rejected since are left out.
    answers : Series
        Ids of the answers of this codebook.

    Returns
    -------
    Predictions or None
        None where the coder model was not used.
    """
    own = table[table["answer_id"].isin(answers)]
    now = own["theme_id"].map({theme: codebook.now(theme) for theme in codebook.themes})
    own = own.assign(theme_id=now)[now.notna()]
    if own.empty:
        return None
    from textmining.codebook.coder import Predictions
    from textmining.codebook.coder.all_answers import with_main_themes

    held = own.groupby(["answer_id", "theme_id"], sort=False)[["probability", "given"]].max().unstack()
    abstains = own.groupby("answer_id", sort=False)["abstains"].any().reindex(held.index)
    given = held["given"].astype("boolean").fillna(False).astype(bool)
    # how sure the model was is kept as whether it abstained
    found = Predictions(held["probability"].fillna(0.0), given, (~abstains).astype(float))
    return with_main_themes(found, codebook)
