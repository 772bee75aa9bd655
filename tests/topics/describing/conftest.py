"""Answers to one question, made of parts that people really say, with their real lemmas and vectors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmining.cleaning import LanguagePipeline, load_language
from textmining.cleaning.language import stop_words
from textmining.embedding.use_encoder import UseEncoder
from textmining.topics.grid import on_grid
from textmining.topics.rule import Centres, centres_for

QUESTION = "Wat staat u in de weg?"

SAID = {
    "tijd": (
        ["tekort aan tijd", "te weinig tijd voor scholing", "ik heb geen tijd", "de werkdruk is hoog"],
        ["helaas", "in dit team", "elke week", "door het rooster"],
    ),
    "techniek": (
        ["slechte wifi", "de wifi werkt niet", "trage laptops", "de laptops zijn traag"],
        ["in het lokaal", "op school", "bij ons", "tijdens de les"],
    ),
    "hulp": (
        ["gebrek aan ondersteuning", "niemand die mij helpt", "geen goede begeleiding", "slechte helpdesk"],
        ["op de werkvloer", "vanuit ict", "na vier uur", "in de praktijk"],
    ),
}


@dataclass(frozen=True)
class Asked:
    """Segments with their vectors and topics, and what describing needs besides."""

    segments: pd.DataFrame
    vectors: np.ndarray
    main: Centres
    labels: np.ndarray
    stops: frozenset[str]
    dutch: LanguagePipeline
    encoder: UseEncoder


@pytest.fixture(scope="session")
def dutch(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> LanguagePipeline:
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "describing-models"
    folder.mkdir(exist_ok=True)
    return load_language("embedded", "nl", folder)


@pytest.fixture(scope="session")
def models(dutch: LanguagePipeline) -> Path:
    return dutch.models


@pytest.fixture(scope="session")
def encoder() -> UseEncoder:
    return UseEncoder()


@pytest.fixture(scope="session")
def stops(dutch: LanguagePipeline) -> frozenset[str]:
    return stop_words(QUESTION, dutch)


@pytest.fixture(scope="session")
def asked(dutch: LanguagePipeline, encoder: UseEncoder, stops: frozenset[str]) -> Asked:
    """48 segments of 48 respondents: three themes, each said in four ways with four additions."""
    texts = [f"{way} {more}" for ways, additions in SAID.values() for way in ways for more in additions]
    labels = np.repeat(np.arange(3), 16)
    vectors = encoder.encode(texts)
    segments = pd.DataFrame(
        {
            "text": texts,
            "lemmas": dutch.lemmas(texts),
            "respondent_id": [f"r{number:02}" for number in range(len(texts))],
            "cluster": [f"school {number % 6}" for number in range(len(texts))],
        }
    )
    return Asked(segments, vectors, centres_for(on_grid(vectors), labels), labels, stops, dutch, encoder)
