"""Themes proposed from topics, and every answer coded with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmining.codebook.coding import code_answers, count_mentions
from textmining.codebook.identity import match_topics, mint
from textmining.codebook.registry import KnownTheme, Registry, text_mark
from textmining.study import Question

__all__ = ["Proposal", "in_order", "propose_codebook", "with_counts"]

BELOW = "/"
"""Behind a question's id in the registry, where its sub-themes are remembered."""

_COLUMNS = [
    "theme_id",
    "parent_id",
    "question",
    "label",
    "definition",
    "words",
    "origin",
    "stability",
    "verdict",
    "marks",
]


@dataclass(frozen=True)
class Proposal:
    """A codebook as discovery proposes it, before any coder has seen it.

    Attributes
    ----------
    themes : DataFrame, one row per theme
        By question in the order of the study, the theme of most respondents first.
    segments : DataFrame, one row per segment
        With ``topic_id`` and ``theme_id``.
    codings : DataFrame, one row per segment with a theme, and per answer that a rule coded
    registry : Registry
        For the next fit, so that themes keep their ids.
    """

    themes: pd.DataFrame
    segments: pd.DataFrame
    codings: pd.DataFrame
    registry: Registry


def propose_codebook(
    topics: pd.DataFrame,
    segments: pd.DataFrame,
    answers: pd.DataFrame,
    ledger: pd.DataFrame,
    questions: Sequence[Question],
    *,
    vectors: np.ndarray,
    encoder: str = "",
    previous: Registry | None = None,
) -> Proposal:
    """Turn the topics of every question into themes, and code all answers with them.

    Parameters
    ----------
    topics : DataFrame, one row per topic
        Of all questions; ``question`` is the one whose codebook the topic is in.
    segments : DataFrame, one row per segment
        With ``topic_id`` (null where none fits) and ``similarity``.
    answers, ledger : DataFrame
        Of the cleaning stage. Answers marked "none" get the theme that their question declares for "geen".
    questions : sequence of Question
    vectors : array, shape (n_segments, dimension)
        Unit vectors; rows follow ``segments``.
    encoder : str
        Id of the encoder of ``vectors``.
    previous : Registry, optional
        Of the fit before this one.

    Returns
    -------
    Proposal
    """
    registry = previous or Registry()
    theme_of: dict[str, str] = {}
    codebook_of = {question.id: question.codebook or question.id for question in questions}
    question_of_answer = answers.set_index("answer_id")["question"]
    codebook_of_segment = segments["answer_id"].map(question_of_answer).map(codebook_of)
    marks = segments["text"].map(text_mark)
    parent_of = topics.set_index("topic_id")["parent_id"]
    above = segments["topic_id"].map(parent_of).astype("str")  # without topics pandas makes it a number
    main_topic = above.fillna(segments["topic_id"])
    for question in dict.fromkeys(codebook_of.values()):
        here = (codebook_of_segment == question).to_numpy(dtype=bool)
        seen = frozenset(marks[here])
        own = topics[topics["question"] == question]
        # a main theme and its only large sub-theme are made of nearly the same: each level is matched by itself
        for scope, level, given in (
            (question, own[own["parent_id"].isna()], main_topic),
            (f"{question}{BELOW}", own[own["parent_id"].notna()], segments["topic_id"]),
        ):
            found = {
                topic_id: _known(scope, (given == topic_id).to_numpy(dtype=bool), marks, vectors, encoder)
                for topic_id in level["topic_id"]
            }
            matched = match_topics(found, registry.of(scope), seen, registry.seen.get(scope, frozenset()))
            for topic_id, topic in found.items():
                if topic_id not in matched:
                    matched[topic_id] = mint(scope, sorted(topic.members), {*registry.themes, *matched.values()})
            theme_of |= matched
            registry = registry.with_fit(scope, {matched[t]: topic for t, topic in found.items()}, seen)
    coded = segments.assign(theme_id=segments["topic_id"].map(theme_of))
    codings = code_answers(coded, ledger, questions)
    themes = topics.assign(
        theme_id=topics["topic_id"].map(theme_of),
        parent_id=topics["parent_id"].map(theme_of),
        definition=topics["description"],
    )[_COLUMNS]
    themes = pd.concat([themes, _none_themes(questions)], ignore_index=True)
    themes = with_counts(themes.assign(status="proposed"), codings, answers)
    return Proposal(in_order(themes, list(dict.fromkeys(codebook_of.values()))), coded, codings, registry)


def with_counts(themes: pd.DataFrame, codings: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Themes with the answers and respondents that mention them; a main theme counts those of its sub-themes."""
    parents = themes.dropna(subset="parent_id").set_index("theme_id")["parent_id"]
    themes = themes.drop(columns=["n_answers", "n_respondents"], errors="ignore")
    themes = themes.merge(count_mentions(codings, answers, parents), on="theme_id", how="left")
    themes[["n_answers", "n_respondents"]] = themes[["n_answers", "n_respondents"]].fillna(0).astype("int64")
    return themes


def in_order(themes: pd.DataFrame, questions: Sequence[str]) -> pd.DataFrame:
    """By question in the order of the study, the theme of most respondents first."""
    order = {question: position for position, question in enumerate(questions)}
    return themes.sort_values(
        ["question", "n_respondents", "theme_id"],
        ascending=[True, False, True],
        key=lambda column: column.map(order) if column.name == "question" else column,
        ignore_index=True,
    )


def _known(question: str, chosen: np.ndarray, marks: pd.Series, vectors: np.ndarray, encoder: str) -> KnownTheme:
    """What a topic is made of: its distinct texts, and the mean direction of their vectors."""
    members = marks[chosen]
    first = ~members.duplicated().to_numpy()
    order = np.argsort(members[first].to_numpy())  # a sum in another order differs in its last digits
    mean = vectors[chosen][first][order].astype(np.float64).sum(axis=0)
    length = float(np.linalg.norm(mean))
    centre = mean / length if length else mean
    return KnownTheme(question, frozenset(members), tuple(float(x) for x in np.round(centre, 6)), encoder)


def _none_themes(questions: Sequence[Question]) -> pd.DataFrame:
    """One theme for each codebook with a question that declares what "geen" means."""
    labels: dict[str, str] = {}
    for question in questions:
        if question.none is not None:
            labels.setdefault(question.codebook or question.id, question.none)
    rows = [
        {"theme_id": f"none-{question}", "question": question, "label": label, "words": ""}
        for question, label in labels.items()
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)
