from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from textmining.topics.expected import Anchors, ExpectedPoints, Missing, anchor, directions, missing, settle
from textmining.topics.grid import centres_of, cosines, on_grid
from textmining.topics.neighbours import NeighbourGraph, neighbour_graph

Planted = tuple[np.ndarray, np.ndarray, NeighbourGraph]


@pytest.fixture(scope="module")
def answers(planted: tuple[np.ndarray, np.ndarray]) -> Planted:
    """The planted bundles in the rule's space, the bundle of each, and their graph."""
    raw, bundle = planted
    points = on_grid(raw - raw.mean(axis=0, dtype=np.float64))
    return points, bundle, neighbour_graph(points)


def examples(answers: Planted, bundle: int, count: int = 4) -> ExpectedPoints:
    """New sentences about a bundle: near its middle, none of them an answer."""
    points, of, _ = answers
    middle = points[of == bundle].mean(axis=0)
    length = float(np.linalg.norm(middle))
    noise = np.random.default_rng(bundle).normal(size=(count, points.shape[1]))
    return ExpectedPoints(on_grid(middle / length + 0.12 * noise))


def nobody_says(answers: Planted, count: int = 4) -> ExpectedPoints:
    """Sentences at right angles to all bundles, near to each other."""
    points, of, _ = answers
    middles = np.stack([points[of == k].mean(axis=0, dtype=np.float64) for k in range(6)])
    away = np.linalg.svd(middles)[2][-1]
    return ExpectedPoints(on_grid(away + 0.05 * np.random.default_rng(8).normal(size=(count, len(away)))))


