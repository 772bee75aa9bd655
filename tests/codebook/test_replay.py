"""Decisions on a real survey survive a re-fit: taken on half of the answers, replayed on all."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.replay import Corpus, Replayed, load_corpus, replayed, row, two_fits
from benchmarks.replay_coder import DECK
from benchmarks.replay_score import meant, outcomes
from tests.codebook.conftest import fit, log_of
from textmining.codebook import Codebook, fold, replay
from textmining.codebook import decisions as d
from textmining.codebook.decisions import Decision
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
    assert row(1, [result])["unasked"] == 0


def test_nine_in_ten_decisions_go_where_a_person_would_mean_and_more_than_ids_alone_find(result: Replayed) -> None:
    assert result.right >= 0.9
    assert sum(one.applied and one.right for one in result.by_id) <= result.right * len(result.log)


@pytest.mark.proof
def test_on_a_whole_survey_nine_in_ten_decisions_go_where_a_person_would_mean(
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
    assert total["right"] >= 0.9 * total["decisions"]


def test_what_a_person_means_is_the_theme_that_went_on_and_else_the_theme_as_it_was() -> None:
    sub = {"rooster": "tijd", "druk": "tijd"}
    old = fit({"rooster": range(10), "druk": range(10, 40), "geld": range(40, 60), "wifi": range(60, 70)}, sub, "old")
    new = fit({"t2": range(40), "g2": range(40, 62), "w2": [*range(62, 70), *range(100, 120)]})
    found = meant(old, replace(new, placement={**new.placement, "s60": None, "s61": "g2"}))
    assert found.counterpart == {"tijd": "t2", "geld": "g2", "wifi": "w2"}
    assert found.alone == {"rooster": segments(range(10)), "druk": segments(range(10, 40))}
    assert found.plurality["druk"] == "t2"


def test_a_decision_on_a_theme_without_a_counterpart_is_right_only_on_that_theme_with_its_segments_and_asked() -> None:
    old = fit({"tijd": range(40), "geld": range(40, 60), "wifi": range(60, 80)}, name="old")
    new = fit({"t2": range(60), "wifi": range(60, 80)})
    decisions = log_of(d.Rename(theme="geld", label="Budget"), d.Rename(theme="tijd", label="Geen tijd"))

    def judged(make: Callable[[Sequence[Decision]], Codebook]) -> list[bool]:
        return [one.right for one in outcomes(decisions, make, meant(old, new))]

    assert judged(lambda part: replay([old], new, part)) == [True, True]
    assert judged(lambda part: replace(replay([old], new, part), conflicts=())) == [False, True]
    assert judged(lambda part: replace(replay([old], new, part), placement=new.placement)) == [False, True]
    assert judged(lambda part: fold(new, part, {"tijd": "t2", "geld": "t2"})) == [False, True]


def segments(run: range) -> frozenset[str]:
    return frozenset(f"s{n}" for n in run)
