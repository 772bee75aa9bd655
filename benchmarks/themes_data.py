"""The data of benchmarks/themes.py: three shared sets, and what each run of a method gets of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from textmining.cleaning import LanguagePipeline, Rules, clean, load_language, load_redactor
from textmining.cleaning.language import lemmas_of, stop_words
from textmining.cleaning.redaction import StudyNames, in_plain_words
from textmining.study import Question
from textmining.workspace import fingerprint

REPOSITORY = Path(__file__).resolve().parent.parent
SETS = ("sib200", "xsid", "lezers")
RARE = 2
"""A word of fewer segments gets no vector, and no place in the vocabulary of turftopic's models."""

Encode = Callable[[list[str]], np.ndarray]


@dataclass(frozen=True)
class Data:
    """Segments of one question (``segment_id``, ``answer_id``, ``text``, ``lemmas``) and their gold labels, if any."""

    name: str
    question: Question
    segments: pd.DataFrame
    gold: list[str] | None
    stops: frozenset[str]

    @property
    def id(self) -> str:
        """Changes whenever the segments or their lemmas do."""
        return fingerprint(self.segments[["answer_id", "text", "lemmas"]].to_numpy().tolist())[:12]


@cache
def _language() -> LanguagePipeline:
    return load_language("auto", "nl", REPOSITORY / "models")


def _rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def load(name: str, shared: Path, answers: int) -> Data:
    """One of the sets that lie beside the repository: gold-labelled texts, or the first answers of a real survey."""
    if name == "lezers":
        question = Question(id=name, column="waarom", text="Waarom vindt u dit boek wel of niet literair?")
        segments = _answers(shared / "data" / "lezersonderzoek" / "lezersonderzoek_2013.csv", question, answers)
        return Data(name, question, segments, None, stop_words(question.text, _language()))
    question = Question(id=name, column="text", text="Wat?")
    rows = _rows(shared / "data" / f"{name}_nl" / f"{name}_nl.csv")
    ids = [f"a{number:05}" for number in range(len(rows))]
    texts = [row["text"] for row in rows]
    lemmas = [lemmas_of(doc, [(0, len(doc.text))])[0] for doc in _language().docs(texts)]
    segments = pd.DataFrame({"segment_id": ids, "answer_id": ids, "text": texts, "lemmas": lemmas})
    gold = [row["category" if name == "sib200" else "intent"] for row in rows]
    return Data(name, question, segments, gold, stop_words(question.text, _language()))


def _answers(path: Path, question: Question, count: int) -> pd.DataFrame:
    texts = [row["waarom"] for row in _rows(path, ";") if len((row["waarom"] or "").split()) >= 3][:count]
    ids = [f"a{number:05}" for number in range(len(texts))]
    raw = pd.DataFrame({"answer_id": ids, "respondent_id": ids, "wave": "2013", "question": question.id})
    raw = raw.assign(asked=True, text=pd.Series(texts, dtype="str"))
    redactor = load_redactor(StudyNames(), _language(), REPOSITORY / "models")
    segments = clean(raw, Rules((question,), _language(), redactor)).segments
    return segments[["segment_id", "answer_id", "text", "lemmas"]].reset_index(drop=True)


def draws(data: Data, seeds: int, pairs: int) -> dict[str, tuple[int, np.ndarray]]:
    """The runs: name to seed and rows. Seeds are all different, in the subsamples too.

    A subsample is of answers, so that the segments of an answer stay together.
    """
    everything = np.arange(len(data.segments))
    runs = {f"seed-{seed}": (seed, everything) for seed in range(1, seeds + 1)}
    runs["shuffled"] = (1, np.random.default_rng(99).permutation(everything))
    random = np.random.default_rng(0)
    distinct = data.segments["answer_id"].unique()
    for pair in range(pairs):
        for side, letter in enumerate("ab"):
            kept = random.choice(distinct, round(0.9 * len(distinct)), replace=False)
            runs[f"pair-{pair}-{letter}"] = (
                100 + 2 * pair + side,
                np.flatnonzero(data.segments["answer_id"].isin(kept)),
            )
    return runs


def write(data: Data, folder: Path, encode: Encode, runs: dict[str, tuple[int, np.ndarray]]) -> None:
    """What themes_methods.py reads."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = {"segments": "segment_id", "answers": "answer_id", "texts": "text", "lemmas": "lemmas"}
    content: dict[str, object] = {name: data.segments[column].tolist() for name, column in columns.items()}
    content |= {"stops": sorted(data.stops), "question": data.question.text}
    (folder / "data.json").write_text(json.dumps(content), encoding="utf-8")
    np.save(folder / "vectors.npy", encode([in_plain_words(text) for text in data.segments["text"]]))
    words = _vocabulary(data.segments["lemmas"].tolist())
    (folder / "words.json").write_text(json.dumps(words), encoding="utf-8")
    np.save(folder / "words.npy", encode(words))
    for name, (seed, rows) in runs.items():
        np.save(folder / f"{name}.npy", np.r_[seed, rows])


def _vocabulary(lemmas: Sequence[str]) -> list[str]:
    from sklearn.feature_extraction.text import CountVectorizer

    return sorted(CountVectorizer(min_df=RARE).fit(lemmas).vocabulary_)
