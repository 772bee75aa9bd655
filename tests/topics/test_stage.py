"""All that the topics stage makes of a question, with a real language pipeline and a real encoder."""

from __future__ import annotations

import csv
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from textmining import tables
from textmining.cleaning import LanguagePipeline, load_language
from textmining.embedding.use_encoder import UseEncoder
from textmining.study import ExpectedTheme, Labels, Question
from textmining.topics import QuestionTopics, topics_of
from textmining.topics.partition import Granularity
from textmining.topics.stage import expected_texts

pytestmark = pytest.mark.xdist_group("stage")  # the language pipeline takes seconds to load

WILT = Question(
    id="wilt",
    column="wilt",
    text="Wat wilt u?",
    themes=(
        ExpectedTheme(label="Muziek afspelen", examples=("speel een nummer van mijn playlist", "zet wat muziek op")),
        ExpectedTheme(label="Lerarenregister", examples=("het lerarenregister is niets voor mij",)),
        ExpectedTheme(label="Het weer", examples=("gaat het morgen regenen?", "wat wordt de temperatuur vandaag")),
    ),
)
OPEN = WILT.model_copy(update={"themes": ()})


@pytest.fixture(scope="module")
def dutch(tmp_path_factory: pytest.TempPathFactory) -> LanguagePipeline:
    return load_language("embedded", "nl", tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def encoder() -> UseEncoder:
    return UseEncoder()


@pytest.fixture(scope="module")
def asked(shared_data: Path, dutch: LanguagePipeline, encoder: UseEncoder) -> tuple[pd.DataFrame, np.ndarray]:
    """400 real utterances, each an answer of one segment, with what their makers meant."""
    with (shared_data / "xsid_nl" / "xsid_nl.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:400]
    texts = [row["text"] for row in rows]
    ids = [f"{number:03}" for number in range(len(texts))]
    segments = pd.DataFrame(
        {
            "segment_id": [f"a{i}.1" for i in ids],
            "answer_id": [f"a{i}" for i in ids],
            "respondent_id": [f"2022/{i}" for i in ids],
            "text": texts,
            "lemmas": dutch.lemmas(texts),
            "cluster": [f"school {number % 5}" for number in range(len(texts))],
            "intent": [row["intent"] for row in rows],
        }
    )
    return segments, encoder.encode(texts)


def run(
    asked: tuple[pd.DataFrame, np.ndarray],
    dutch: LanguagePipeline,
    encoder: UseEncoder,
    question: Question,
    labels: Labels | None = None,
    granularity: Granularity = "middel",
) -> QuestionTopics:
    groups = {"one_institution": "cluster"}
    return topics_of(
        *asked, question, dutch, encoder.encode, granularity=granularity, seed=1, groups=groups, labels=labels
    )


@pytest.fixture(scope="module")
def expecting(asked: tuple[pd.DataFrame, np.ndarray], dutch: LanguagePipeline, encoder: UseEncoder) -> QuestionTopics:
    return run(asked, dutch, encoder, WILT)


@pytest.fixture(scope="module")
def free(asked: tuple[pd.DataFrame, np.ndarray], dutch: LanguagePipeline, encoder: UseEncoder) -> QuestionTopics:
    return run(asked, dutch, encoder, OPEN)


@pytest.fixture(params=["expecting", "free"])
def made(request: pytest.FixtureRequest) -> QuestionTopics:
    """With expected themes, and without."""
    found: QuestionTopics = request.getfixturevalue(request.param)
    return found


def test_examples_of_an_expected_theme_are_its_own_with_the_label_behind_them(
    dutch: LanguagePipeline, encoder: UseEncoder
) -> None:
    first, second, _ = expected_texts(WILT, dutch, encoder.encode)
    texts = ["speel een nummer van mijn playlist", "zet wat muziek op", "Muziek afspelen"]
    assert (first.label, second.label) == ("Muziek afspelen", "Lerarenregister")
    np.testing.assert_array_equal(first.vectors, encoder.encode(texts))
    assert list(first.lemmas) == dutch.lemmas(texts)


def test_tables_keep_to_the_contract(made: QuestionTopics) -> None:
    for name in ("topics", "assignments", "examples", "layout"):
        tables.validate(name, getattr(made, name))


def test_expected_theme_keeps_the_label_of_the_researcher_and_a_found_one_is_named_by_its_answers(
    asked: tuple[pd.DataFrame, np.ndarray], expecting: QuestionTopics
) -> None:
    expected = expecting.topics["origin"] == "expected"
    assert set(expecting.topics.loc[expected, "label"]) == {"Muziek afspelen", "Het weer"}
    said = set(re.findall(r"\w+", " ".join([*asked[0]["text"], *asked[0]["lemmas"]]).lower()))
    for label in expecting.topics.loc[~expected, "label"]:
        assert said & set(re.findall(r"\w+", label.lower()))


def test_answers_are_of_the_expected_theme_that_they_speak_of(
    asked: tuple[pd.DataFrame, np.ndarray], expecting: QuestionTopics
) -> None:
    label = expecting.topics.set_index("topic_id")["label"]
    of = expecting.assignments["nearest_topic_id"].map(label)
    weather = asked[0]["intent"].str.startswith("weather")
    assert (of[weather] == "Het weer").mean() > 0.9
    assert (of[~weather] == "Het weer").mean() < 0.1
    assert (of[asked[0]["intent"] == "PlayMusic"] == "Muziek afspelen").mean() > 0.8


def test_expected_theme_that_was_not_found_is_a_notice(expecting: QuestionTopics, free: QuestionTopics) -> None:
    (notice,) = expecting.notices
    assert notice.startswith("wilt: ")
    assert "Lerarenregister" in notice
    assert "times as near" in notice
    assert free.notices == []


def test_examples_are_segments_of_their_own_topic_or_sub_topic(made: QuestionTopics) -> None:
    deepest = made.assignments.set_index("segment_id")["topic_id"]
    parent = made.topics.set_index("topic_id")["parent_id"].dropna()
    shown = made.examples.assign(of=made.examples["segment_id"].map(deepest))
    own = (shown["of"] == shown["topic_id"]) | (shown["of"].map(parent) == shown["topic_id"])
    assert own.all()
    assert set(shown.loc[shown["kind"] == "representative", "topic_id"]) == set(made.topics["topic_id"])
    assert not shown.duplicated(["topic_id", "segment_id"]).any()


def test_sub_topics_have_examples_and_labels_too(
    asked: tuple[pd.DataFrame, np.ndarray], dutch: LanguagePipeline, encoder: UseEncoder
) -> None:
    coarse = run(asked, dutch, encoder, OPEN, granularity="grof")
    below = coarse.topics[coarse.topics["parent_id"].notna()]
    assert len(below) >= 2
    assert set(below["topic_id"]) < set(coarse.examples["topic_id"])
    assert not below["label"].str.contains(r"\(\d\)$").any()  # the label of the fit: main topic and number


def test_border_example_names_another_topic_of_the_same_level(made: QuestionTopics) -> None:
    border = made.examples[made.examples["kind"] == "border"]
    parent = made.topics.set_index("topic_id")["parent_id"].fillna("")
    assert len(border)
    assert (border["topic_id"] != border["other_topic_id"]).all()
    assert border["topic_id"].map(parent).tolist() == border["other_topic_id"].map(parent).tolist()
    assert made.examples.loc[made.examples["kind"] == "representative", "other_topic_id"].isna().all()


def test_every_topic_has_a_label_of_its_own_words_and_a_description(made: QuestionTopics) -> None:
    assert made.topics["label"].is_unique
    assert (made.topics["label"].str.len() > 0).all()
    assert made.topics["description"].str.startswith("Deelnemers ").all()
    assert (made.topics["words"].str.len() > 0).mean() > 0.9


def test_topic_that_is_named_at_one_institution_only_is_marked(
    asked: tuple[pd.DataFrame, np.ndarray], free: QuestionTopics, dutch: LanguagePipeline, encoder: UseEncoder
) -> None:
    last = free.topics.loc[free.topics["parent_id"].isna(), "topic_id"].iloc[-1]
    inside = free.assignments["nearest_topic_id"] == last
    told = asked[0].assign(cluster=asked[0]["cluster"].where(~inside, "school 9"))
    marked = run((told, asked[1]), dutch, encoder, OPEN).topics.set_index("topic_id")["marks"]
    assert free.topics["marks"].isna().all()
    assert marked.dropna().to_dict() == {last: "one_institution"}


def test_every_segment_has_a_place_on_the_map_beside_others_of_its_theme(
    asked: tuple[pd.DataFrame, np.ndarray], made: QuestionTopics
) -> None:
    assert made.layout["segment_id"].tolist() == asked[0]["segment_id"].tolist()
    places = made.layout[["x", "y"]].to_numpy()
    of = made.assignments["nearest_topic_id"].where(made.assignments["topic_id"].notna()).to_numpy(dtype=object)
    near = np.argsort(np.linalg.norm(places[:, None] - places[None], axis=2), axis=1)[:, 1:6]
    assert (of[near] == of[:, None])[pd.notna(of)].mean() > 0.7


def test_measures_are_on_the_card_of_the_model_with_those_of_the_fit(made: QuestionTopics) -> None:
    assert made.measures.items() <= made.model.card["measures"].items()
    assert made.model.card["measures"]["topics"] == len(made.model.topic_ids) == made.measures["themes"]
    assert made.measures["sub_themes"] == made.topics["parent_id"].notna().sum()
    assert "language_model" not in made.model.card


@pytest.mark.parametrize("question", [WILT, OPEN], ids=["expecting", "free"])
def test_order_of_rows_and_ids_do_not_matter(
    asked: tuple[pd.DataFrame, np.ndarray],
    dutch: LanguagePipeline,
    encoder: UseEncoder,
    question: Question,
    request: pytest.FixtureRequest,
) -> None:
    one: QuestionTopics = request.getfixturevalue("expecting" if question.themes else "free")
    order = np.random.default_rng(3).permutation(len(asked[0]))
    other = asked[0].iloc[order].reset_index(drop=True)
    other = other.assign(segment_id="z" + other["segment_id"], answer_id="z" + other["answer_id"])
    again = run((other, asked[1][order]), dutch, encoder, question)
    pd.testing.assert_frame_equal(again.topics, one.topics)
    for name in ("assignments", "layout"):
        shuffled = getattr(one, name).iloc[order].reset_index(drop=True)
        expected = shuffled.assign(segment_id="z" + shuffled["segment_id"])
        pd.testing.assert_frame_equal(getattr(again, name), expected)
    pd.testing.assert_frame_equal(again.examples, one.examples.assign(segment_id="z" + one.examples["segment_id"]))
    assert again.measures == one.measures


@pytest.mark.parametrize("count", [0, 1, 4, 5])
def test_few_answers_have_one_topic_or_none_in_tables_that_keep_to_the_contract(
    asked: tuple[pd.DataFrame, np.ndarray], dutch: LanguagePipeline, encoder: UseEncoder, count: int
) -> None:
    for question in (WILT, OPEN):
        few = run((asked[0].iloc[:count], asked[1][:count]), dutch, encoder, question)
        for name in ("topics", "assignments", "examples", "layout"):
            tables.validate(name, getattr(few, name))
        assert len(few.topics) == count // 5
        assert len(few.assignments) == len(few.layout) == count


# --- labels of a language model -------------------------------------------------------------------------------------


@pytest.fixture
def address() -> Iterator[str]:
    """A server that calls every topic by the number of the request; under /geen it knows nothing."""
    asked = iter(range(1, 100))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            label = f"Bedachte naam {next(asked)}"
            body = json.dumps({"choices": [{"message": {"role": "assistant", "content": label}}]}).encode()
            self.send_response(404 if self.path.startswith("/geen") else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_language_model_names_what_was_found_and_no_expected_theme(
    asked: tuple[pd.DataFrame, np.ndarray],
    expecting: QuestionTopics,
    dutch: LanguagePipeline,
    encoder: UseEncoder,
    address: str,
) -> None:
    named = run(asked, dutch, encoder, WILT, Labels(address=f"{address}/v1", model="klein"))
    found = named.topics["origin"] == "found"
    assert named.topics.loc[found, "label"].str.startswith("Bedachte naam").all()
    assert named.topics.loc[~found, "label"].tolist() == expecting.topics.loc[~found, "label"].tolist()
    assert "language_model" in named.model.card
    pd.testing.assert_frame_equal(named.topics.drop(columns="label"), expecting.topics.drop(columns="label"))
    assert named.notices == expecting.notices


def test_language_model_that_is_not_there_leaves_the_labels_and_is_a_notice(
    asked: tuple[pd.DataFrame, np.ndarray],
    free: QuestionTopics,
    dutch: LanguagePipeline,
    encoder: UseEncoder,
    address: str,
) -> None:
    named = run(asked, dutch, encoder, OPEN, Labels(address=f"{address}/geen", model="klein"))
    pd.testing.assert_frame_equal(named.topics, free.topics)
    assert named.notices
    assert all(notice.startswith("wilt: ") for notice in named.notices)
