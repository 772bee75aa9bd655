"""What the model learns from and what it leaves behind: tables of codes, silver labels, and the codings of answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from textmining.codebook.coder.deciding import ABSTAIN_BELOW, Predictions
from textmining.tables import COLUMNS

__all__ = ["MODEL", "UNSURE", "hand_codes", "publication_codings", "silver_labels"]

MODEL, UNSURE, CODER = "model", "unsure", "coder"
"""``source`` of a coding: the model gives the theme; it abstains, and ``confidence`` is a probability to be counted as
such; a coder gives it."""

CORE = 0.5
"""The part of a theme's segments, from its centre, that is its core."""

MOST_OF_A_THEME = 40


def hand_codes(coded: Mapping[str, Iterable[str]], themes: Sequence[str]) -> pd.DataFrame:
    """The table that ``fit_coder`` takes.

    Parameters
    ----------
    coded : mapping
        answer_id to all its themes (none: an empty set). Themes that are not among ``themes`` are passed over.
    themes : sequence of str

    Returns
    -------
    DataFrame (answers, themes) of 0 and 1

    Examples
    --------
    >>> hand_codes({"a1": {"t1"}, "a2": ()}, ["t1", "t2"]).to_numpy().tolist()
    [[1, 0], [0, 0]]
    """
    answers = sorted(coded)
    index = pd.Index(answers, dtype="str", name="answer_id")
    held = [set(coded[answer]) for answer in answers]
    rows = [[int(theme in own) for theme in themes] for own in held]
    return pd.DataFrame(np.array(rows, dtype=np.int64).reshape(len(answers), len(themes)), index, list(themes))


def silver_labels(segments: pd.DataFrame, stable: Collection[str], by_hand: Collection[str] = ()) -> pd.DataFrame:
    """Codes of answers that lie wholly in the core of stable themes.

    Parameters
    ----------
    segments : DataFrame, one row per segment of the question
        ``answer_id``, ``theme_id`` (as decided; null where none fits) and ``similarity`` with the theme's centre.
    stable : collection of str
        Themes that came back in resampling or that a coder accepted.
    by_hand : collection of str, optional
        Values of ``segment_id``, then a column too: segments that a coder placed. These are in the core of where they
        were put, and say nothing where that is in no theme.

    Returns
    -------
    DataFrame (answers, themes) of 0 and 1, the surest first
        Answers all of whose segments are in the nearer half of a stable theme, so that what they do not mention is
        known as well; up to 40 per theme.
    """
    themes = sorted(stable)
    placed = segments["segment_id"].isin(by_hand) if len(by_hand) else pd.Series(False, segments.index)
    segments, placed = (part[~placed | segments["theme_id"].notna()] for part in (segments, placed))
    rank = segments[~placed].groupby("theme_id")["similarity"].rank(pct=True, ascending=False, method="average")
    rank = rank.reindex(segments.index).mask(placed, 0.0)
    core = segments["theme_id"].isin(themes) & (rank <= CORE)
    own = segments.assign(core=core, rank=rank.fillna(1.0))
    whole = own.groupby("answer_id")["core"].transform("all")
    own = own[whole]
    surest = own.groupby("answer_id")["rank"].max().reset_index().sort_values(["rank", "answer_id"])
    of_answer = own.groupby("answer_id")["theme_id"].agg(set)
    taken = dict.fromkeys(themes, 0)
    kept: list[str] = []
    for answer in surest["answer_id"]:
        if min(taken[theme] for theme in of_answer[answer]) < MOST_OF_A_THEME:
            kept.append(answer)
            for theme in of_answer[answer]:
                taken[theme] += 1
    return hand_codes(of_answer.to_dict(), themes).loc[kept]


def publication_codings(
    predictions: Predictions,
    hand: pd.DataFrame,
    version: str,
    *,
    abstain_below: float = ABSTAIN_BELOW,
) -> tuple[pd.DataFrame, float]:
    """The codings of all answers to a question, for publication.

    Parameters
    ----------
    predictions : Predictions
        Of all answers.
    hand : DataFrame, one row per answer coded by hand
        ``answer_id``, ``themes`` (a set; may be empty), ``coder`` (null where coders settled it) and
        ``inclusion_probability`` (null where it was not drawn at random).
    version : str
        Of the codebook.
    abstain_below : float
        The confidence under which the model abstains.

    Returns
    -------
    codings : DataFrame
        As in ``tables``. A hand code outranks the model ("coder", confidence 1). Themes that the model gives are
        "model", with their probability. Of an answer on which it abstains, every theme is there as "unsure" with its
        probability, which counts as that part of an answer: neither dropped nor zero. An answer without any theme has
        no rows.
    abstained : float
        Share of all answers on which the model abstains and that no coder coded; null-free, 0 without answers.
    """
    by_hand = pd.Index(hand["answer_id"])
    left = predictions.of(predictions.confidence.index.difference(by_hand))
    unsure = left.abstains(abstain_below).to_numpy(dtype=bool)
    given = left.themes.to_numpy(dtype=bool) & ~unsure[:, None]
    rows, columns = np.nonzero(given | unsure[:, None])
    themes = np.array(left.probability.columns, dtype=object)
    made = pd.DataFrame(
        {
            "answer_id": left.confidence.index.to_numpy(dtype=object)[rows],
            "theme_id": themes[columns],
            "source": np.where(unsure[rows], UNSURE, MODEL).astype(object),
            "coder": None,
            "confidence": left.probability.to_numpy()[rows, columns],
            "inclusion_probability": np.nan,
        }
    )
    told = [
        {
            "answer_id": row["answer_id"],
            "theme_id": theme,
            "source": CODER,
            "coder": row["coder"] if isinstance(row["coder"], str) else None,
            "confidence": 1.0,
            "inclusion_probability": row["inclusion_probability"],
        }
        for row in hand.to_dict("records")
        for theme in sorted(row["themes"])
    ]
    parts = [part for part in (made, pd.DataFrame(told, columns=made.columns)) if len(part)]
    codings = pd.concat(parts, ignore_index=True) if parts else made
    codings = codings.assign(segment_id=None, codebook_version=version)[list(COLUMNS["codings"])]
    codings["inclusion_probability"] = pd.to_numeric(codings["inclusion_probability"]).astype("float64")
    codings = codings.sort_values(["answer_id", "theme_id"], ignore_index=True)
    everyone = predictions.confidence.index.union(by_hand)
    return codings, float(unsure.sum() / max(len(everyone), 1))
