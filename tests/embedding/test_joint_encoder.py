from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from textmining.embedding import encode_cached
from textmining.embedding.e5_encoder import E5Encoder
from textmining.embedding.joint_encoder import JointEncoder
from textmining.embedding.use_encoder import UseEncoder

TEXTS = ["te weinig tijd", "de wifi is traag", "geld", "te weinig tijd"]


@pytest.fixture(scope="module")
def joint(use: UseEncoder, e5: E5Encoder) -> JointEncoder:
    return JointEncoder((use, e5))


def test_cosine_is_the_mean_of_the_cosines_of_the_parts(joint: JointEncoder) -> None:
    vectors = joint.encode(TEXTS)
    assert vectors.shape == (4, joint.dimension) == (4, 896)
    assert vectors.dtype == np.float32
    one, other = (part.encode(TEXTS) for part in joint.parts)
    np.testing.assert_allclose(vectors @ vectors.T, (one @ one.T + other @ other.T) / 2, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_each_part_is_kept_by_its_own_id(joint: JointEncoder, use: UseEncoder, tmp_path: Path) -> None:
    encode_cached(TEXTS, use, tmp_path)
    before = sorted(tmp_path.rglob("*.safetensors"))
    vectors = encode_cached(TEXTS, joint, tmp_path)
    assert {folder.name for folder in tmp_path.iterdir()} == {part.id for part in joint.parts}
    assert set(before) < set(tmp_path.rglob("*.safetensors"))
    assert len(list((tmp_path / use.id).iterdir())) == 1
    assert (vectors == joint.encode(TEXTS)).all()
    assert (encode_cached(TEXTS, joint, tmp_path) == vectors).all()


def test_progress_is_told_for_each_part(joint: JointEncoder, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    encode_cached(TEXTS, joint, tmp_path, lambda done, of: told.append((done, of)))
    assert told == [(3, 3), (3, 3)]


def test_the_id_depends_on_the_parts_and_their_order(use: UseEncoder, e5: E5Encoder) -> None:
    ids = {JointEncoder(parts).id for parts in ((use, e5), (e5, use), (use, use))}
    assert len(ids) == 3


def test_no_texts_give_no_rows(joint: JointEncoder, tmp_path: Path) -> None:
    assert joint.encode([]).shape == (0, 896)
    assert encode_cached([], joint, tmp_path).shape == (0, 896)
