from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.embedding import cache as cache_module
from textmining.embedding import encode_cached
from textmining.embedding.use_encoder import UseEncoder
from textmining.errors import WorkspaceError

TEXTS = ["te weinig tijd", "de wifi is traag", "te weinig tijd", "geld"]


class Counting(UseEncoder):
    """The embedded encoder, which remembers what it was asked to encode."""

    def __init__(self) -> None:
        super().__init__(threads=1)
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return super().encode(texts)


class Renamed(Counting):
    """The same encoder under another id, as after a change of weights."""

    @property
    def id(self) -> str:
        return "other-weights"


@pytest.fixture(scope="module")
def counting() -> Counting:
    return Counting()


@pytest.fixture
def encoder(counting: Counting) -> Counting:
    counting.asked.clear()
    return counting


def test_rows_follow_the_texts_and_are_those_of_the_encoder(encoder: Counting, tmp_path: Path) -> None:
    assert (encode_cached(TEXTS, encoder, tmp_path) == encoder.encode(TEXTS)).all()


def test_a_text_is_encoded_once(encoder: Counting, tmp_path: Path) -> None:
    first = encode_cached(TEXTS, encoder, tmp_path)
    second = encode_cached([*TEXTS[::-1], "nieuw"], encoder, tmp_path)
    assert encoder.asked == [*sorted(set(TEXTS)), "nieuw"]
    assert (second[:4][::-1] == first).all()


def test_another_encoder_has_vectors_of_its_own(encoder: Counting, tmp_path: Path) -> None:
    encode_cached(TEXTS, encoder, tmp_path)
    other = Renamed()
    encode_cached(TEXTS, other, tmp_path)
    assert other.asked == sorted(set(TEXTS))


@pytest.mark.parametrize("damage", [lambda data: data[:-1] + b"\x00", lambda data: data[:50], lambda data: b""])
def test_a_damaged_shard_is_noticed_and_made_again(encoder: Counting, tmp_path: Path, damage: object) -> None:
    whole = encode_cached(TEXTS, encoder, tmp_path)
    (shard,) = tmp_path.rglob("*.safetensors")
    before = shard.read_bytes()
    shard.write_bytes(damage(before))  # type: ignore[operator]
    encoder.asked.clear()
    assert (encode_cached(TEXTS, encoder, tmp_path) == whole).all()
    assert encoder.asked == sorted(set(TEXTS))
    (shard,) = tmp_path.rglob("*.safetensors")
    assert shard.read_bytes() == before


def test_what_a_killed_run_finished_is_kept(encoder: Counting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "SHARD", 2)

    def killed(done: int, total: int) -> None:
        assert (done, total) == (2, 3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encode_cached(TEXTS, encoder, tmp_path, killed)
    encoder.asked.clear()
    encode_cached(TEXTS, encoder, tmp_path)
    assert encoder.asked == sorted(set(TEXTS))[2:]


def test_shards_can_be_read_by_their_owner_only(encoder: Counting, tmp_path: Path) -> None:
    encode_cached(TEXTS, encoder, tmp_path)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*.safetensors")} == {0o600}


def test_a_cache_that_cannot_be_written_is_told(encoder: Counting, tmp_path: Path) -> None:
    (tmp_path / encoder.id).write_text("a file where a folder should be")
    with pytest.raises(WorkspaceError, match="cannot be written"):
        encode_cached(TEXTS, encoder, tmp_path)


def test_no_text_lies_in_the_cache(encoder: Counting, tmp_path: Path) -> None:
    encode_cached(["een-heel-eigen-woord"], encoder, tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"heel-eigen" in path.read_bytes()]


def test_no_texts_give_no_rows(encoder: Counting, tmp_path: Path) -> None:
    assert encode_cached([], encoder, tmp_path).shape == (0, 512)


@given(st.lists(st.text(max_size=20), max_size=6))
@settings(max_examples=25, deadline=None)
def test_any_texts_come_back_in_their_order(
    counting: Counting, tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    writable = [text.encode("utf-8", "ignore").decode() for text in texts]
    folder = tmp_path_factory.mktemp("cache")
    encode_cached(writable[::2], counting, folder)
    assert (encode_cached(writable, counting, folder) == counting.encode(writable)).all()
