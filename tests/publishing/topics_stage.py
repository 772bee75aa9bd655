"""What the topics stage adds to the small study: sub-themes, how stable themes are, examples, and what is left over."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from textmining import tables
from textmining.publishing import EditionContent

__all__ = ["LEFT_OVER", "SUBS", "judged", "topic_of", "with_sub_themes", "with_topics"]

SUBS = {"t900": "t000", "t901": "t000", "t902": "t004"}
"""Sub-themes and their main themes. "t900" is mentioned by more respondents than any main theme but its own."""
LEFT_OVER = "de hunebedden hadden ook geen handleiding"
"""A segment that no theme holds."""
_VERDICTS = {"t000": "doubtful", "t001": "unstable", "t003": "highly stable", "t900": "unstable"}
_STABILITY = {"t000": 0.62, "t001": 0.41, "t003": 0.91, "t900": 0.55}


def topic_of(theme: str) -> str:
    """The topic of a theme."""
    return theme.replace("t", "k")


def with_sub_themes(themes: pd.DataFrame, mentioned: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """Themes with three sub-themes after them, and who mentions what; drawn apart, so that the rest stays as it is."""
    rng = np.random.default_rng(13)
    main = dict(zip(themes["theme_id"], range(len(themes)), strict=True))
    mentioned = mentioned.copy()
    mentioned[:, main["t000"]] |= rng.random(len(mentioned)) < 0.5
    rows = [
        {**themes.iloc[main[parent]], "theme_id": sub, "parent_id": parent}
        | {"label": f"werkdruk en {other}", "words": f"werkdruk, {other}"}
        for (sub, parent), other in zip(SUBS.items(), ("rooster", "wifi", "beleid"), strict=True)
    ]
    columns = [
        mentioned[:, main[parent]] & (rng.random(len(mentioned)) < (0.9 if sub == "t900" else 0.3))
        for sub, parent in SUBS.items()
    ]
    added = pd.DataFrame(rows)
    return pd.concat([themes, added], ignore_index=True), np.column_stack([mentioned, *columns])


def judged(themes: pd.DataFrame) -> pd.DataFrame:
    """Themes with a verdict, origin, marks and, for some, what discovery says of them."""
    ids = themes["theme_id"]
    said = {
        "t000": "Deelnemers noemen vooral ‘scholing’ en ‘de les’; ook ‘werkdruk’.",
        "t003": "Deelnemers noemen vooral ‘scholing’ en ‘het xylofoonkwartet’.",
        "t006": "Deelnemers noemen vooral ‘wormerhaven’.",
    }
    return themes.assign(
        definition=ids.map(said).fillna(themes["definition"]),
        stability=ids.map(_STABILITY).fillna(themes["stability"]),
        verdict=ids.map(_VERDICTS).fillna("stable").where(ids != "t007"),
        origin=np.where(ids == "t004", "expected", "found"),
        marks=ids.map({"t001": "one_word;one_text", "t008": "one_institution;one_team"}),
    )


def with_topics(content: EditionContent) -> EditionContent:
    """The small study with what the topics stage leaves beside its themes, and two segments that no theme holds."""
    segments, themes = content.tables["segments"].copy(), content.tables["themes"]
    alone = segments.index[segments["theme_id"].isna()][:2]
    segments.loc[alone, "text"] = [LEFT_OVER, "iets heel anders"]
    segments["topic_id"] = segments["theme_id"].map(topic_of, na_action="ignore")
    main = themes[themes["theme_id"] != "t007"]  # what "geen belemmering" stands for is no topic
    topics = main.assign(
        topic_id=main["theme_id"].map(topic_of),
        parent_id=main["parent_id"].map(topic_of, na_action="ignore"),
        description=main["definition"],
        n_segments=50,
    )
    held = segments[segments["topic_id"].notna() | segments.index.isin(alone)]
    parents = dict(zip(topics["topic_id"], topics["parent_id"], strict=True))
    above = [parents[t] if isinstance(t, str) and isinstance(parents.get(t), str) else t for t in held["topic_id"]]
    assignments = pd.DataFrame(
        {
            "segment_id": held["segment_id"],
            "topic_id": held["topic_id"],
            "similarity": np.where(held.index == alone[0], 0.4, np.where(held.index == alone[1], 0.2, 0.7)),
            "nearest_topic_id": [t if isinstance(t, str) else "k003" for t in above],
            "alone": held["topic_id"].isna(),
        }
    )
    first = segments.dropna(subset=["topic_id"]).groupby("topic_id")["segment_id"].agg(list)
    shown = [(topic, "representative", place, first[topic][place], None) for topic in first.index for place in (1, 2)]
    shown.append(("k003", "border", 1, first["k003"][5], "k000"))
    study = content.study
    waves = [(question.id, wave.id, place) for question in study.questions for place, wave in enumerate(study.waves)]
    drift = pd.DataFrame(waves, columns=["question", "wave", "n_new"]).assign(n_segments=200)
    drift["n_new"] = 10 + 4 * drift["n_new"]
    added = {
        "segments": segments,
        "topics": topics,
        "assignments": assignments,
        "examples": pd.DataFrame(shown, columns=["topic_id", "kind", "position", "segment_id", "other_topic_id"]),
        "drift": drift.assign(share=drift["n_new"] / drift["n_segments"]),
    }
    measures = {
        question.id: {
            "segments": 600.0,
            "themes": 4.0,
            "sub_themes": 2.0,
            "overig": 0.061,
            "largest": 0.131,
            "effective_themes": 3.6,
            "npmi": -0.545,
            "diversity": 0.94,
            "stability": 0.761,
        }
        for question in study.questions
    }
    measures["praktijk"] |= {"npmi": None}
    return dataclasses.replace(
        content,
        tables={**content.tables, **{name: tables.validate(name, frame) for name, frame in added.items()}},
        facts={**content.facts, "measures": measures},
    )
