from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from textmining.topics.describing import TopicDescription, describe
from textmining.topics.describing.usage import words_of
from textmining.topics.grid import on_grid
from textmining.topics.rule import Centres, centres_for

from .conftest import Asked


def described(asked: Asked, segments: pd.DataFrame | None = None, **other: Any) -> list[TopicDescription]:
    vectors = other.pop("vectors", asked.vectors)
    main, labels = other.pop("main", asked.main), other.pop("labels", asked.labels)
    rows = asked.segments if segments is None else segments
    return describe(rows, vectors, main, labels, asked.stops, asked.dutch, asked.encoder.encode, **other)


@pytest.fixture(scope="module")
def found(asked: Asked) -> list[TopicDescription]:
    return described(asked, groups={"one_institution": "cluster"})


def test_each_topic_is_called_after_what_its_respondents_say(found: list[TopicDescription]) -> None:
    said = [{"tijd", "werkdruk"}, {"wifi", "laptops"}, {"ondersteuning", "begeleiding", "helpdesk"}]
    for topic, own in zip(found, said, strict=True):
        assert own & set(words_of(topic.label))
        assert own & set(topic.words)


def test_labels_begin_with_a_capital_fit_and_differ(found: list[TopicDescription]) -> None:
    labels = [topic.label for topic in found]
    assert len(set(labels)) == 3
    assert all(label[0].isupper() and len(label) <= 60 for label in labels)


def test_description_is_a_sentence_with_the_label_in_it(found: list[TopicDescription]) -> None:
    for topic in found:
        assert topic.description.startswith("Deelnemers noemen vooral ‘")
        assert topic.description.endswith(".")
        assert all(
            part.lower() in topic.description.lower() for part in topic.label.replace(", ", " en ").split(" en ")
        )


def test_five_representative_and_three_border_examples_are_of_the_topic(
    asked: Asked, found: list[TopicDescription]
) -> None:
    for number, topic in enumerate(found):
        assert len(topic.examples) == 5
        assert len(topic.border_examples) == 3
        border = [position for position, _ in topic.border_examples]
        assert not set(border) & set(topic.examples)
        assert set(asked.labels[[*topic.examples, *border]]) == {number}
        assert all(other != number for _, other in topic.border_examples)


def test_no_word_of_fewer_than_three_respondents_is_in_label_words_or_description(asked: Asked) -> None:
    texts = asked.segments["text"].to_list()
    texts[:2] = ["gesprek met xantippe over tijd"] * 2
    repeated = pd.concat([asked.segments.assign(text=texts, lemmas=asked.dutch.lemmas(texts))] * 2, ignore_index=True)
    labels = np.tile(asked.labels, 2)
    for topic in described(asked, repeated, vectors=np.tile(asked.vectors, (2, 1)), labels=labels):
        assert "xantippe" not in f"{topic.label} {topic.words} {topic.description}".lower()


def test_result_depends_neither_on_the_order_of_rows_nor_on_other_ids(
    asked: Asked, found: list[TopicDescription]
) -> None:
    order = np.random.default_rng(3).permutation(len(asked.segments))
    segments = asked.segments.iloc[order].reset_index(drop=True)
    segments["respondent_id"] = [f"z{number}" for number in range(len(segments))]
    labels = asked.labels[order]
    again = described(
        asked, segments, vectors=asked.vectors[order], labels=labels, groups={"one_institution": "cluster"}
    )
    back = [
        replace(
            topic,
            examples=tuple(int(order[n]) for n in topic.examples),
            border_examples=tuple((int(order[n]), other) for n, other in topic.border_examples),
        )
        for topic in again
    ]
    assert back == found


def test_topic_of_one_institution_is_marked_without_its_name(asked: Asked) -> None:
    schools = np.where(asked.labels == 1, "roc geheim", asked.segments["cluster"])
    topics = described(asked, asked.segments.assign(cluster=schools), groups={"one_institution": "cluster"})
    assert [topic.marks for topic in topics] == [(), ("one_institution",), ()]


