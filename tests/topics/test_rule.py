from __future__ import annotations

import numpy as np
import pytest

from textmining.errors import StageError
from textmining.topics.grid import on_grid
from textmining.topics.rule import Centres, Company, Rest, Rule, centres_for, company_of

NOBODY = Company(np.empty((0, 2), dtype=np.float32), np.empty(0, dtype=np.int64), -1.0)
EAST_NORTH = Rule(Centres(np.zeros(2), on_grid(np.eye(2))), NOBODY)
AROUND = on_grid(np.array([[1, 0], [0, 1], [-1, 0], [0, -1], [0.6, 0.8], [0.8, 0.6], [-0.6, 0.8]]))


def rule_for(points: np.ndarray, bundle: np.ndarray) -> Rule:
    centres = centres_for(points, bundle)
    return Rule(centres, company_of(centres.around(points), np.ones(len(points), dtype=np.int64))[0])


def test_segment_goes_to_the_nearest_centre() -> None:
    points = on_grid(np.array([[1.0, 0.1], [0.2, 1.0], [1.0, 1.0]]))
    number, similarity = EAST_NORTH.nearest(points)
    assert number.tolist() == [0, 1, 0]  # a tie goes to the first
    np.testing.assert_allclose(similarity, [0.995, 0.981, 0.707], atol=2e-3)
    assert EAST_NORTH.labels(points).tolist() == [0, 1, 0]


def test_cosines_are_taken_around_the_mean() -> None:
    centres = Centres(on_grid(np.array([[0.0, 1.0]]))[0].astype(np.float64), on_grid(np.array([[1.0, 0], [-1, 0]])))
    number, similarity = centres.nearest(on_grid(np.array([[0.6, 0.8], [-0.6, 0.8]])))
    assert number.tolist() == [0, 1]
    np.testing.assert_allclose(similarity, 0.6 / np.hypot(0.6, 0.2), atol=1e-3)


def test_segment_without_company_has_no_topic_however_near_a_centre() -> None:
    rule = Rule(EAST_NORTH.main, Company(AROUND[:2], np.array([9, 1]), 0.5))
    assert rule.labels(AROUND[:2]).tolist() == [0, -1]
    assert rule.nearest(AROUND[:2])[0].tolist() == [0, 1]


def test_without_centres_no_segment_has_a_topic() -> None:
    nothing = Rule(Centres(np.zeros(2), np.empty((0, 2), dtype=np.float32)), NOBODY)
    number, similarity = nothing.nearest(on_grid(np.eye(2)))
    assert number.tolist() == nothing.labels(on_grid(np.eye(2))).tolist() == [-1, -1]
    assert similarity.tolist() == [0.0, 0.0]


def test_vectors_of_another_encoder_are_refused() -> None:
    with pytest.raises(StageError, match="encoder"):
        EAST_NORTH.labels(on_grid(np.eye(3)))


def test_rule_is_the_same_for_one_segment_and_for_many(planted: tuple[np.ndarray, np.ndarray]) -> None:
    points, bundle = planted
    rule = rule_for(points, bundle)
    number, similarity = rule.nearest(points)
    company = rule.company.of(rule.main.around(points))
    for row in (0, 77, 179):
        one, near = rule.nearest(points[row : row + 1])
        assert (one[0], near[0]) == (number[row], similarity[row])
        assert rule.company.of(rule.main.around(points[row : row + 1]))[0] == company[row]


def test_company_is_the_mean_cosine_with_the_five_nearest_other_segments() -> None:
    once = Company(AROUND, np.ones(7, dtype=np.int64), -1.0)
    # by hand for (1, 0): the others lie at .8, .6, 0, 0, -.6 and -1
    assert once.of(AROUND[:1])[0] == pytest.approx((0.8 + 0.6 + 0 + 0 - 0.6) / 5)


@pytest.mark.parametrize(("copies", "company"), [(2, (1 + 0.8 + 0.6) / 5), (3, (2 + 0.8 + 0.6) / 5), (6, 1), (99, 1)])
def test_other_copies_of_a_text_are_company_of_cosine_1(copies: int, company: float) -> None:
    known = Company(AROUND, np.array([copies, 1, 1, 1, 1, 1, 1]), -1.0)
    assert known.of(AROUND[:1])[0] == pytest.approx(company)


