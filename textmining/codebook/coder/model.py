"""The coder model: which themes each answer mentions, how sure that is, and on which answers it abstains.

It holds the weights of coded answers and what scores mean; nothing in it is random, and no word can be read from it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from textmining.codebook.coder.calibration import Calibration
from textmining.codebook.coder.deciding import Predictions, Scale
from textmining.codebook.coder.stored import Features
from textmining.errors import ModelError
from textmining.workspace import write_bytes, write_json

__all__ = ["CoderModel"]

VERSION = 2


@dataclass(frozen=True)
class CoderModel:
    """A fitted coder model; it belongs to the features that it was fitted on.

    Attributes
    ----------
    themes : tuple of str
    answers : tuple of str
        The coded answers that it was fitted on.
    weights : array (coded answers, themes)
        By which their likeness with an answer counts for each theme.
    mean : array (themes,)
        What likeness with nobody scores.
    left_out : array (answers that nobody coded by hand, themes)
        Of the last of ``answers``: their scores by a model without their own label, which is only the machine's.
    scale : Scale
    features : str
        Id of the features.
    out_of_fold : Predictions
        For each hand-coded answer, by a model that has not seen its codes: what estimates are corrected with.
    card : dict
        Numbers of codes by hand and silver labels, and settings.
    """

    themes: tuple[str, ...]
    answers: tuple[str, ...]
    weights: np.ndarray
    mean: np.ndarray
    left_out: np.ndarray
    scale: Scale
    features: str
    out_of_fold: Predictions
    card: Mapping[str, Any] = field(default_factory=dict)

    def predict(self, features: Features) -> Predictions:
        """Predict all answers of the features.

        Raises
        ------
        ModelError
            If the model was fitted on other features.
        """
        if features.id != self.features:
            raise ModelError(
                "coder model: was fitted on other answers, or on other vectors of them. Fit it again from the codes."
            )
        rows = features.rows(pd.Index(self.answers))
        coded = features.part(rows)
        held = np.unique(coded.lexical.indices)  # pieces that no coded answer holds add nothing
        of_words = np.asarray(coded.lexical[:, held].T @ self.weights)
        of_vectors = np.zeros((len(coded.step), len(self.themes)))
        for some, part in coded.blocks():
            of_vectors += part.dense.T @ self.weights[some]
        scores = np.empty((len(features.answers), len(self.themes)))
        for block, part in features.blocks():
            scores[block] = part.dense @ of_vectors + part.lexical[:, held] @ of_words
        scores += self.mean
        scores[rows[len(rows) - len(self.left_out) :]] = self.left_out
        return self.scale.told(features.answers, self.themes, scores)

    def save(self, folder: Path, *, owner: str | None = None) -> None:
        """Write ``coder.safetensors`` and ``card.json``, with the mark of the study that it belongs to."""
        from safetensors.numpy import save

        out, scale = self.out_of_fold, self.scale
        tensors = {
            "weights": self.weights,
            "mean": self.mean,
            "left_out": self.left_out,
            "share": scale.share,
            "miss": scale.miss,
            "hit": scale.hit,
            "probability": out.probability.to_numpy(dtype=np.float64),
            "given": out.themes.to_numpy(dtype=bool),
            "confidence": out.confidence.to_numpy(dtype=np.float64),
        }
        data = save({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()})
        write_bytes(folder / "coder.safetensors", data)
        held = {
            "version": VERSION,
            "features": self.features,
            "themes": list(self.themes),
            "answers": list(self.answers),
            "coded": out.confidence.index.tolist(),
            "exclusive": scale.exclusive,
            "threshold": scale.threshold,
            "probability_of": asdict(scale.probability_of),
            "confidence_of": asdict(scale.confidence_of),
        }
        write_json(folder / "card.json", {**held, "card": dict(self.card), "owner": owner})

    @classmethod
    def load(cls, folder: Path) -> CoderModel:
        """Read what ``save`` wrote.

        Raises
        ------
        ModelError
            If a file lacks or is damaged.
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            t = load_file(folder / "coder.safetensors")
            held: dict[str, Any] = json.loads((folder / "card.json").read_text(encoding="utf-8"))
            if held["version"] != VERSION:
                raise ValueError(f"version {held['version']}")
            themes, answers, coded = (tuple(map(str, held[name])) for name in ("themes", "answers", "coded"))
            shapes = {name: tensor.shape for name, tensor in t.items()}
            left_out = shapes.pop("left_out")
            if len(left_out) != 2 or left_out[0] > len(answers) or left_out[1] != len(themes):
                raise ValueError("its files are of two models")
            of_themes = dict.fromkeys(("mean", "share", "miss", "hit"), (len(themes),))
            of_coded = dict.fromkeys(("probability", "given"), (len(coded), len(themes)))
            wanted = {**of_themes, **of_coded, "weights": (len(answers), len(themes)), "confidence": (len(coded),)}
            if shapes != wanted:
                raise ValueError("its files are of two models")
            index = pd.Index(coded, dtype="str", name="answer_id")
            out = Predictions(
                pd.DataFrame(t["probability"], index, list(themes)),
                pd.DataFrame(t["given"], index, list(themes)),
                pd.Series(t["confidence"], index, name="confidence"),
            )
            first, second = (
                Calibration(float(found["intercept"]), tuple(map(float, found["coefficients"])))
                for found in (held["probability_of"], held["confidence_of"])
            )
            scale = Scale(
                t["share"], t["miss"], t["hit"], first, second, float(held["threshold"]), bool(held["exclusive"])
            )
            features, card = str(held["features"]), held["card"]
            return cls(themes, answers, t["weights"], t["mean"], t["left_out"], scale, features, out, card)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, SafetensorError) as error:
            raise ModelError(f"{folder}: is not a whole coder model ({error}). Fit it again from the codes.") from error
