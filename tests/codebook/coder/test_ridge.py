from __future__ import annotations

import numpy as np
import pytest

from textmining.codebook.coder.ridge import RIDGE, Ridge, fit_ridge


@pytest.fixture(scope="module")
def drawn() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Likeness, codes and weights of 60 answers."""
    random = np.random.default_rng(4)
    points = random.normal(size=(60, 12))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    codes = (points[:, :3] + 0.3 * random.normal(size=(60, 3)) > 0.2).astype(float)
    return points @ points.T, codes, np.where(np.arange(60) < 40, 1.0, 0.1)


@pytest.fixture(scope="module")
def ridge(drawn: tuple[np.ndarray, np.ndarray, np.ndarray]) -> Ridge:
    return fit_ridge(*drawn)


def _weights_of_others(
    drawn: tuple[np.ndarray, np.ndarray, np.ndarray], gone: list[int], mean: np.ndarray
) -> np.ndarray:
    likeness, codes, weight = drawn
    kept = np.setdiff1d(np.arange(len(codes)), gone)
    penalised = likeness[np.ix_(kept, kept)] + np.diag(RIDGE / weight[kept])
    found = np.zeros_like(codes)
    found[kept] = np.linalg.solve(penalised, codes[kept] - mean)
    return found


def test_left_out_scores_are_those_of_a_model_without_the_answer(drawn, ridge) -> None:  # type: ignore[no-untyped-def]
    likeness, _, _ = drawn
    for answer in (0, 17, 55):
        score = ridge.mean + likeness[answer] @ _weights_of_others(drawn, [answer], ridge.mean)
        assert ridge.left_out[answer] == pytest.approx(score)


def test_the_weights_without_some_answers_are_those_of_a_model_of_the_others(drawn, ridge) -> None:  # type: ignore[no-untyped-def]
    gone = [3, 4, 30, 59]
    assert ridge.without(np.array(gone)) == pytest.approx(_weights_of_others(drawn, gone, ridge.mean))


def test_an_answer_that_counts_for_less_pulls_less(drawn) -> None:  # type: ignore[no-untyped-def]
    likeness, codes, weight = drawn
    light = fit_ridge(likeness, codes, np.where(np.arange(60) == 0, 1e-4, weight))
    heavy = fit_ridge(likeness, codes, weight)
    assert np.abs(light.weights[0]).max() < 0.01 * np.abs(heavy.weights[0]).max()
