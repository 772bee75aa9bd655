"""The points of a map, and what may be told of each.

For the research team a point is a segment with its redacted text. For anyone it is a place where a theme is found: a
point of the public map holds two coarse coordinates and the number of its theme. Equal ones are one point, and points
are in order of theme and place, so that neither their number nor their order leads to answers. Themes of few
respondents, or of one institution, are left out with all of their points.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from textmining.publishing.content import ALL, EditionContent, shown
from textmining.publishing.dutch import capital, file_names
from textmining.study import Study

__all__ = ["MapTheme", "QuestionMap", "public_maps", "research_maps"]

OTHER = "Overig"
OTHER_WORDS = "past bij geen thema"

STEPS = 150
"""Places on a public map along its longer side: what a reader can tell apart, and no finer."""


@dataclass(frozen=True)
class MapTheme:
    """A theme on a map: its name, common words and counts as they are shown; None where a count is not told."""

    label: str
    words: str
    segments: int | None
    answers: int | None
    other: bool = False


@dataclass(frozen=True)
class QuestionMap:
    """The map of a question.

    Attributes
    ----------
    file : str
        Name of its page, without extension.
    question : str
        The text of the question.
    themes : tuple of MapTheme
        The largest first, "overig" last where there is any.
    points : DataFrame
        ``theme`` (place in ``themes``), ``x`` and ``y``; for the research team also ``text``, ``sub`` (the sub-theme
        or "") and ``similarity`` (with the nearest theme, NaN where it is not known).
    left_out : int
        Themes that are not on it, as too few respondents mention them.
    """

    file: str
    question: str
    themes: tuple[MapTheme, ...]
    points: pd.DataFrame
    left_out: int = 0


def research_maps(content: EditionContent) -> list[QuestionMap]:
    """Maps with the redacted text of every segment; none where the tables hold no ``layout``."""
    themes = content.tables["themes"]
    names = {str(row["theme_id"]): capital(str(row["label"])) for row in themes.to_dict("records")}
    words = {str(t): str(w) for t, w in zip(themes["theme_id"], themes["words"], strict=True)}
    maps = []
    for question, part in _placed(content, themes):
        ranked = _ranked(part)
        listed = [
            MapTheme(names[t], words[t], len(rows), int(rows["answer_id"].nunique()))
            for t, rows in ((t, part[part["main"] == t]) for t in ranked)
        ]
        alone = part[part["main"].isna()]
        if len(alone):
            listed.append(MapTheme(OTHER, OTHER_WORDS, len(alone), int(alone["answer_id"].nunique()), other=True))
        number = {theme: place for place, theme in enumerate(ranked)}
        is_sub = part["theme_id"].notna() & (part["theme_id"] != part["main"])
        points = pd.DataFrame(
            {
                "theme": part["main"].map(number).fillna(len(ranked)).astype("int64"),
                "x": part["x"],
                "y": part["y"],
                "text": part["text"],
                "sub": part["theme_id"].where(is_sub).map(names).fillna(""),
                "similarity": part["similarity"],
            }
        )
        points = points.sort_values(["theme", "x", "y", "text"], kind="stable", ignore_index=True)
        maps.append(QuestionMap(*_named(content.study, question), tuple(listed), points))
    return maps


def public_maps(content: EditionContent, themes: pd.DataFrame, prevalence: pd.DataFrame) -> list[QuestionMap]:
    """Maps that anyone may see; none where the tables hold no ``layout``.

    Parameters
    ----------
    content : EditionContent
    themes, prevalence : DataFrame
        After disclosure control. A theme that is not in the first, or of which the second shows nothing about everybody
        in any wave, is not on the map.
    """
    records: dict[str, dict[Hashable, Any]] = {str(r["theme_id"]): r for r in themes.to_dict("records")}
    everybody = shown(prevalence)[lambda f: (f["grouping"] == ALL) & ~f["suppressed"].astype(bool)]
    told = {str(theme) for theme in everybody["theme_id"]} & set(records)
    maps = []
    for question, part in _placed(content, content.tables["themes"]):
        enough = _enough(part, content)
        present = _ranked(part)
        ranked = [theme for theme in present if theme in told and theme in enough]
        listed = [
            MapTheme(capital(str(records[t]["label"])), str(records[t]["words"]), None, _told(records[t]["n_answers"]))
            for t in ranked
        ]
        if "" in enough:
            listed.append(MapTheme(OTHER, OTHER_WORDS, None, None, other=True))
        number = {theme: place for place, theme in enumerate(ranked)} | ({"": len(ranked)} if "" in enough else {})
        points = _coarse(part[["x", "y"]]).assign(theme=part["main"].fillna("").map(number))
        points = points.dropna().astype({"theme": "int64"})[["theme", "x", "y"]].drop_duplicates()
        points = points.sort_values(["theme", "x", "y"], ignore_index=True)
        name, text = _named(content.study, question)
        maps.append(QuestionMap(name, text, tuple(listed), points, len(present) - len(ranked)))
    return [found for found in maps if found.themes]


def _placed(content: EditionContent, themes: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Segments with a place, by the question whose themes they have: with ``main``, their main theme, or null."""
    layout = content.tables.get("layout")
    if layout is None or layout.empty:
        return []
    study = content.study
    answers = content.tables["answers"][["answer_id", "question", "respondent_id", "wave"]]
    frame = content.tables["segments"].merge(layout[["segment_id", "x", "y"]], on="segment_id", validate="one_to_one")
    frame = frame.merge(answers, on="answer_id", validate="many_to_one")
    similarity = content.tables.get("assignments")
    if similarity is None:
        frame["similarity"] = float("nan")
    else:
        frame = frame.merge(similarity[["segment_id", "similarity"]], on="segment_id", how="left")
    frame["main"] = frame["theme_id"].map(_main_of(themes))
    shared = {question.id: question.codebook or question.id for question in study.questions}
    parts = dict(list(frame.groupby(frame["question"].map(shared))))
    return [(q.id, parts[q.id]) for q in study.questions if q.id in parts]