def test_texts_of_one_vector_keep_company_as_copies_do() -> None:
    apart = Company(AROUND[[0, *range(7)]], np.array([1, 2, 1, 1, 1, 1, 1, 1]), -1.0)
    together = Company(AROUND, np.array([3, 1, 1, 1, 1, 1, 1]), -1.0)
    assert apart.of(AROUND[:1]) == together.of(AROUND[:1])
    assert apart.of(AROUND[:1])[0] == pytest.approx((2 + 0.8 + 0.6) / 5)


def test_segment_has_the_same_company_whether_it_was_in_the_fit_or_comes_later(
    planted: tuple[np.ndarray, np.ndarray],
) -> None:
    around = centres_for(*planted).around(planted[0])
    copies = np.ones(len(around), dtype=np.int64)
    in_fit = Company(around, copies, -1.0).of(around)
    for row in (0, 77, 179):
        others = np.delete(np.arange(len(around)), row)
        later = Company(around[others], copies[others], -1.0).of(around[row : row + 1])
        assert later[0] == in_fit[row]


def test_strangers_are_alone_and_nearly_all_of_a_bundle_are_not(planted: tuple[np.ndarray, np.ndarray]) -> None:
    points, bundle = planted
    one_off = on_grid(np.random.default_rng(3).normal(size=(18, 32)))
    both = np.concatenate([points, one_off])
    rule = rule_for(both, np.concatenate([bundle, np.full(18, -1)]))
    assert (rule.labels(points) < 0).mean() < 0.15
    assert (rule.labels(one_off) < 0).all()
    assert (rule.labels(on_grid(np.random.default_rng(4).normal(size=(50, 32)))) < 0).all()


def test_fit_says_who_is_alone_as_the_rule_does(planted: tuple[np.ndarray, np.ndarray]) -> None:
    points, bundle = planted
    centres = centres_for(points, bundle)
    sizes = 1 + np.arange(len(points)) % 3
    company, alone = company_of(centres.around(points), sizes)
    np.testing.assert_array_equal(Rule(centres, company).alone(points), alone)


@pytest.mark.parametrize("texts", [1, 5, 6, 30])
def test_nobody_is_alone_among_texts_of_one_vector(texts: int) -> None:
    points = on_grid(np.tile([1.0, 2.0], (texts, 1)))
    assert not company_of(points, np.ones(texts, dtype=np.int64))[1].any()


def test_segment_nearer_to_a_rest_keeps_its_topic_only_if_it_is_as_near_as_members_are() -> None:
    south = Centres(np.zeros(2), on_grid(np.array([[0.0, -1.0]])))
    points = on_grid(np.array([[0.6, -0.8], [0.3, -0.95], [0.8, -0.6], [0.0, -1.0], [-1.0, 0.1]]))
    rule = Rule(EAST_NORTH.main, NOBODY, rest=Rest(south, np.array([0.5, 0.9])))
    assert EAST_NORTH.labels(points).tolist() == [0, 0, 0, 0, 1]
    assert rule.labels(points).tolist() == [0, -1, 0, -1, 1]  # the last is far from its topic, yet not of the rest
    assert rule.nearest(points)[0].tolist() == EAST_NORTH.nearest(points)[0].tolist()


def test_one_topic_takes_all_that_there_is() -> None:
    points = on_grid(np.random.default_rng(1).normal(size=(5, 4)))
    assert rule_for(points, np.zeros(5, dtype=np.int64)).labels(points).tolist() == [0] * 5


def test_segment_gets_a_sub_topic_of_its_own_main_topic_only() -> None:
    halves = Centres(np.zeros(2), on_grid(np.array([[1.0, 0.5], [1.0, -0.5]])))
    rule = Rule(EAST_NORTH.main, NOBODY, {0: halves})
    points = on_grid(np.array([[1.0, -0.4], [0.5, 1.0], [1.0, 0.4], [1.0, 0.0]]))
    labels = np.array([0, 1, 0, -1])
    assert rule.sub_labels(points, labels).tolist() == [1, -1, 0, -1]
