"""The small study with a map: a place for every segment, around the middle of its theme."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from textmining.publishing import EditionContent, publish

MARKUP = '<a href="https://elders.example">klik</a> <b>vet</b> & </script><script>alert(1)</script>'
"""An answer that is also markup."""


def with_layout(content: EditionContent) -> EditionContent:
    random = np.random.default_rng(9)
    segments = content.tables["segments"].copy()
    segments.loc[segments.index[10], "text"] = MARKUP
    themes = content.tables["themes"]["theme_id"].tolist()
    middle = dict(zip(themes, random.uniform(-1.5, 1.5, (len(themes), 2)), strict=True))
    around = np.array([middle.get(theme, np.zeros(2)) for theme in segments["theme_id"]])
    places = around + random.normal(0, 0.12, (len(segments), 2))
    layout = pd.DataFrame({"segment_id": segments["segment_id"], "x": places[:, 0], "y": places[:, 1]})
    assignments = segments[["segment_id", "topic_id"]].assign(similarity=0.625, nearest_topic_id=None, alone=False)
    tables = {**content.tables, "segments": segments, "layout": layout, "assignments": assignments}
    return dataclasses.replace(content, tables=tables)


@pytest.fixture(scope="session")
def mapped(content: EditionContent) -> EditionContent:
    return with_layout(content)


@pytest.fixture(scope="session")
def markup() -> str:
    return MARKUP


@dataclasses.dataclass(frozen=True)
class MapEdition:
    """An edition with maps on disk."""

    folder: Path

    @property
    def public(self) -> Path:
        return self.folder / "publiek" / "site" / "kaart"

    @property
    def research(self) -> Path:
        return self.folder / "onderzoek" / "kaart"


@pytest.fixture(scope="session")
def map_edition(mapped: EditionContent, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("map")
    publish(mapped, folder)
    return MapEdition(folder)
