from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmining import tables
from textmining.embedding import Encoder, encode_cached, load_encoder
from textmining.study import Question
from textmining.topics import Discovery, ExpectedTexts, TopicModel, discover
from textmining.topics.stability import verdict
from textmining.workspace import file_fingerprint

QUESTION = Question(id="vraag", column="v", text="Wat is dit?")


def segments_of(texts: list[str], key: str = "a") -> pd.DataFrame:
    """Segments that are answers by themselves; ``key`` stands for the secret behind answer ids."""
    ids = [f"{key}{number:05}" for number in range(len(texts))]
    lemmas = [" ".join(w.strip(".,?!").lower() for w in text.split()) for text in texts]
    return pd.DataFrame(
        {
            "segment_id": [f"{i}.1" for i in ids],
            "answer_id": ids,
            "respondent_id": [f"r{i}" for i in ids],
            "text": texts,
            "lemmas": lemmas,
        }
    )


def main_topics(discovery: Discovery) -> pd.DataFrame:
    return discovery.topics[discovery.topics["parent_id"].isna()]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return load_encoder("auto", tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def real(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory, encoder: Encoder
) -> tuple[pd.DataFrame, np.ndarray]:
    """400 real utterances with their vectors."""
    with (shared_data / "xsid_nl" / "xsid_nl.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)][:400]
    distinct = sorted(set(texts))
    vectors = encode_cached(distinct, encoder, tmp_path_factory.mktemp("cache"))
    return segments_of(texts), vectors[[distinct.index(text) for text in texts]]


@pytest.fixture(scope="module")
def found(real: tuple[pd.DataFrame, np.ndarray]) -> Discovery:
    return discover(*real, QUESTION, granularity="middel", seed=1)


@pytest.fixture(scope="module")
def parted(nested: tuple[np.ndarray, np.ndarray, np.ndarray]) -> tuple[pd.DataFrame, np.ndarray, Discovery]:
    """Topics with sub-topics: two segments to an answer, three answers to a respondent."""
    segments = segments_of([f"tekst {number:03}" for number in range(360)])
    segments["answer_id"] = [f"a{number % 180}" for number in range(360)]
    segments["respondent_id"] = [f"r{number % 60}" for number in range(360)]
    vectors = nested[0] / np.linalg.norm(nested[0], axis=1, keepdims=True)
    return segments, vectors, discover(segments, vectors, QUESTION, granularity="grof", seed=1)


def topic_by_text(segments: pd.DataFrame, discovery: Discovery) -> dict[str, str]:
    merged = segments.merge(discovery.assignments, on="segment_id", validate="one_to_one")
    return dict(zip(merged["text"], merged["topic_id"].fillna("overig"), strict=True))


def test_tables_keep_to_the_contract(found: Discovery, parted: tuple[pd.DataFrame, np.ndarray, Discovery]) -> None:
    for discovery in (found, parted[2]):
        tables.validate("topics", discovery.topics)
        tables.validate("assignments", discovery.assignments)


def test_largest_main_topic_comes_first_each_followed_by_its_sub_topics(
    found: Discovery, parted: tuple[pd.DataFrame, np.ndarray, Discovery]
) -> None:
    for discovery in (found, parted[2]):
        assert main_topics(discovery)["n_segments"].is_monotonic_decreasing
        whose = discovery.topics["parent_id"].fillna(discovery.topics["topic_id"])
        assert whose.is_monotonic_increasing
        assert (whose != whose.shift()).eq(discovery.topics["parent_id"].isna()).all()


def test_verdict_is_what_the_stability_means(found: Discovery) -> None:
    assert found.topics["verdict"].tolist() == [verdict(value) for value in found.topics["stability"]]
    assert found.topics["stability"].between(0, 1).all()


def test_deepest_topics_count_what_was_assigned_to_them(
    found: Discovery, parted: tuple[pd.DataFrame, np.ndarray, Discovery]
) -> None:
    for discovery in (found, parted[2]):
        deepest = discovery.topics[~discovery.topics["topic_id"].isin(discovery.topics["parent_id"].dropna())]
        assert discovery.assignments["topic_id"].value_counts().to_dict() == dict(
            zip(deepest["topic_id"], deepest["n_segments"], strict=True)
        )


def test_main_topic_counts_the_segments_answers_and_respondents_of_its_sub_topics(
    parted: tuple[pd.DataFrame, np.ndarray, Discovery],
) -> None:
    segments, _, discovery = parted
    topics = discovery.topics.set_index("topic_id")
    parents = topics["parent_id"].dropna()
    assert len(parents) >= 2
    given = segments.merge(discovery.assignments, on="segment_id").dropna(subset="topic_id")
    for main in parents.unique():
        below = parents.index[parents == main]
        own = given[given["topic_id"].isin(below)]
        assert topics.loc[main, "n_segments"] == topics.loc[below, "n_segments"].sum() == len(own)
        assert topics.loc[main, "n_answers"] == own["answer_id"].nunique()
        assert topics.loc[main, "n_respondents"] == own["respondent_id"].nunique()


def test_sub_topic_is_of_the_main_topic_that_is_nearest(
    parted: tuple[pd.DataFrame, np.ndarray, Discovery],
) -> None:
    _, _, discovery = parted
    parent_of = discovery.topics.set_index("topic_id")["parent_id"].dropna()
    below = discovery.assignments[discovery.assignments["topic_id"].isin(parent_of.index)]
    assert len(below)
    assert below["topic_id"].map(parent_of).tolist() == below["nearest_topic_id"].tolist()
    others = discovery.assignments.drop(below.index).dropna(subset="topic_id")
    assert others["topic_id"].tolist() == others["nearest_topic_id"].tolist()


def test_few_segments_are_left_without_a_topic(found: Discovery) -> None:
    assert found.assignments["topic_id"].isna().mean() < 0.05
    assert found.assignments["nearest_topic_id"].notna().all()


def test_order_of_rows_and_ids_of_answers_do_not_matter(
    real: tuple[pd.DataFrame, np.ndarray], found: Discovery
) -> None:
    segments, vectors = real
    order = np.random.default_rng(3).permutation(len(segments))
    shuffled = segments_of(segments["text"].iloc[order].tolist(), key="z")
    again = discover(shuffled, vectors[order], QUESTION, granularity="middel", seed=1)
    assert topic_by_text(shuffled, again) == topic_by_text(segments, found)
    pd.testing.assert_frame_equal(again.topics, found.topics)


def test_seed_redraws_the_resamples(real: tuple[pd.DataFrame, np.ndarray], found: Discovery) -> None:
    other = discover(*real, QUESTION, granularity="middel", seed=2)
    assert other.topics["stability"].tolist() != found.topics["stability"].tolist()


def test_dial_gives_more_topics_from_grof_to_fijn(real: tuple[pd.DataFrame, np.ndarray], found: Discovery) -> None:
    grof = discover(*real, QUESTION, granularity="grof", seed=1)
    fijn = discover(*real, QUESTION, granularity="fijn", seed=1)
    assert len(main_topics(grof)) < len(main_topics(found)) < len(main_topics(fijn))


def test_loaded_model_assigns_every_segment_as_the_fit_did(
    real: tuple[pd.DataFrame, np.ndarray], found: Discovery, tmp_path: Path
) -> None:
    found.model.save(tmp_path)
    loaded = TopicModel.load(tmp_path)
    pd.testing.assert_frame_equal(
        loaded.assign(real[1]), found.assignments[["topic_id", "similarity", "nearest_topic_id", "alone"]]
    )
    assert loaded.card == found.model.card
    assert loaded.card["data"]["segments"] == 400
    assert not [p.name for p in tmp_path.rglob("*") if p.suffix in {".pkl", ".pickle", ".bin", ".pt"}]


def test_loaded_model_assigns_sub_topics_and_answers_that_come_later_as_the_fitted_model_does(
    parted: tuple[pd.DataFrame, np.ndarray, Discovery], tmp_path: Path
) -> None:
    _, vectors, discovery = parted
    discovery.model.save(tmp_path)
    loaded = TopicModel.load(tmp_path)
    later = np.concatenate([vectors, vectors + np.random.default_rng(1).normal(scale=0.1, size=vectors.shape)])
    assigned = loaded.assign(later)
    pd.testing.assert_frame_equal(assigned, discovery.model.assign(later))
    pd.testing.assert_frame_equal(assigned[: len(vectors)], discovery.assignments.drop(columns="segment_id"))
    assert loaded.rule.sub.keys() == discovery.model.rule.sub.keys()


def test_segments_are_assigned_by_themselves_as_among_others(
    real: tuple[pd.DataFrame, np.ndarray], found: Discovery
) -> None:
    one_by_one = pd.concat([found.model.assign(real[1][n : n + 1]) for n in range(0, 400, 40)], ignore_index=True)
    together = found.assignments.iloc[::40].drop(columns="segment_id").reset_index(drop=True)
    pd.testing.assert_frame_equal(one_by_one, together)


@pytest.mark.filterwarnings("ignore")  # of the libraries that BERTopic imports
def test_bertopic_itself_loads_the_saved_model_with_the_same_words(found: Discovery, tmp_path: Path) -> None:
    from bertopic import BERTopic

    found.model.save(tmp_path)
    loaded = BERTopic.load(str(tmp_path / "bertopic"))
    words = {", ".join(word for word, _ in loaded.get_topic(k)) for k in loaded.get_topics() if k >= 0}
    assert set(main_topics(found)["words"]) == words


def test_another_process_finds_the_same(
    real: tuple[pd.DataFrame, np.ndarray], found: Discovery, tmp_path: Path
) -> None:
    segments, vectors = real
    segments.to_parquet(tmp_path / "segments.parquet")
    np.save(tmp_path / "vectors.npy", vectors)
    found.model.save(tmp_path)
    code = (
        "import sys, numpy as np, pandas as pd; from pathlib import Path\n"
        "from textmining.study import Question; from textmining.topics import discover\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "question = Question(id='vraag', column='v', text='Wat is dit?')\n"
        "segments = pd.read_parquet(folder / 'segments.parquet')\n"
        "found = discover(segments, np.load(folder / 'vectors.npy'), question, granularity='middel', seed=1)\n"
        "(folder / 'other').mkdir(); found.model.save(folder / 'other')\n"
    )
    environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PATH": ""}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True)
    assert file_fingerprint(tmp_path / "other" / "rule.safetensors") == file_fingerprint(tmp_path / "rule.safetensors")


@pytest.mark.parametrize("count", [0, 1, 4, 5, 20])
def test_few_answers_give_an_honest_result(real: tuple[pd.DataFrame, np.ndarray], count: int) -> None:
    segments, vectors = real
    few = discover(segments.iloc[:count], vectors[:count], QUESTION, granularity="middel", seed=1)
    assert len(few.assignments) == count
    assert len(few.topics) <= max(1, count // 5)
    tables.validate("topics", few.topics)


def test_one_copied_answer_is_one_topic_at_most(real: tuple[pd.DataFrame, np.ndarray]) -> None:
    segments = segments_of(["precies hetzelfde antwoord"] * 60)
    copied = discover(segments, np.repeat(real[1][:1], 60, axis=0), QUESTION, granularity="middel", seed=1)
    assert len(copied.topics) == 1


def test_answers_of_stop_words_only_do_not_stop_the_fit(real: tuple[pd.DataFrame, np.ndarray]) -> None:
    segments = segments_of([f"dat is het {'en ' * number}" for number in range(40)])
    found = discover(segments, real[1][:40], QUESTION, granularity="middel", seed=1)
    assert len(found.assignments) == 40
    assert all(found.topics["label"])


def test_words_of_fewer_than_three_answers_are_in_no_file_of_a_saved_model(
    real: tuple[pd.DataFrame, np.ndarray], tmp_path: Path
) -> None:
    segments, vectors = real
    rare, common = segments.index < 2, segments.index < 3
    lemmas = segments["lemmas"] + np.where(rare, " xelzaamwoord", "") + np.where(common, " gangbaarwoord", "")
    found = discover(segments.assign(lemmas=lemmas), vectors, QUESTION, granularity="middel", seed=1)
    found.model.save(tmp_path)
    saved = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"gangbaarwoord" in saved
    assert b"xelzaamwoord" not in saved


def test_topic_without_any_common_word_still_has_a_label(planted: tuple[np.ndarray, np.ndarray]) -> None:
    vectors, bundle = planted
    said = ["de het een", "de wifi", "het rooster", "geld", "hulp", "een visie"]
    told = segments_of([f"antwoord {number:03}" for number in range(180)]).assign(lemmas=[said[k] for k in bundle])
    stops = frozenset({"de", "het", "een"})
    found = discover(told, vectors, QUESTION, granularity="middel", seed=1, stops=stops)
    assert sorted(found.topics["words"]) == ["", "geld", "hulp", "rooster", "visie", "wifi"]
    assert all(found.topics["label"])
    assert not found.topics["words"].str.contains("¶").any()


# --- expected themes ------------------------------------------------------------------------------------------------

EXPECTED = {
    "Muziek afspelen": ["speel een nummer van mijn playlist", "zet wat muziek op"],
    "Lerarenregister": ["het lerarenregister is niets voor mij", "ik sta niet in het register van leraren"],
    "Het weer": ["gaat het morgen regenen?", "wat wordt de temperatuur vandaag"],
}


def expected_texts(encoder: Encoder) -> list[ExpectedTexts]:
    texts = {label: [*examples, label] for label, examples in EXPECTED.items()}
    return [
        ExpectedTexts(label, np.asarray(encoder.encode(own)), [text.lower().strip("?") for text in own])
        for label, own in texts.items()
    ]


@pytest.fixture(scope="module")
def expecting(real: tuple[pd.DataFrame, np.ndarray], encoder: Encoder) -> Discovery:
    return discover(*real, QUESTION, granularity="middel", seed=1, expected=expected_texts(encoder))


def test_expected_themes_that_are_mentioned_are_topics_with_the_labels_of_the_study(expecting: Discovery) -> None:
    tables.validate("topics", expecting.topics)
    labels = main_topics(expecting).set_index("origin")["label"]
    assert set(labels["expected"]) == {"Muziek afspelen", "Het weer"}
    assert len(labels.loc[["found"]]) >= 2


def test_answers_that_say_what_was_expected_are_of_that_theme(
    real: tuple[pd.DataFrame, np.ndarray], expecting: Discovery
) -> None:
    topic_of = topic_by_text(real[0], expecting)
    weather = expecting.topics.set_index("label").loc["Het weer", "topic_id"]
    rain = [topic for text, topic in topic_of.items() if "regenen" in text.lower()]
    assert len(rain) >= 5
    assert np.mean([topic.startswith(weather) for topic in rain]) > 0.8


def test_expected_theme_that_nobody_mentions_is_reported_and_no_topic(expecting: Discovery) -> None:
    assert [notice.label for notice in expecting.notices] == ["Lerarenregister"]
    assert expecting.notices[0].n_segments == 0
    assert "Lerarenregister" not in set(expecting.topics["label"])
    assert expecting.model.card["settings"]["expected"] == list(EXPECTED)


def test_order_of_rows_does_not_matter_to_expected_themes(
    real: tuple[pd.DataFrame, np.ndarray], expecting: Discovery, encoder: Encoder
) -> None:
    segments, vectors = real
    order = np.random.default_rng(3).permutation(len(segments))
    shuffled = segments_of(segments["text"].iloc[order].tolist(), key="z")
    again = discover(shuffled, vectors[order], QUESTION, granularity="middel", seed=1, expected=expected_texts(encoder))
    assert topic_by_text(shuffled, again) == topic_by_text(segments, expecting)
    pd.testing.assert_frame_equal(again.topics, expecting.topics)


def test_loaded_model_assigns_expected_themes_as_the_fit_did(
    real: tuple[pd.DataFrame, np.ndarray], expecting: Discovery, tmp_path: Path
) -> None:
    expecting.model.save(tmp_path)
    assigned = TopicModel.load(tmp_path).assign(real[1])
    pd.testing.assert_frame_equal(assigned, expecting.assignments.drop(columns="segment_id"))
