"""What the topics stage makes of a question: topics, how they are presented, where they lie, how good they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textmining.cleaning.language import stop_words
from textmining.study import Labels, Question
from textmining.topics.describing import TopicDescription, describe
from textmining.topics.describing.language_model import ask_labels, open_language_model
from textmining.topics.discovery import Discovery, ExpectedTexts, discover, main_numbers
from textmining.topics.grid import on_grid
from textmining.topics.layout import lay_out
from textmining.topics.measures import measure
from textmining.topics.model import TopicModel
from textmining.topics.partition import Granularity

if TYPE_CHECKING:
    from textmining.cleaning.language import LanguagePipeline

__all__ = ["QuestionTopics", "expected_texts", "topics_of"]


@dataclass(frozen=True)
class QuestionTopics:
    """Topics of a question with all that belongs to them.

    Attributes
    ----------
    model : TopicModel
        Its card holds the measures, and what a language model did.
    topics, assignments, examples, layout : DataFrame
        As in ``tables``.
    measures : dict
    notices : list of str
        For the researcher.
    """

    model: TopicModel
    topics: pd.DataFrame
    assignments: pd.DataFrame
    examples: pd.DataFrame
    layout: pd.DataFrame
    measures: dict[str, float | None]
    notices: list[str]


def expected_texts(
    question: Question, language: LanguagePipeline, encode: Callable[[Sequence[str]], np.ndarray]
) -> list[ExpectedTexts]:
    """The themes that a study expects in a question, ready to anchor on; the label is an example itself."""
    found = []
    for theme in question.themes:
        texts = [*theme.examples, theme.label]
        found.append(ExpectedTexts(theme.label, encode(texts), language.lemmas(texts)))
    return found


def topics_of(
    segments: pd.DataFrame,
    vectors: np.ndarray,
    question: Question,
    language: LanguagePipeline,
    encode: Callable[[Sequence[str]], np.ndarray],
    *,
    granularity: Granularity,
    seed: int,
    groups: Mapping[str, str] | None = None,
    labels: Labels | None = None,
) -> QuestionTopics:
    """Discover the topics of a question, and describe, place and measure them.

    Parameters
    ----------
    segments : DataFrame, one row per segment
        ``segment_id``, ``answer_id``, ``respondent_id`` (unique over waves), ``text`` (redacted), ``lemmas`` and the
        columns of ``groups``.
    vectors : array (n_segments, dimension)
    question : Question
        Its ``themes`` are anchored on.
    language : LanguagePipeline
    encode : callable
        From texts to vectors, by what made ``vectors``.
    granularity : {"grof", "middel", "fijn"}
    seed : int
    groups : mapping
        Mark to column: {"one_institution": "cluster"}.
    labels : Labels, optional
        The language model to ask for labels.
    """
    stops = stop_words(question.text, language)
    expected = expected_texts(question, language, encode)
    found = discover(segments, vectors, question, granularity=granularity, seed=seed, stops=stops, expected=expected)
    points = on_grid(vectors)
    rule = found.model.rule
    main = main_numbers(found.model, found.assignments)
    below = rule.sub_labels(points, main)
    described = describe(
        segments, vectors, rule.main, main, stops, language, encode, sub=rule.sub, sub_labels=below, groups=groups
    )
    notices = [f"{question.id}: {lack}" for lack in found.notices]
    asked: dict[str, Any] = {}
    model = open_language_model(labels) if labels else None
    if model:
        answers = ask_labels(described, segments, question.text, model, seed=seed)
        described = [replace(d, label=label) for d, label in zip(described, answers.labels, strict=True)]
        asked = {"language_model": answers.card()}
        notices += [f"{question.id}: {problem}" for problem in answers.problems]
    topics, examples = _presented(found, described, segments)
    around = rule.main.around(points)
    places = lay_out(around, main, rule.main.vectors)
    layout = pd.DataFrame({"segment_id": segments["segment_id"].to_numpy(), "x": places[:, 0], "y": places[:, 1]})
    measures = measure(topics, found.assignments, segments, found.words, stops=stops)
    card = found.model.card
    measured = {**card["measures"], **measures}
    return QuestionTopics(
        replace(found.model, card={**card, **asked, "measures": measured}),
        topics,
        found.assignments,
        examples,
        layout,
        measures,
        notices,
    )


def _presented(
    found: Discovery, described: Sequence[TopicDescription], segments: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The topics as a coder sees them, and the examples of each; an expected theme keeps the researcher's label."""
    model = found.model
    ids = [*model.topic_ids, *(sub for main in sorted(model.rule.sub) for sub in model.sub_ids(main))]
    by_id = dict(zip(ids, described, strict=True))
    rows = [by_id[topic_id] for topic_id in found.topics["topic_id"]]
    given = found.topics["label"].where(found.topics["origin"] == "expected")
    topics = found.topics.assign(
        label=[own if isinstance(own, str) else d.label for own, d in zip(given, rows, strict=True)],
        words=[", ".join(d.words) for d in rows],
        description=pd.Series([d.description or None for d in rows], dtype="str"),
        marks=pd.Series([";".join(d.marks) or None for d in rows], dtype="str"),
    )
    segment_ids = segments["segment_id"].to_numpy()
    shown: list[tuple[str, str, int, str, str | None]] = [
        (topic_id, "representative", place, segment_ids[n], None)
        for topic_id, d in by_id.items()
        for place, n in enumerate(d.examples, start=1)
    ]
    shown += [
        (topic_id, "border", place, segment_ids[n], ids[other])
        for topic_id, d in by_id.items()
        for place, (n, other) in enumerate(d.border_examples, start=1)
    ]
    columns = ["topic_id", "kind", "position", "segment_id", "other_topic_id"]
    return topics, pd.DataFrame(shown, columns=columns)
