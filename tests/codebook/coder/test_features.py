from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.codebook.coder import Features, answer_features
from textmining.errors import StageError


def _likeness(features: Features) -> np.ndarray:
    return features.part(np.arange(len(features.answers))).likeness()


def test_an_answer_is_most_like_itself_and_more_like_answers_on_its_theme(answers, features) -> None:  # type: ignore[no-untyped-def]
    close = _likeness(features)
    assert np.diag(close) == pytest.approx(1, abs=1e-3)
    assert close.max() < 1.001
    codes = answers.truth.loc[features.answers].to_numpy()
    shared = codes @ codes.T > 0
    assert close[shared].mean() > close[~shared].mean() + 0.2


def test_features_do_not_depend_on_the_order_of_rows(answers, features) -> None:  # type: ignore[no-untyped-def]
    order = np.random.default_rng(0).permutation(len(answers.segments))
    again = answer_features(answers.segments.iloc[order], answers.vectors[order])
    assert again.id == features.id


def test_encoders_side_by_side_count_equally_however_narrow_their_cones(answers) -> None:  # type: ignore[no-untyped-def]
    wide = answers.vectors
    narrow = np.ones_like(wide) + 0.01 * wide[:, ::-1]
    parts = [wide.shape[1], wide.shape[1]]
    found = answer_features(answers.segments, np.hstack([wide, narrow]), parts)
    halves = np.split(found.part(np.arange(400)).dense[:, : 2 * wide.shape[1]], 2, axis=1)
    assert np.square(halves[0]).sum() == pytest.approx(np.square(halves[1]).sum(), rel=0.01)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=12))
def test_any_texts_have_finite_features(texts: list[str]) -> None:
    ids = [f"a{n}" for n in range(len(texts))]
    segments = pd.DataFrame({"answer_id": ids, "segment_id": ids, "text": texts})
    features = answer_features(segments, np.eye(len(texts), 8, dtype=np.float32))
    assert np.isfinite(_likeness(features)).all()
    assert len(features.answers) == len(texts)


def test_vectors_that_do_not_fit_the_segments_are_refused(answers) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(StageError, match="Embed the segments"):
        answer_features(answers.segments, answers.vectors[1:])
    with pytest.raises(StageError, match=r"parts of \[3\]"):
        answer_features(answers.segments, answers.vectors, [3])


def test_codes_of_answers_that_are_not_there_are_named(features: Features) -> None:
    with pytest.raises(StageError, match="such as b9"):
        features.rows(["a0001", "b9"])
