"""From the tables of the finished stages to what coders look at."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from textmining import study as definition
from textmining.codebook import base_of
from textmining.codebook.coding import code_answers
from textmining.publishing.coding_aids import coding_aids
from textmining.review.material.folding import fold
from textmining.review.material.material import Answer, Example, Material, Segment, Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TABLES", "read_material"]

TABLES: Mapping[str, tuple[str, ...]] = {
    "survey": ("respondents", "labels"),
    "cleaning": ("answers", "segments", "ledger"),
    "topics": ("topics", "assignments", "examples"),
    "codebook": ("proposed_themes", "proposed_segments"),
}
"""The tables that are read, by the stage that left them: none that holds raw text."""


def read_material(
    study: definition.Study,
    tables: Mapping[str, pd.DataFrame],
    fit: str,
    *,
    centres: Mapping[str, np.ndarray] | None = None,
    folders: Mapping[str, Path] | None = None,
    current: bool = True,
) -> Study:
    """Put the tables of a study together, one codebook after another.

    Parameters
    ----------
    study : Study
    tables : mapping
        Every table that ``TABLES`` names.
    fit : str
        Fingerprint of the discovery.
    centres : mapping, optional
        theme_id to unit vector.
    folders : mapping, optional
        Finished stage to its folder.
    current : bool
        Whether the tables are of the study as it is now.
    """
    centres = centres or {}
    codebook_of = {question.id: question.codebook or question.id for question in study.questions}
    answers = tables["answers"].assign(codebook=tables["answers"]["question"].map(codebook_of))
    answers = answers[answers["codebook"].notna()]
    groups = _groups(study, tables["respondents"], answers)
    themes = tables["proposed_themes"]
    segments = tables["segments"][["segment_id", "answer_id", "start", "end"]]
    for name, columns in (("proposed_segments", ["theme_id", "similarity"]), ("assignments", ["topic_id"])):
        added = tables[name][["segment_id", *columns]]
        segments = segments.merge(added, on="segment_id", how="left", validate="one_to_one")
    aids = coding_aids({**tables, "themes": themes, "segments": segments})
    codings = code_answers(segments, tables["ledger"], study.questions)
    nearest = dict(zip(aids["leftover"]["segment_id"], aids["leftover"]["theme_id"], strict=True))
    offered = _offered(study, tables["labels"], groups, study.privacy.minimum_group)
    segments_of = _segments(segments, nearest)
    made = {}
    for codebook in dict.fromkeys(codebook_of.values()):
        own = answers[answers["codebook"] == codebook]
        held = segments[segments["answer_id"].isin(own["answer_id"])]
        own_themes = themes[themes["question"] == codebook]
        found = {
            answer_id: Answer(
                answer_id, question, wave, text, fold(text), groups.get(answer_id, frozenset()), segments_of[answer_id]
            )
            for answer_id, question, wave, text in own[["answer_id", "question", "wave", "text"]].itertuples(
                index=False
            )
        }
        themed = held.loc[held["theme_id"].notna(), "similarity"].dropna().to_numpy(dtype=float)
        low, high = np.quantile(themed, [1 / 3, 2 / 3]) if len(themed) else (0.0, 0.0)
        verdicts = own_themes.dropna(subset="verdict")
        made[codebook] = Material(
            codebook,
            {q.id: q.text for q in study.questions if codebook_of[q.id] == codebook},
            base_of(themes, held, codebook, fit, {t: centres[t] for t in own_themes["theme_id"] if t in centres}),
            found,
            {s.id: s for answer in found.values() for s in answer.segments},
            _examples(aids["theme_examples"], set(own_themes["theme_id"])),
            dict(zip(verdicts["theme_id"], verdicts["verdict"], strict=True)),
            _ruled(codings, found),
            tuple(wave.id for wave in study.waves if (own["wave"] == wave.id).any()),
            offered,
            (float(low), float(high)),
            folders or {},
            study.profile.id if study.profile else None,
            study.privacy.minimum_group,
        )
    return Study(made, current)


def _segments(segments: pd.DataFrame, nearest: Mapping[str, str]) -> defaultdict[str, tuple[Segment, ...]]:
    """The segments of each answer, in the order of its text."""
    found: defaultdict[str, list[Segment]] = defaultdict(list)
    columns = segments[["segment_id", "answer_id", "start", "end", "similarity"]]
    for segment_id, answer_id, start, end, similarity in columns.itertuples(index=False):
        theme = nearest.get(segment_id)
        known = None if math.isnan(similarity) else min(max(float(similarity), 0.0), 1.0)
        found[answer_id].append(
            Segment(segment_id, answer_id, int(start), int(end), known, theme if isinstance(theme, str) else None)
        )
    ordered = {answer: tuple(sorted(own, key=lambda s: s.start)) for answer, own in found.items()}
    return defaultdict(tuple, ordered)


def _groups(study: definition.Study, people: pd.DataFrame, answers: pd.DataFrame) -> dict[str, frozenset[str]]:
    """The groups of whoever gave each answer, as "grouping:value"."""
    groupings = [grouping for grouping in study.groupings if grouping in people.columns]
    known = answers[["answer_id", "respondent_id", "wave"]].merge(
        people[["respondent_id", "wave", *groupings]], on=["respondent_id", "wave"], how="left", validate="many_to_one"
    )
    sets: dict[tuple[str, ...], frozenset[str]] = {}  # the same few combinations, again and again
    columns = [(f"{name}:" + known[name].astype("str")).where(known[name].notna(), "") for name in groupings]
    found = {}
    for answer_id, *keys in zip(known["answer_id"], *columns, strict=True):
        key = tuple(keys)
        found[answer_id] = sets.setdefault(key, frozenset(filter(None, key)))
    return found


def _offered(
    study: definition.Study, labels: pd.DataFrame, groups: Mapping[str, frozenset[str]], fewest: int
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The values of groups that can be chosen, in the order of the study: those that enough answers are of."""
    counts: defaultdict[str, int] = defaultdict(int)
    for own in groups.values():
        for key in own:
            counts[key] += 1
    offered = []
    for grouping, title in study.groupings.items():
        own_labels = labels.loc[labels["id"] == grouping].sort_values("position")["label"].tolist()
        order = {f"{grouping}:{label}": place for place, label in enumerate(own_labels)}
        keys = [key for key, count in counts.items() if key.startswith(f"{grouping}:") and count >= fewest]
        keys.sort(key=lambda key: (order.get(key, len(order)), key))
        if keys:
            offered.append((title, tuple((key, key.partition(":")[2]) for key in keys)))
    return tuple(offered)


def _examples(shown: pd.DataFrame, themes: set[str]) -> dict[str, tuple[Example, ...]]:
    found: defaultdict[str, list[Example]] = defaultdict(list)
    columns = shown.sort_values(["kind", "position"], ascending=[False, True])
    for theme, kind, segment, other in columns[["theme_id", "kind", "segment_id", "other_theme_id"]].itertuples(
        index=False
    ):
        if theme in themes:
            found[theme].append(Example(kind, segment, other if isinstance(other, str) else None))
    return {theme: tuple(own) for theme, own in found.items()}


def _ruled(codings: pd.DataFrame, answers: Mapping[str, Answer]) -> dict[str, tuple[str, ...]]:
    """Answers that a rule coded, by theme."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    rule = codings[codings["source"] == "rule"]
    for answer_id, theme in rule[["answer_id", "theme_id"]].itertuples(index=False):
        if answer_id in answers:
            found[theme].append(answer_id)
    return {theme: tuple(own) for theme, own in found.items()}
