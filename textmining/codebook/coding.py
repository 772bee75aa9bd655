"""Codings: which theme each answer mentions, and where that is known from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from textmining.study import Question

__all__ = ["UNREVIEWED", "code_answers", "count_mentions"]

UNREVIEWED = "0"
"""The version of a codebook that no coder has signed off."""

_COLUMNS = ["answer_id", "segment_id", "theme_id", "source", "confidence"]


def code_answers(segments: pd.DataFrame, ledger: pd.DataFrame, questions: Sequence[Question]) -> pd.DataFrame:
    """Code every answer from the themes of its segments.

    Parameters
    ----------
    segments : DataFrame, one row per segment
        With ``theme_id`` (null where none fits) and ``similarity`` to it.
    ledger : DataFrame
        Answers marked "none" are coded by rule: "geen" is an answer where the question says so.
    questions : sequence of Question

    Returns
    -------
    DataFrame, one row per segment with a theme ("model") and per answer coded by rule ("rule")
        ``codings`` of the contract; ``confidence`` is the similarity, between 0 and 1.
    """
    themed = segments[segments["theme_id"].notna()]
    model = themed.assign(source="model", confidence=themed["similarity"].clip(0, 1))[_COLUMNS]
    none_theme = {q.id: f"none-{q.codebook or q.id}" for q in questions if q.none is not None}
    marked = ledger["marks"].fillna("").str.split(";").map(lambda marks: "none" in marks).astype(bool)
    nothing = ledger[marked & ledger["question"].isin(none_theme) & (ledger["fate"] == "kept")]
    rule = pd.DataFrame(
        {
            "answer_id": nothing["answer_id"],
            "segment_id": None,
            "theme_id": nothing["question"].map(none_theme),
            "source": "rule",
            "confidence": 1.0,
        }
    )
    codings = pd.concat([part for part in (model, rule) if len(part)] or [model], ignore_index=True)
    codings = codings.assign(coder=None, codebook_version=UNREVIEWED, inclusion_probability=None)
    return codings.sort_values(["answer_id", "segment_id", "theme_id"], ignore_index=True, na_position="first")


def count_mentions(
    codings: pd.DataFrame, answers: pd.DataFrame, parents: Mapping[str, str] | pd.Series | None = None
) -> pd.DataFrame:
    """Answers and respondents per theme, each counted once; those of which the coder model is unsure are not.

    Parameters
    ----------
    codings, answers : DataFrame
    parents : mapping
        Sub-theme to main theme: who mentions a sub-theme mentions its main theme.

    Returns
    -------
    DataFrame, one row per theme that is mentioned
        ``theme_id``, ``n_answers``, ``n_respondents`` (a respondent of two waves counts in each).
    """
    pairs = codings.loc[codings["source"] != "unsure", ["answer_id", "theme_id"]]
    if parents is not None and len(parents):
        above = pairs.assign(theme_id=pairs["theme_id"].map(parents)).dropna(subset="theme_id")
        pairs = pd.concat([pairs, above], ignore_index=True)
    pairs = pairs.drop_duplicates()
    pairs = pairs.merge(answers[["answer_id", "respondent_id", "wave"]], on="answer_id", validate="many_to_one")
    n_answers = pairs.groupby("theme_id")["answer_id"].nunique()
    people = pairs[["theme_id", "respondent_id", "wave"]].drop_duplicates()
    counts = {"n_answers": n_answers, "n_respondents": people.groupby("theme_id").size()}
    return pd.DataFrame(counts).reset_index()
