"""What a coder looks at beside the themes: segments that no theme holds, and segments that show what a theme is.

For ``onderzoek/`` only. The tables hold ids; who makes a sheet of them looks up the redacted text of a segment, so that
a forgotten respondent is gone from both.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

__all__ = ["KINDS", "coding_aids", "sure_examples", "with_text"]

EXAMPLES = 5
KINDS = {"representative": "kenmerkend", "border": "grensgeval"}
"""What kinds of examples are called."""


def coding_aids(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables ``leftover`` and ``theme_examples``.

    Parameters
    ----------
    tables : mapping
        segments, themes; and ``topics``, ``assignments`` and ``examples`` as the topics stage left them.

    Returns
    -------
    dict of str to DataFrame
        ``leftover``: one row per segment that discovery saw and no theme holds: segment_id, answer_id, theme_id (the
        nearest main theme), similarity. ``theme_examples``: theme_id, kind (representative, border), position,
        segment_id, answer_id, other_theme_id (on whose border it lies). Empty for results of before the topics stage
        left those tables.
    """
    if any(name not in tables for name in ("topics", "assignments", "examples")):
        return {}
    theme_of = _themes_of_topics(tables)
    answer_of = tables["segments"].set_index("segment_id")["answer_id"]
    alone = tables["assignments"].loc[lambda frame: frame["topic_id"].isna()]
    leftover = pd.DataFrame(
        {
            "segment_id": alone["segment_id"],
            "answer_id": alone["segment_id"].map(answer_of),
            "theme_id": alone["nearest_topic_id"].map(theme_of).astype("str"),
            "similarity": alone["similarity"],
        }
    )
    shown = tables["examples"]
    examples = pd.DataFrame(
        {
            "theme_id": shown["topic_id"].map(theme_of).astype("str"),
            "kind": shown["kind"],
            "position": shown["position"],
            "segment_id": shown["segment_id"],
            "answer_id": shown["segment_id"].map(answer_of),
            "other_theme_id": shown["other_topic_id"].map(theme_of).astype("str"),
        }
    )
    # a segment that the other tables do not know was removed on request after the topics were found
    leftover = leftover.dropna(subset=["answer_id"])
    return {
        "leftover": leftover.sort_values(["similarity", "segment_id"], ascending=[False, True], ignore_index=True),
        "theme_examples": examples.dropna(subset=["theme_id", "answer_id"]).reset_index(drop=True),
    }


def _themes_of_topics(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """The theme of each topic: that of its segments; of a topic with sub-topics the theme above theirs."""
    held = tables["segments"].dropna(subset=["topic_id", "theme_id"])
    found = dict(zip(held["topic_id"], held["theme_id"], strict=True))
    above = dict(zip(tables["themes"]["theme_id"], tables["themes"]["parent_id"], strict=True))
    topics = tables["topics"].dropna(subset=["parent_id"])
    for topic, parent in zip(topics["topic_id"], topics["parent_id"], strict=True):
        theme = above.get(found.get(topic, ""))
        if parent not in found and isinstance(theme, str):
            found[parent] = theme
    return found


def with_text(frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Rows about segments with the redacted text of each, and the question and wave of its answer."""
    texts = tables["segments"][["segment_id", "text"]]
    answers = tables["answers"][["answer_id", "question", "wave"]]
    return frame.merge(texts, on="segment_id", how="inner").merge(answers, on="answer_id", how="inner")


def sure_examples(tables: Mapping[str, pd.DataFrame], count: int = EXAMPLES) -> pd.DataFrame:
    """Up to ``count`` different segments of each theme, the surest first, then by their text.

    Returns
    -------
    DataFrame
        theme_id, question, wave, text, answer_id.
    """
    sure = tables["codings"].dropna(subset=["segment_id"]).groupby(["segment_id", "theme_id"])["confidence"].max()
    coded = tables["segments"].dropna(subset=["theme_id"])[["segment_id", "answer_id", "theme_id", "text"]]
    coded = coded.merge(sure.rename("sure").reset_index(), on=["segment_id", "theme_id"], how="left")
    coded = coded.merge(tables["answers"][["answer_id", "question", "wave", "respondent_id"]], on="answer_id")
    coded = coded.assign(sure=coded["sure"].fillna(0.0), folded=coded["text"].str.casefold())
    order = {"theme_id": True, "sure": False, "folded": True, "wave": True, "respondent_id": True}
    coded = coded.sort_values([*order], ascending=[*order.values()], kind="stable")
    coded = coded.drop_duplicates(["theme_id", "folded"])
    return coded.groupby("theme_id").head(count)[["theme_id", "question", "wave", "text", "answer_id"]]
