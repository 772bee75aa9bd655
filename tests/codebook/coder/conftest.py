from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from textmining.codebook.coder import Features, answer_features

WORDS = {
    "tijd": ["tijd", "uren", "rooster", "druk", "agenda", "planning"],
    "geld": ["geld", "budget", "kosten", "duur", "betalen", "licentie"],
    "wifi": ["wifi", "netwerk", "storing", "laptop", "verbinding", "traag"],
    "steun": ["steun", "hulp", "uitleg", "training", "begeleiding", "cursus"],
}


@dataclass(frozen=True)
class Made:
    """Answers with one to two segments, each about one planted theme, and vectors that lie about its direction."""

    segments: pd.DataFrame
    vectors: np.ndarray
    truth: pd.DataFrame

    @property
    def features(self) -> Features:
        return answer_features(self.segments, self.vectors)


def made(count: int = 400, seed: int = 3, noise: float = 0.17, dimension: int = 48) -> Made:
    random = np.random.default_rng(seed)
    themes = list(WORDS)
    directions = random.normal(size=(len(themes), dimension))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    rows, vectors = [], []
    truth = pd.DataFrame(0, [f"a{n:04}" for n in range(count)], themes)
    for answer in truth.index:
        for part, k in enumerate(random.choice(len(themes), 1 + int(random.random() < 0.3), p=[0.4, 0.3, 0.2, 0.1])):
            truth.loc[answer, themes[k]] = 1
            own = random.choice(WORDS[themes[k]], 2) if random.random() < 0.8 else []
            other = random.choice([w for words in WORDS.values() for w in words], 2)
            text = " ".join(["er is", *own, "en", *other])
            rows.append({"answer_id": answer, "segment_id": f"{answer}-{part}", "text": text, "theme_id": themes[k]})
            vectors.append(directions[k] + noise * random.normal(size=dimension))
    array = np.array(vectors)
    close = (array * directions[[themes.index(row["theme_id"]) for row in rows]]).sum(axis=1)
    segments = pd.DataFrame(rows).assign(similarity=close / np.linalg.norm(array, axis=1))
    return Made(segments, array.astype(np.float32), truth)


@pytest.fixture(scope="session")
def answers() -> Made:
    return made()


@pytest.fixture(scope="session")
def features(answers: Made) -> Features:
    return answers.features
