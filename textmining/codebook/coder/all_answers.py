"""Coding all answers of a codebook with the coder model, once enough of them are coded by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from textmining.codebook.coder.deciding import Predictions
from textmining.codebook.coder.fitting import fit_coder
from textmining.codebook.coder.model import CoderModel
from textmining.codebook.coder.stored import Features
from textmining.codebook.coder.whole import Lessons, coded_sample
from textmining.codebook.state import Codebook
from textmining.tables import COLUMNS

__all__ = ["ENOUGH", "ModelCoding", "code_all", "predictions_table", "sample_table", "with_main_themes"]

ENOUGH = 100
"""Codes by hand from which the model codes every answer. With 100, and silver labels, it coded the rest better than the
placement of discovery in each of five draws on all five sets with gold labels, by .03 (SIB-200) or more in macro-F1;
with 25, in three to five of five (benchmarks/coding_enough.py)."""


@dataclass(frozen=True)
class ModelCoding:
    """A model, and what it says of all answers of a codebook that no rule coded.

    Attributes
    ----------
    model : CoderModel
    predictions : Predictions
        Of an answer coded by hand by a model that had not seen it (out of fold).
    name : str
        Where the model is kept, below the folder of models.
    """

    model: CoderModel
    predictions: Predictions
    name: str = ""


def code_all(codebook: Codebook, features: Features, lessons: Lessons, enough: int = ENOUGH) -> ModelCoding | None:
    """Fit the model and predict every answer; None where too few answers are coded by hand.

    Parameters
    ----------
    codebook : Codebook
    features : Features
        Of all answers of the codebook that no rule coded.
    lessons : Lessons
    enough : int
    """
    if len(lessons.hand) < enough or not lessons.themes:
        return None
    model = fit_coder(features, lessons.hand, lessons.silver)
    everyone, held = model.predict(features), model.out_of_fold
    whole = Predictions(
        pd.concat([held.probability, everyone.probability.drop(held.confidence.index)]),
        pd.concat([held.themes, everyone.themes.drop(held.confidence.index)]),
        pd.concat([held.confidence, everyone.confidence.drop(held.confidence.index)]),
    )
    found = with_main_themes(whole.of(features.answers), codebook)
    # sums over threads differ in their last digits
    rounded = replace(found, probability=found.probability.round(6), confidence=found.confidence.round(6))
    return ModelCoding(model, rounded)


def with_main_themes(predictions: Predictions, codebook: Codebook) -> Predictions:
    """Predictions in which no sub-theme is likelier than its main theme, nor given without it."""
    parent = {theme.id: theme.parent for theme in codebook.in_use.values()}
    probability, given = predictions.probability.copy(), predictions.themes.copy()
    for theme in sorted(parent, key=lambda theme: -len(_line(theme, parent))):  # from below upwards
        above = parent[theme]
        if above in probability and theme in probability:
            probability[above] = np.maximum(probability[above], probability[theme])
            given[above] = given[above] | given[theme]
    return replace(predictions, probability=probability, themes=given)


def _line(theme: str, parent: Mapping[str, str | None]) -> list[str]:
    line = [theme]
    while (above := parent.get(line[-1])) is not None and above not in line:
        line.append(above)
    return line


def predictions_table(codings: Iterable[ModelCoding]) -> pd.DataFrame:
    """Table ``predictions`` of the contract: one row per answer and theme of each codebook that has a model."""
    found = []
    for coding in codings:
        said = coding.predictions
        answers, themes = said.probability.index, said.probability.columns
        unseen = answers.isin(coding.model.out_of_fold.confidence.index)
        found.append(
            pd.DataFrame(
                {
                    "answer_id": np.repeat(answers.to_numpy(dtype=object), len(themes)),
                    "theme_id": np.tile(themes.to_numpy(dtype=object), len(answers)),
                    "probability": said.probability.to_numpy().ravel(),
                    "given": said.themes.to_numpy(dtype=bool).ravel(),
                    "abstains": np.repeat(said.abstains().to_numpy(dtype=bool), len(themes)),
                    "out_of_fold": np.repeat(unseen, len(themes)),
                }
            )
        )
    return _stacked("predictions", found)


def sample_table(codebooks: Iterable[Codebook]) -> pd.DataFrame:
    """Table ``coding_sample`` of the contract: one row per answer that coders coded as a whole."""
    found = []
    for codebook in codebooks:
        coded = coded_sample(codebook)
        joined = [";".join(sorted(own)) or None for own in coded["themes"]]
        found.append(coded.assign(codebook=codebook.base.codebook, themes=pd.Series(joined, coded.index, dtype="str")))
    return _stacked("coding_sample", found)


def _stacked(table: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    columns = list(COLUMNS[table])
    return pd.concat(filled, ignore_index=True)[columns] if filled else pd.DataFrame(columns=columns)