def nearest(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.vstack([close for _, close in cosines(points, centres)]).argmax(axis=1)
    return found


def test_expected_themes_claim_their_answers_and_leave_the_others(answers: Planted) -> None:
    points, bundle, graph = answers
    anchors = anchor(points, graph, [examples(answers, 4), examples(answers, 1)])
    assert anchors.present.all()
    assert (anchors.labels[bundle == 4] == 0).mean() >= 0.9
    assert (anchors.labels[bundle == 1] == 1).mean() >= 0.9
    assert (anchors.labels[(bundle != 4) & (bundle != 1)] == -1).mean() >= 0.9


def test_a_label_without_examples_is_enough_to_anchor_on(answers: Planted) -> None:
    points, bundle, graph = answers
    anchors = anchor(points, graph, [examples(answers, 2, count=1), examples(answers, 3, count=1)])
    assert (anchors.labels[bundle == 2] == 0).mean() >= 0.9
    assert (anchors.labels[bundle == 3] == 1).mean() >= 0.9


def test_a_theme_that_nobody_mentions_claims_nothing_and_takes_nothing_from_others(answers: Planted) -> None:
    points, _, graph = answers
    alone = anchor(points, graph, [examples(answers, 0)])
    beside = anchor(points, graph, [nobody_says(answers), examples(answers, 0)])
    assert beside.present.tolist() == [False, True]
    assert not (beside.labels == 0).any()
    np.testing.assert_array_equal(beside.labels == 1, alone.labels == 0)


def test_without_a_theme_that_anyone_mentions_all_is_left_to_discovery(answers: Planted) -> None:
    points, _, graph = answers
    assert (anchor(points, graph, [nobody_says(answers)]).labels == -1).all()


def test_notice_says_what_was_too_little() -> None:
    assert "lie 0.41 times as near" in str(Missing("Angst", 0, 0.41))
    assert "3 segments are of it" in str(Missing("Angst", 3, 0.95))


def test_order_of_answers_and_of_themes_does_not_matter(answers: Planted) -> None:
    points, _, graph = answers
    expected = [examples(answers, 0), examples(answers, 1), examples(answers, 2)]
    terms = [[f"woord{number % 7}"] for number in range(len(points))]
    with_terms = [ExpectedPoints(one.points, [[f"woord{k}"]] * 4) for k, one in enumerate(expected)]
    first = anchor(points, graph, with_terms, terms).labels
    shuffled = np.random.default_rng(3).permutation(len(points))
    again = anchor(
        points[shuffled], neighbour_graph(points[shuffled]), with_terms[::-1], [terms[row] for row in shuffled]
    ).labels
    np.testing.assert_array_equal(np.where(again >= 0, 2 - again, -1), first[shuffled])


def test_number_of_threads_does_not_matter(answers: Planted) -> None:
    points, bundle, graph = answers
    with threadpool_limits(1):
        one = anchor(points, graph, [examples(answers, 5)]).labels, directions(points, bundle, 6)
    with threadpool_limits(2):
        two = anchor(points, graph, [examples(answers, 5)]).labels, directions(points, bundle, 6)
    np.testing.assert_array_equal(one[0], two[0])
    np.testing.assert_array_equal(one[1], two[1])


def test_terms_tell_apart_what_vectors_do_not(answers: Planted) -> None:
    points, bundle, graph = answers
    same = np.flatnonzero(bundle == 0)
    terms = [["rooster"] if row % 2 else ["geld"] for row in range(len(points))]
    seeds = examples(answers, 0).points
    money, time = ExpectedPoints(seeds, [["geld"]] * 4), ExpectedPoints(seeds, [["rooster"]] * 4)
    labels = anchor(points, graph, [money, time], terms).labels
    np.testing.assert_array_equal(labels[same], same % 2)


def test_found_topic_that_an_expected_theme_holds_is_dropped_and_another_stays(answers: Planted) -> None:
    points, bundle, graph = answers
    half = np.arange(len(points)) % 3 > 0
    labels = np.where(bundle == 0, np.where(half, 0, 2), np.where(bundle == 1, 1, 3))  # 2 is more of theme 0
    settled = settle(points, graph, labels, 2)
    assert (settled[bundle == 0] == 0).all()
    assert (settled[bundle == 1] == 1).all()
    assert (settled[bundle > 1] == 3).mean() >= 0.9


def test_settling_leaves_no_answer_out_and_knows_nothing_without_labels(answers: Planted) -> None:
    points, bundle, graph = answers
    assert (settle(points, graph, np.where(np.arange(len(points)) % 2, bundle, -1), 6) >= 0).all()
    nothing = np.full(len(points), -1)
    np.testing.assert_array_equal(settle(points, graph, nothing, 2), nothing)


def test_directions_look_past_what_varies_for_another_reason() -> None:
    random = np.random.default_rng(0)
    theme = np.repeat([0, 1], 200)
    told = np.where(theme, 1.0, -1.0)[:, None] * np.eye(16)[0] + 0.3 * random.normal(size=(400, 16))
    style = np.clip(random.normal(size=400) + 1.0 * (theme - 0.5), -2, 2)  # as strong, and half related to the theme
    raw = told + 4 * style[:, None] * np.eye(16)[1]
    points = on_grid(raw - raw.mean(axis=0))
    by_mean = (nearest(points, centres_of(points, theme, 2)) == theme).mean()
    by_direction = (nearest(points, directions(points, theme, 2)) == theme).mean()
    assert by_direction > by_mean + 0.1


def test_label_without_points_gets_a_direction_of_zeros(answers: Planted) -> None:
    points, bundle, _ = answers
    assert not directions(points, bundle, 7)[6].any()


def test_expected_themes_not_found_are_reported_in_the_order_of_the_study() -> None:
    anchors = Anchors(np.empty(0, dtype=np.int64), np.array([1.1, 0.61234, 0.9]), np.array([True, False, True]))
    assert missing(["tijd", "lerarenregister", "geld"], anchors, [120, 0, 4]) == [
        Missing("lerarenregister", 0, 0.612),
        Missing("geld", 4, 0.9),
    ]


def test_few_answers_show_no_theme_to_be_there(answers: Planted) -> None:
    points, _, _ = answers
    few = points[:6]
    assert not anchor(few, neighbour_graph(few), [examples(answers, 0)]).present.any()
