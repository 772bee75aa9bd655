from __future__ import annotations

import numpy as np
import pytest

from textmining.topics.describing.examples import border_examples, nearness, readable, representative
from textmining.topics.grid import centres_of, on_grid


@pytest.fixture
def close(planted: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    points, bundle = planted
    return nearness(points, centres_of(points, bundle, 6))


def texts_of(count: int) -> list[str]:
    return [f"dit is antwoord nummer {number:03}" for number in range(count)]


def test_representative_examples_are_near_the_centre_and_differ(
    planted: tuple[np.ndarray, np.ndarray], close: np.ndarray
) -> None:
    points, bundle = planted
    members = np.flatnonzero(bundle == 2)
    shown = representative(2, readable(texts_of(180), np.arange(180), members), points, close)
    rows = [s.row for s in shown]
    assert len(set(rows)) == 5
    assert set(rows) <= set(members.tolist())
    assert close[rows, 2].mean() > close[members, 2].mean()


def test_no_respondent_gives_two_examples(planted: tuple[np.ndarray, np.ndarray], close: np.ndarray) -> None:
    points, bundle = planted
    people = np.where(np.arange(180) % 2 == 0, 1, 7)
    said = readable(texts_of(180), people, np.flatnonzero(bundle == 0))
    assert len(representative(0, said, points, close)) == 2
    assert len(border_examples(0, said, close, [])) == 2


def test_equal_texts_are_shown_once_and_short_ones_only_where_others_lack() -> None:
    texts = ["Geen tijd voor mij", "geen tijd voor mij!", "tijd", "", "..."]
    said = readable(texts, np.arange(5), np.arange(5))
    assert [s.text for s in said] == ["Geen tijd voor mij", "tijd"]
    assert [s.author for s in said] == [-1, 2]


def test_border_examples_have_the_smallest_margin_and_name_the_other_side() -> None:
    vectors = on_grid(np.array([[1, 0.0], [1, 0.1], [0.8, 0.7], [0.72, 0.7], [0, 1]]))
    centres = on_grid(np.eye(2))
    close = nearness(vectors, centres)
    said = readable(texts_of(5), np.arange(5), np.arange(4))
    border = border_examples(0, said, close, said[:1])
    assert [(s.row, other) for s, other in border] == [(3, 1), (2, 1), (1, 1)]


def test_single_topic_has_no_border() -> None:
    close = nearness(on_grid(np.eye(2)), on_grid(np.eye(2)[:1]))
    assert border_examples(0, readable(texts_of(2), np.arange(2), np.arange(2)), close, []) == []
