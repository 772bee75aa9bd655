"""Who mentions what: one matrix of respondents by themes per open question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmining.errors import StageError
from textmining.linking.design import Floats
from textmining.study import Question, Study

__all__ = ["DENOMINATORS", "Mentions", "mentions", "theme_columns"]

DENOMINATORS = ("answered", "asked")
"""Of whom a share is: those who gave a codable answer, and all to whom the question was put."""


@dataclass(frozen=True, eq=False)
class Mentions:
    """The themes that each respondent mentions in answer to one question; each counts once per respondent.

    Attributes
    ----------
    question : str
    themes : tuple of str
        Ids of the K themes, sorted; a main theme is mentioned by who mentions one of its sub-themes.
    matrix : (n, K) float
        1 for who mentions the theme and 0 for who does not; in between, the probability of that where the coder model
        is unsure. Rows follow the table of respondents.
    answered, asked : (n,) bool
        Who gave a codable answer, and to whom the question was put. Blank answers and non-answers mention nothing.
        Whose answer cannot be coded is in neither.
    """

    question: str
    themes: tuple[str, ...]
    matrix: Floats
    answered: npt.NDArray[np.bool_]
    asked: npt.NDArray[np.bool_]

    @property
    def certain(self) -> npt.NDArray[np.bool_]:
        """Who mentions what for certain (n, K): a coder, a rule or the model gave the theme."""
        sure: npt.NDArray[np.bool_] = self.matrix == 1
        return sure

    def counted(self, denominator: str) -> npt.NDArray[np.bool_]:
        """The respondents of a denominator."""
        return self.answered if denominator == "answered" else self.asked


def mentions(
    study: Study, respondents: pd.DataFrame, ledger: pd.DataFrame, themes: pd.DataFrame, codings: pd.DataFrame
) -> tuple[Mentions, ...]:
    """Count themes per respondent, for each question of the study.

    Parameters
    ----------
    study : Study
    respondents, ledger, themes, codings : DataFrame
        As in the contract. Rejected themes are left out.

    Returns
    -------
    tuple of Mentions, in the order of the study's questions

    Raises
    ------
    StageError
        If the ledger names someone who is not a respondent, or names an answer twice; if a coding is of an answer
        that was not kept, or of a theme that the question does not have; if a theme is its own ancestor.
    """
    people = pd.MultiIndex.from_frame(respondents[["wave", "respondent_id"]])
    row = people.get_indexer(pd.MultiIndex.from_frame(ledger[["wave", "respondent_id"]]))
    if (row < 0).any():
        raise StageError(f"linking: the ledger names {int((row < 0).sum())} rows of people who are not respondents.")
    if ledger.duplicated(["wave", "respondent_id", "question"]).any() or ledger["answer_id"].duplicated().any():
        raise StageError("linking: the ledger holds an answer twice. Each has one fate.")
    entry = pd.Index(ledger["answer_id"]).get_indexer(codings["answer_id"])
    fates = ledger["fate"].to_numpy()
    if (entry < 0).any() or (fates[entry] != "kept").any():
        raise StageError("linking: there are codings of answers that the ledger does not keep.")
    codings = pd.DataFrame(
        {
            "row": row[entry],
            "question": ledger["question"].to_numpy()[entry],
            "theme_id": codings["theme_id"].to_numpy(),
            "weight": _weights(codings),
        }
    )
    # a copied answer that counts once was asked and answered by the first who gave it
    kept, asked = fates == "kept", ~np.isin(fates, ("not_asked", "duplicate", "uncodable"))
    asked_of = ledger["question"].to_numpy()
    rejected = set(themes.loc[themes["status"] == "rejected", "theme_id"])
    found = []
    for question in study.questions:
        mine = asked_of == question.id
        own, parents = _themes_of(question, themes)
        coded = codings[(codings["question"] == question.id) & ~codings["theme_id"].isin(rejected)]
        found.append(
            Mentions(
                question.id,
                own,
                _matrix(coded, own, parents, len(respondents)),
                _members(row[mine & kept], len(respondents)),
                _members(row[mine & asked], len(respondents)),
            )
        )
    return tuple(found)


def theme_columns(found: tuple[Mentions, ...]) -> pd.DataFrame:
    """One column per theme and one row per respondent: 1, 0, or null without a codable answer (``Int8``).

    A theme of a codebook that questions share is 1 where any of them mentions it. Where the coder model is unsure of
    an answer, the columns of its themes hold probabilities between 0 and 1 (``Float64``); that one of two answers of a
    respondent mentions a theme is 1 - (1 - p)(1 - q).
    """
    columns: dict[str, tuple[Floats, npt.NDArray[np.bool_]]] = {}
    for part in found:
        for k, theme in enumerate(part.themes):
            yes, known = np.where(part.answered, part.matrix[:, k], 0.0), part.answered
            if theme in columns:
                other, too = columns[theme]
                yes, known = 1 - (1 - yes) * (1 - other), known | too
            columns[theme] = yes, known
    return pd.DataFrame({theme: _column(yes, known) for theme, (yes, known) in columns.items()})


def _column(values: Floats, known: npt.NDArray[np.bool_]) -> pd.Series:
    if np.isin(values, (0.0, 1.0)).all():
        return pd.Series(pd.arrays.IntegerArray(values.astype(np.int8), ~known))
    return pd.Series(pd.arrays.FloatingArray(values, ~known))


def _weights(codings: pd.DataFrame) -> Floats:
    """As how much of a mention each coding counts: its probability where the coder model is unsure, else 1."""
    unsure = (codings["source"] == "unsure").to_numpy(dtype=bool)
    probability = codings["confidence"].to_numpy(dtype=np.float64, na_value=np.nan)
    if not np.all((probability[unsure] >= 0) & (probability[unsure] <= 1)):
        raise StageError("linking: a coding of which the model is unsure has no probability. Code the answers again.")
    return np.where(unsure, probability, 1.0)


def _themes_of(question: Question, themes: pd.DataFrame) -> tuple[tuple[str, ...], dict[str, str]]:
    """Ids of the themes of a question that were not rejected, and the parent of each that has one among them."""
    shared = themes[(themes["question"] == (question.codebook or question.id)) & (themes["status"] != "rejected")]
    own = sorted(shared["theme_id"].tolist())
    parents = dict(shared.loc[shared["parent_id"].isin(own), ["theme_id", "parent_id"]].itertuples(index=False))
    return tuple(own), parents


def _matrix(coded: pd.DataFrame, own: tuple[str, ...], parents: dict[str, str], n: int) -> Floats:
    """Who mentions what (n, K): the themes of the codings, and the themes above those.

    The coder model gives a main theme a probability of its own, in which its sub-themes are counted in; so the largest
    is that of the answer, and not what independent sub-themes would come to.
    """
    column = {theme: k for k, theme in enumerate(own)}
    matrix = np.zeros((n, len(own)))
    for theme, part in coded.groupby("theme_id", sort=True):
        if theme not in column:
            question = coded["question"].iloc[0]
            raise StageError(f"linking: question {question} has codings of the theme {theme!r}, which is not its own.")
        for step in _lineage(str(theme), parents):
            np.maximum.at(matrix, (part["row"].to_numpy(), column[step]), part["weight"].to_numpy())
    return matrix


def _lineage(theme: str, parents: dict[str, str]) -> list[str]:
    """A theme and the themes above it."""
    line = [theme]
    while (above := parents.get(line[-1])) is not None:
        if above in line:
            raise StageError(f"linking: theme {theme!r} is below itself (column parent_id of themes).")
        line.append(above)
    return line


def _members(rows: npt.NDArray[np.intp], n: int) -> npt.NDArray[np.bool_]:
    found = np.zeros(n, dtype=bool)
    found[rows] = True
    return found