def parts_of(asked: Asked, parts: np.ndarray, *parents: int) -> dict[int, Centres]:
    """The centres of sub-topics: each main topic in two."""
    points = on_grid(asked.vectors)
    return {k: centres_for(points[asked.labels == k], parts[asked.labels == k]) for k in parents}


def test_sub_topics_are_told_apart_and_no_label_occurs_twice(asked: Asked) -> None:
    parts = np.where(asked.labels == 2, -1, np.tile(np.repeat([0, 1], 8), 3))
    topics = described(asked, sub=parts_of(asked, parts, 0, 1), sub_labels=parts)
    assert len(topics) == 7
    assert len({topic.label for topic in topics}) == 7
    for number, topic in enumerate(topics[3:]):
        positions = list(topic.examples)
        assert set(asked.labels[positions]) == {number // 2}
        assert set(parts[positions]) == {number % 2}
        assert {other for _, other in topic.border_examples} == {3 + (number ^ 1)}
    assert set(words_of(topics[5].label)) & {"wifi"}
    assert set(words_of(topics[6].label)) & {"laptops", "trage"}


def test_main_topics_are_described_the_same_with_and_without_sub_topics(
    asked: Asked, found: list[TopicDescription]
) -> None:
    parts = np.where(asked.labels == 0, np.arange(48) % 2, -1)
    topics = described(asked, sub=parts_of(asked, parts, 0), sub_labels=parts, groups={"one_institution": "cluster"})
    assert topics[:3] == found


def test_sub_topics_without_their_segments_are_refused(asked: Asked) -> None:
    with pytest.raises(ValueError, match="sub_labels"):
        described(asked, sub={0: asked.main})


def test_topic_in_which_nothing_is_shared_is_numbered(asked: Asked) -> None:
    texts = [f"woord{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(48)]
    topics = described(asked, asked.segments.assign(text=texts, lemmas=texts))
    assert [topic.label for topic in topics] == ["Thema 1", "Thema 2", "Thema 3"]
    assert {(topic.words, topic.description) for topic in topics} == {((), "")}


def test_words_stand_in_where_no_phrase_is_shared(asked: Asked) -> None:
    texts = [f"{'abcdefghij'[n % 10] * 3}{n} de tijd vliegt [persoon] {n}" for n in range(48)]
    lemmas = ["tijd vliegen"] * 48
    (topic, *_) = described(
        asked,
        asked.segments.assign(text=[f"- {text}" for text in texts], lemmas=lemmas),
        main=Centres(asked.main.mean, asked.main.vectors[:1]),
        labels=np.zeros(48, dtype=int),
        fewest=40,
    )
    assert topic.label
    assert topic.label[0].isupper()


def test_question_without_topics_has_no_descriptions(asked: Asked) -> None:
    nothing = Centres(asked.main.mean, asked.main.vectors[:0])
    assert described(asked, main=nothing, labels=np.full(48, -1)) == []
    none = np.empty(0, dtype=int)
    assert described(asked, asked.segments.iloc[:0], vectors=asked.vectors[:0], main=nothing, labels=none) == []


def test_english_answers_get_labels_without_tags(asked: Asked) -> None:
    from textmining.cleaning import load_language
    from textmining.cleaning.language import stop_words

    english = load_language("embedded", "en", asked.dutch.models)
    when, where = ("now", "today", "weekly", "always"), ("here", "everywhere", "again", "upstairs")
    texts = [f"lack of time {word}" for word in when] + [f"slow laptops {word}" for word in where]
    labels = np.repeat([0, 1], 4)
    vectors = asked.encoder.encode(texts)
    segments = pd.DataFrame({"text": texts, "lemmas": english.lemmas(texts), "respondent_id": list("abcdefgh")})
    main = centres_for(on_grid(vectors), labels)
    stops = stop_words("What hinders you?", english)
    topics = describe(segments, vectors, main, labels, stops, english, asked.encoder.encode)
    assert [topic.label for topic in topics] == ["Lack of time", "Slow laptops"]
