"""Any sentence-transformers model as an encoder: from a folder, never from the network, never with code of its own."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmining.errors import ModelError
from textmining.workspace import fingerprint, folder_fingerprint

if TYPE_CHECKING:
    import numpy as np
    from sentence_transformers import SentenceTransformer

__all__ = ["StEncoder", "find_model", "is_model"]

_FORMAT = 1
_PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib")
_NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)?")
_PROMPTS = ("clustering", "similarity", "sts", "query")
"""Prompts of a model that has several, the most fitting first: texts are compared with each other, not searched."""

_MOST_THREADS = 8


def find_model(setting: str, models: Path) -> Path | None:
    """The folder of a model named by folder or name; None where it is not on this machine."""
    name = setting.rstrip("/").rsplit("/", 1)[-1]
    places = [Path(setting), *([models / name] if _NAME.fullmatch(setting) and name.strip(".") else [])]
    found = next((place for place in places if is_model(place)), None)
    return found or (_cached_by_hub(setting) if _NAME.fullmatch(setting) else None)


def is_model(folder: Path) -> bool:
    """Whether a folder holds a sentence-transformers (or bare transformers) model."""
    return (folder / "modules.json").is_file() or (folder / "config.json").is_file()


def _cached_by_hub(name: str) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    for full in (name,) if "/" in name else (name, f"sentence-transformers/{name}"):
        try:
            return Path(snapshot_download(full, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError):
            continue
    return None


class StEncoder:
    """A sentence-transformers model, which encodes each text by itself.

    Texts that are encoded together are padded to one length and multiplied as one matrix, either of which changes the
    last bits of their vectors. On a processor one at a time costs no more, and several threads with a text each share
    the work better than threads inside one product, which wait for each other by spinning.

    Parameters
    ----------
    folder : Path
        Where the model lies: weights as safetensors, modules of sentence-transformers only.
    name : str
        What to call it.

    Raises
    ------
    ModelError
        If the model has pickled weights only, or code of its own.
    """

    def __init__(self, folder: Path, name: str) -> None:
        _refuse_code(folder)
        self.name = name
        self._folder = folder
        self._prompt = _prompt(folder, name)

    @property
    def id(self) -> str:
        """The model's files and the prompt that goes before each text."""
        return f"st-{fingerprint([_fingerprint(self._folder.resolve()), self._prompt, _FORMAT])[:16]}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def _model(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer

        with _quiet():
            try:
                return SentenceTransformer(
                    str(self._folder),
                    device="cpu",
                    local_files_only=True,
                    trust_remote_code=False,
                    model_kwargs={"use_safetensors": True, "dtype": "float32"},
                )
            except Exception as error:  # files of others: whatever is wrong with them, the remedy is the same
                raise ModelError(
                    f"{self._folder}: the sentence-transformers model cannot be loaded ({_first_line(error)}). Put "
                    'back a whole copy (make models), or set [embedding] model = "use".'
                ) from error

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors (n texts, dimension), float32, in the order of ``texts``."""
        import numpy as np
        import torch

        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        model = self._model.eval()

        def forward(features: dict[str, Any]) -> np.ndarray:
            with torch.inference_mode():
                vector = model(features)["sentence_embedding"]
                found: np.ndarray = torch.nn.functional.normalize(vector, dim=1).numpy()[0]
            return found

        # the tokenizer is not safe to use from several threads at once; torch's own threads are set per thread
        inputs = (model.preprocess([text], prompt=self._prompt) for text in texts)
        with ThreadPoolExecutor(_threads(), initializer=torch.set_num_threads, initargs=(1,)) as pool:
            return np.stack(list(pool.map(forward, inputs))).astype(np.float32, copy=False)


def _threads() -> int:
    return min(os.cpu_count() or 1, _MOST_THREADS)


def _refuse_code(folder: Path) -> None:
    """Refuse a model that would run anything but sentence-transformers' own modules on safetensors weights."""
    modules = _json(folder / "modules.json") or [{"path": "", "type": "sentence_transformers.models.Transformer"}]
    if not isinstance(modules, list) or not all(isinstance(module, dict) for module in modules):
        raise ModelError(f"{folder}: modules.json is not a list of modules. Put back a whole copy of the model.")
    for module in modules:
        kind = str(module.get("type"))
        if not kind.startswith("sentence_transformers."):
            raise ModelError(f"{folder}: its module {kind} is code of its own, which is not run. Use another model.")
        part = (folder / str(module.get("path", ""))).resolve()
        if not part.is_relative_to(folder.resolve()):
            raise ModelError(f"{folder}: a module lies outside the folder ({module.get('path')}). Use another model.")
        config = _json(part / "config.json")
        if isinstance(config, dict) and "auto_map" in config:
            raise ModelError(f"{folder}: config.json asks for code of its own (auto_map), which is not run.")
        files = [path.suffix for path in part.iterdir() if path.is_file()] if part.is_dir() else []
        pickled = sorted(set(files) & set(_PICKLED))
        if pickled and ".safetensors" not in files:
            raise ModelError(
                f"{folder}: has weights as {pickled[0]} only, a pickle, which could run any code. Use a copy with "
                "safetensors: SentenceTransformer.save writes them."
            )


def _prompt(folder: Path, name: str) -> str:
    """What goes before each text: the model's default or most fitting prompt; for e5 "query: ", as its card asks."""
    config = _json(folder / "config_sentence_transformers.json")
    config = config if isinstance(config, dict) else {}
    prompts = config.get("prompts")
    prompts = {str(key).lower(): str(text) for key, text in prompts.items()} if isinstance(prompts, dict) else {}
    chosen = [str(config.get("default_prompt_name") or "").lower(), *_PROMPTS]
    found = next((prompts[key] for key in chosen if prompts.get(key)), "")
    is_e5 = re.search(r"(?:^|[-_/])e5(?:[-_]|$)", f"{folder.name}/{name}".lower())
    return found or ("query: " if is_e5 else "")


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{path}: cannot be read ({_first_line(error)}). Put back a whole copy of the model."
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


@cache
def _fingerprint(folder: Path) -> str:
    return folder_fingerprint(folder)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without transformers' progress bar over the weights, which would draw through our own progress."""
    from transformers.utils import logging

    was_on = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if was_on:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