def _main_of(themes: pd.DataFrame) -> dict[str, str]:
    """The main theme of each theme: the highest above it that is in the table."""
    parent = dict(zip(themes["theme_id"], themes["parent_id"], strict=True))
    found = {}
    for theme in parent:
        top, seen = theme, {theme}
        while isinstance(parent[top], str) and parent[top] in parent and parent[top] not in seen:
            top = parent[top]
            seen.add(top)
        found[theme] = top
    return found


def _ranked(part: pd.DataFrame) -> list[str]:
    """Main themes by their number of segments, the largest first."""
    sizes = part["main"].value_counts()
    return sorted((str(theme) for theme in sizes.index), key=lambda theme: (-int(sizes[theme]), theme))


def _enough(part: pd.DataFrame, content: EditionContent) -> set[str]:
    """The main themes ("" for none) that as many respondents mention as a group must have, in two institutions."""
    people = content.tables["respondents"]
    key = ["respondent_id", "wave"]
    who = part.merge(people[[*key, "cluster", "panel"]], on=key, how="left")
    who["person"] = who["panel"].where(who["panel"].notna(), "r" + who["respondent_id"])
    counts = who.groupby(who["main"].fillna(""))[["person", "cluster"]].nunique()
    several = people["cluster"].nunique() >= 2
    held = (counts["person"] >= content.study.privacy.minimum_group) & ((counts["cluster"] > 1) | (not several))
    return {str(theme) for theme in counts.index[held]}


def _told(count: Any) -> int | None:
    return None if pd.isna(count) else int(count)


def _coarse(places: pd.DataFrame) -> pd.DataFrame:
    """Whole steps from the lower left corner."""
    side = max(float((places.max() - places.min()).max()), 1e-9)
    return ((places - places.min()) / side * STEPS).round().astype("int64")


def _named(study: Study, question: str) -> tuple[str, str]:
    texts: Mapping[str, str] = {q.id: q.text for q in study.questions}
    return f"vraag-{file_names(texts)[question]}", texts[question]
