from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from textmining.embedding import encoder_id, load_encoder
from textmining.embedding.st_encoder import StEncoder
from textmining.errors import ModelError


@pytest.fixture(scope="module")
def encoder(minilm: Path) -> StEncoder:
    return StEncoder(minilm, "all-MiniLM-L6-v2")


@pytest.fixture
def copy(minilm: Path, tmp_path: Path) -> Path:
    """A copy of the model that a test may spoil."""
    folder = tmp_path / "model"
    shutil.copytree(minilm, folder, ignore=shutil.ignore_patterns("README.md", "data_config.json"))
    return folder


def test_real_weights_give_unit_vectors_that_know_meaning(encoder: StEncoder) -> None:
    vectors = encoder.encode(["I have no time", "There is never enough time", "The printer is broken"])
    assert vectors.shape == (3, encoder.dimension) == (3, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3


def test_vectors_do_not_depend_on_order_or_company(encoder: StEncoder, answers: list[str]) -> None:
    texts = answers[::180][:30]
    vectors = encoder.encode(texts)
    order = np.random.default_rng(1).permutation(len(texts))
    assert (encoder.encode([texts[i] for i in order]) == vectors[order]).all()
    assert all((encoder.encode([text])[0] == row).all() for text, row in zip(texts, vectors, strict=True))


def test_vectors_are_those_of_sentence_transformers_for_rounding(encoder: StEncoder, answers: list[str]) -> None:
    texts = answers[:10]
    theirs = encoder._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    np.testing.assert_allclose(encoder.encode(texts), theirs, atol=1e-5)


def test_no_texts_give_no_rows(encoder: StEncoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_the_id_changes_with_weights_and_prompt_but_not_with_the_place(minilm: Path, copy: Path) -> None:
    models = copy.parent
    changed = models / "changed"
    shutil.copytree(minilm, changed)
    shutil.rmtree(copy)
    shutil.copytree(minilm, copy)
    assert encoder_id(str(copy), models) == encoder_id(str(minilm), models)
    with (changed / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x01")
    assert encoder_id(str(changed), models) != encoder_id(str(minilm), models)
    named_e5 = models / "e5-tiny"
    copy.rename(named_e5)
    assert encoder_id(str(named_e5), models) != encoder_id(str(minilm), models)


@pytest.mark.parametrize(
    ("config", "name", "prompt"),
    [
        ({}, "e5-base-trm-nl", "query: "),
        ({}, "multilingual-e5-small", "query: "),
        ({}, "all-MiniLM-L6-v2", ""),
        ({"prompts": {"query": "", "document": ""}}, "clips/e5-base-trm-nl", "query: "),
        ({"prompts": {"query": "vraag: ", "clustering": "groep: "}}, "iets", "groep: "),
        ({"prompts": {"a": "1 ", "query": "2 "}, "default_prompt_name": "a"}, "iets", "1 "),
    ],
)
def test_the_prompt_is_the_model_s_own(copy: Path, config: dict[str, object], name: str, prompt: str) -> None:
    (copy / "config_sentence_transformers.json").write_text(json.dumps(config))
    assert StEncoder(copy, name)._prompt == prompt


def test_pickled_weights_are_refused(copy: Path) -> None:
    (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
    with pytest.raises(ModelError, match="pickle"):
        load_encoder(str(copy), copy.parent)


def test_a_module_with_code_of_its_own_is_refused(copy: Path) -> None:
    modules = json.loads((copy / "modules.json").read_text())
    modules[0]["type"] = "modeling_own.Transformer"
    (copy / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(ModelError, match="code of its own"):
        load_encoder(str(copy), copy.parent)


def test_a_config_that_asks_for_code_of_its_own_is_refused(copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "auto_map": {"AutoModel": "own.Model"}}))
    with pytest.raises(ModelError, match="auto_map"):
        load_encoder(str(copy), copy.parent)


def test_a_module_outside_the_folder_is_refused(copy: Path) -> None:
    modules = json.loads((copy / "modules.json").read_text())
    modules[1]["path"] = "../elders"
    (copy / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(ModelError, match="outside"):
        load_encoder(str(copy), copy.parent)


def test_damaged_weights_are_refused_with_a_remedy(copy: Path) -> None:
    (copy / "model.safetensors").write_bytes(b"geen gewichten")
    with pytest.raises(ModelError, match="make models"):
        load_encoder(str(copy), copy.parent).encode(["tijd"])


def test_a_description_that_is_no_json_is_refused(copy: Path) -> None:
    (copy / "modules.json").write_text("[")
    with pytest.raises(ModelError, match="modules"):
        load_encoder(str(copy), copy.parent)
