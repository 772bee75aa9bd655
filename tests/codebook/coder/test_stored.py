from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.codebook.coder import Features, fit_coder
from textmining.errors import ModelError


@pytest.fixture(scope="module")
def opened(features: Features, tmp_path_factory: pytest.TempPathFactory) -> Features:
    folder = tmp_path_factory.mktemp("features")
    features.save(folder)
    return Features.open(folder)


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(st.integers(0, 399), max_size=40))
def test_rows_in_any_order_are_read_as_they_were_written(features: Features, opened: Features, rows: list[int]) -> None:
    places = np.array(rows, dtype=np.int64)
    one, other = features.part(places), opened.part(places)
    assert (one.whole == other.whole).all()
    assert (one.lexical != other.lexical).nnz == 0


def test_a_model_says_the_same_from_disk(answers, features: Features, opened: Features) -> None:  # type: ignore[no-untyped-def]
    assert opened.id == features.id
    hand = answers.truth.iloc[::4]
    first = fit_coder(features, hand).predict(features)
    second = fit_coder(opened, hand).predict(opened)
    pd.testing.assert_frame_equal(first.probability, second.probability, check_exact=True)
    pd.testing.assert_series_equal(first.confidence, second.confidence, check_exact=True)


def test_an_opened_folder_can_be_saved_again(opened: Features, tmp_path: Path) -> None:
    opened.save(tmp_path)
    assert Features.open(tmp_path).part(np.arange(400)).likeness() == pytest.approx(
        opened.part(np.arange(400)).likeness()
    )


def test_damaged_folders_are_refused(features: Features, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Run the study again"):
        Features.open(tmp_path)
    features.save(tmp_path)
    found = Features.open(tmp_path)
    for name in ("dense.i2", "data.f4"):
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(whole[:-4])
        with pytest.raises(ModelError, match=name):
            Features.open(tmp_path)
        with pytest.raises(ModelError, match="cut off"):
            found.part(np.array([399]))
        (tmp_path / name).write_bytes(whole)
    card = json.loads((tmp_path / "features.json").read_text(encoding="utf-8"))
    for broken in ("[]", json.dumps({**card, "version": 0}), json.dumps({**card, "lengths": [[]]})):
        (tmp_path / "features.json").write_text(broken, encoding="utf-8")
        with pytest.raises(ModelError, match="holds no whole features"):
            Features.open(tmp_path)
