from __future__ import annotations

from pathlib import Path

import pytest

from textmining.embedding.use_encoder import UseEncoder

TEXTS = ["te weinig tijd", "de wifi is traag en de laptops zijn oud", "geld", "te weinig tijd"]


def test_a_sentence_transformer_of_the_module_gives_the_vectors_of_the_encoder(use: UseEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    from textmining.embedding.use_module import UseModule

    model = SentenceTransformer(modules=[UseModule()], device="cpu")
    vectors = model.encode(TEXTS, batch_size=3, show_progress_bar=False)
    assert (vectors == use.encode(TEXTS)).all()
    assert model.get_embedding_dimension() == 512


def test_a_prompt_goes_before_the_text(use: UseEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    from textmining.embedding.use_module import UseModule

    model = SentenceTransformer(modules=[UseModule()], device="cpu")
    vectors = model.encode(["tijd"], prompt="gebrek aan ", show_progress_bar=False)
    assert (vectors == use.encode(["gebrek aan tijd"])).all()


@pytest.mark.parametrize("trust", [True])
def test_a_saved_model_loads_where_our_code_is_trusted(tmp_path: Path, use: UseEncoder, trust: bool) -> None:
    from sentence_transformers import SentenceTransformer

    from textmining.embedding.use_module import UseModule

    SentenceTransformer(modules=[UseModule()], device="cpu").save(str(tmp_path / "use"), create_model_card=False)
    model = SentenceTransformer(str(tmp_path / "use"), device="cpu", trust_remote_code=trust)
    assert (model.encode(TEXTS, show_progress_bar=False) == use.encode(TEXTS)).all()
