"""Decisions on a real survey survive a re-fit: taken on half of the answers, replayed on all."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.replay import Corpus, Replayed, load_corpus, replayed, row, two_fits
from benchmarks.replay_coder import DECK
from textmining.embedding import encode_cached, load_encoder
from textmining.study import Question

pytestmark = pytest.mark.xdist_group("replay")


@pytest.fixture(scope="module")
def corpus(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """600 answers of the Dutch National Reader Survey, each a segment by itself."""
    with (shared_data / "lezersonderzoek" / "lezersonderzoek_2013.csv").open(encoding="utf-8-sig", newline="") as file:
        given = [row["waarom"] or "" for row in csv.DictReader(file, delimiter=";")]
    texts = [text for text in given if len(text.split()) >= 3][:600]
    ids = [f"a{number:05}" for number in range(len(texts))]
    lemmas = [" ".join(word.strip(".,?!").lower() for word in text.split()) for text in texts]
    segments = pd.DataFrame({"segment_id": ids, "answer_id": ids, "text": texts, "lemmas": lemmas})
    distinct = sorted(set(texts))
    encoder = load_encoder("use", tmp_path_factory.mktemp("models"))
    vectors = encode_cached(distinct, encoder, tmp_path_factory.mktemp("cache"))
    position = {text: place for place, text in enumerate(distinct)}
    question = Question(id="lezers", column="waarom", text="Waarom vindt u dit boek wel of niet literair?")
    return Corpus(question, segments, vectors[[position[text] for text in texts]])


@pytest.fixture(scope="module", params=[1, 2])
def result(request: pytest.FixtureRequest, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    return replayed(*two_fits(corpus, request.param), request.param, tmp_path_factory.mktemp("log"))


def test_thirty_decisions_on_half_of_the_answers_are_each_applied_or_told_in_a_conflict_on_all(
    result: Replayed,
) -> None:
    assert len(result.log) == len(DECK) == 30
    assert result.lost == set()


def test_no_decision_goes_elsewhere_than_a_person_would_mean_without_a_coder_being_asked(result: Replayed) -> None:
    figures = row(1, [result])
    assert figures["unasked"] == figures["to other"] == 0


def test_replay_finds_more_than_ids_alone_do(result: Replayed) -> None:
    """Half of so few answers gives other themes than all do: less is asked of it than of a whole survey."""
    assert sum(one.applied and one.right for one in result.by_id) <= result.right * len(result.log)
    assert result.right >= 0.6


@pytest.mark.proof
def test_on_a_whole_survey_nine_in_ten_decisions_go_where_a_person_would_mean_or_wait_on_their_theme(
    shared_data: Path, tmp_path: Path
) -> None:
    corpus = load_corpus(shared_data.parent, 4200, "use", tmp_path)
    figures = []
    for seed in (1, 2, 3, 4):
        work = tmp_path / str(seed)
        work.mkdir()
        figures.append(row(seed, [replayed(*two_fits(corpus, seed), seed, work)]))
    total = pd.DataFrame(figures).sum()
    assert total["lost"] == total["unasked"] == 0
    assert total["right"] + total["kept"] >= 0.9 * total["decisions"]
    assert total["right"] >= 0.8 * total["decisions"]
