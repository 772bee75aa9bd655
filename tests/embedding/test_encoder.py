from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from textmining.embedding import encoder_id, load_encoder
from textmining.embedding.e5_encoder import E5Encoder
from textmining.embedding.joint_encoder import JointEncoder
from textmining.embedding.st_encoder import StEncoder
from textmining.embedding.use_encoder import UseEncoder
from textmining.errors import ModelError


def test_auto_is_the_dutch_model_of_the_models_folder_else_the_embedded_one(minilm: Path, tmp_path: Path) -> None:
    assert isinstance(load_encoder("auto", tmp_path), UseEncoder)
    shutil.copytree(minilm, tmp_path / "e5-base-trm-nl")
    found = load_encoder("auto", tmp_path)
    assert isinstance(found, StEncoder)
    assert found.name == "e5-base-trm-nl"
    assert isinstance(load_encoder("use", tmp_path), UseEncoder)


def test_a_model_is_found_by_its_name_in_the_models_folder(minilm: Path, tmp_path: Path) -> None:
    shutil.copytree(minilm, tmp_path / "all-MiniLM-L6-v2")
    found = load_encoder("sentence-transformers/all-MiniLM-L6-v2", tmp_path)
    assert found.id == load_encoder(str(minilm), tmp_path).id


def test_a_model_is_found_in_the_cache_of_hugging_face(
    minilm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub.constants

    repository = tmp_path / "hub" / "models--clips--klein"
    shutil.copytree(minilm, repository / "snapshots" / "abc")
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("abc")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    assert load_encoder("clips/klein", tmp_path).id == load_encoder(str(minilm), tmp_path).id


@pytest.mark.parametrize("setting", ["clips/e5-base-trm-nl", "bestaat-niet", "geen/map/hier", "..", "../models", ""])
def test_a_model_that_is_not_there_is_refused_with_a_remedy(setting: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="make models"):
        load_encoder(setting, tmp_path)


def test_the_id_of_the_embedded_encoder_names_it_and_its_weights(tmp_path: Path) -> None:
    assert encoder_id("auto", tmp_path).startswith("use-multilingual-v3-")
    assert encoder_id("auto", tmp_path) == load_encoder("use", tmp_path).id


def test_both_is_the_embedded_encoder_and_the_second_one_as_one(e5: E5Encoder, tmp_path: Path) -> None:
    found = load_encoder("both", tmp_path)
    assert isinstance(found, JointEncoder)
    assert [type(part) for part in found.parts] == [UseEncoder, E5Encoder]
    assert encoder_id("both", tmp_path) not in {encoder_id("use", tmp_path), encoder_id("e5", tmp_path), e5.name}
