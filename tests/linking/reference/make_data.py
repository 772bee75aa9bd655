"""Writes survey.csv: a small synthetic clustered survey, the input of reference.R. Its result is committed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

SIZES = (4, 7, 12, 15, 18, 22, 25, 30, 34, 40, 46, 55, 70, 82)


def main() -> None:
    rng = np.random.default_rng(20221)
    n = sum(SIZES)
    cluster = np.repeat(np.arange(len(SIZES)), SIZES)
    # strata of clusters; the last holds one cluster only
    stratum = np.where(cluster < 7, "noord", np.where(cluster < 13, "zuid", "west"))
    effect = rng.normal(0, 0.6, len(SIZES))[cluster]
    group = rng.choice(["a", "b"], n, p=[0.35, 0.65])
    group[(cluster % 5 == 2) & (rng.random(n) < 0.25)] = "c"  # in three clusters only
    score = np.round(3 + 0.4 * (group == "a") + 0.3 * effect + rng.normal(0, 0.8, n), 2)
    score[rng.random(n) < 0.07] = np.nan
    years = rng.integers(0, 41, n)

    def outcome(base: float, slope: float) -> np.ndarray:
        logit = base + effect + slope * (group == "a")
        return (rng.random(n) < 1 / (1 + np.exp(-logit))).astype(int)

    common, rare = outcome(-0.6, 0.7), outcome(-3.0, 0.0)
    rare[group == "c"] = 0
    frame = pd.DataFrame(
        {
            "id": [f"r{i:03}" for i in range(n)],
            "cluster": [f"i{c:02}" for c in cluster],
            "stratum": stratum,
            "weight": np.round(np.exp(rng.normal(0, 0.45, n)) * np.where(group == "a", 1.3, 0.9), 3),
            "group": group,
            "type": np.where(cluster % 3 == 0, "vak", "roc"),
            "answered": (rng.random(n) < np.where(group == "a", 0.85, 0.7)).astype(int),
            "common": common,
            "rare": rare,
            "score": score,
            "years": years,
        }
    )
    frame.to_csv(Path(__file__).parent / "survey.csv", index=False)


if __name__ == "__main__":
    main()
