"""A models folder that all workers of a test run share, pipelines over it, and tables of raw answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from textmining.cleaning import LanguagePipeline, Rules, load_language, load_redactor
from textmining.cleaning.language.hanta import HantaTagger, load_hanta
from textmining.study import Question


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A models folder; HanTa's compact tables are made in it once, whatever the number of workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "cleaning-models"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def tagger(models: Path) -> HantaTagger:
    return load_hanta(models)


@pytest.fixture(scope="session")
def dutch(models: Path) -> LanguagePipeline:
    return load_language("embedded", "nl", models)


@pytest.fixture(scope="session")
def rules(dutch: LanguagePipeline, models: Path) -> Rules:
    """Rules for two questions: "q", and "b" that declares what "geen" means; one school is called De Gouden Vijzel."""
    from textmining.cleaning.redaction import StudyName, StudyNames

    names = StudyNames((StudyName("ROC De Gouden Vijzel", "school"),))
    questions = (
        Question(id="q", column="q", text="Wat motiveert u?"),
        Question(id="b", column="b", text="Wat staat u in de weg?", none="geen belemmering"),
    )
    return Rules(questions, dutch, load_redactor(names, dutch, models))


class Word(NamedTuple):
    """A word of a treebank: compound lemmas without the underscores, ``scored`` unless punctuation or a name."""

    form: str
    lemma: str
    tag: str
    scored: bool


@pytest.fixture(scope="session")
def treebanks(shared_data: Path) -> dict[str, list[list[Word]]]:
    """The sentences of the Dutch UD treebanks."""
    return {path.stem.split("-")[0]: _sentences(path) for path in sorted((shared_data / "ud_dutch").glob("*.conllu"))}


def _sentences(path: Path) -> list[list[Word]]:
    sentences = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line[:1].isdigit()]
        sentences.append([_word(row) for row in rows if row[0].isdigit()])
    return [sentence for sentence in sentences if sentence]


def _word(row: list[str]) -> Word:
    _, form, lemma, universal, tag, *_ = row
    named = universal in ("PUNCT", "PROPN") or tag.startswith(("N|eigen", "SPEC|deeleigen"))
    return Word(form, lemma.replace("_", ""), tag, not named)


@pytest.fixture(scope="session")
def raw_answers() -> Callable[..., pd.DataFrame]:
    """A table of raw answers to one question, from texts."""

    def make(texts: Sequence[str | None], *, question: str = "q", wave: str = "2022") -> pd.DataFrame:
        return pd.DataFrame(
            {
                "answer_id": [f"a{i:04x}" for i in range(len(texts))],
                "respondent_id": [str(i) for i in range(len(texts))],
                "wave": wave,
                "question": question,
                "asked": True,
                "text": pd.array(list(texts), dtype="str"),
            }
        )

    return make
