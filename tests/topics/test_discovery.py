from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmining import tables
from textmining.embedding import encode_cached, load_encoder
from textmining.study import Question
from textmining.topics import Discovery, TopicModel, discover
from textmining.workspace import file_fingerprint

QUESTION = Question(id="vraag", column="v", text="Wat is dit?")


def segments_of(texts: list[str], key: str = "a") -> pd.DataFrame:
    """Segments that are answers by themselves; ``key`` stands for the secret behind answer ids."""
    ids = [f"{key}{number:05}" for number in range(len(texts))]
    lemmas = [" ".join(w.strip(".,?!").lower() for w in text.split()) for text in texts]
    return pd.DataFrame({"segment_id": [f"{i}.1" for i in ids], "answer_id": ids, "text": texts, "lemmas": lemmas})


@pytest.fixture(scope="module")
def real(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, np.ndarray]:
    """400 real utterances with their vectors."""
    with (shared_data / "xsid_nl" / "xsid_nl.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)][:400]
    encoder = load_encoder("auto", tmp_path_factory.mktemp("models"))
    distinct = sorted(set(texts))
    vectors = encode_cached(distinct, encoder, tmp_path_factory.mktemp("cache"))
    return segments_of(texts), vectors[[distinct.index(text) for text in texts]]


@pytest.fixture(scope="module")
def found(real: tuple[pd.DataFrame, np.ndarray]) -> Discovery:
    return discover(*real, QUESTION, granularity="middel", seed=1)


def topic_by_text(segments: pd.DataFrame, discovery: Discovery) -> dict[str, str]:
    merged = segments.merge(discovery.assignments, on="segment_id", validate="one_to_one")
    return dict(zip(merged["text"], merged["topic_id"].fillna("overig"), strict=True))


def test_tables_keep_to_the_contract(found: Discovery) -> None:
    tables.validate("topics", found.topics)
    tables.validate("assignments", found.assignments)
    assert found.topics["n_segments"].is_monotonic_decreasing
    assert found.assignments["topic_id"].value_counts().to_dict() == dict(
        zip(found.topics["topic_id"], found.topics["n_segments"], strict=True)
    )


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
    assert len(grof.topics) <= len(found.topics) <= len(fijn.topics)
    assert len(grof.topics) < len(fijn.topics)


def test_loaded_model_assigns_every_segment_as_the_fit_did(
    real: tuple[pd.DataFrame, np.ndarray], found: Discovery, tmp_path: Path
) -> None:
    found.model.save(tmp_path)
    loaded = TopicModel.load(tmp_path)
    pd.testing.assert_frame_equal(
        loaded.assign(real[1]), found.assignments[["topic_id", "similarity", "nearest_topic_id"]]
    )
    assert loaded.card["data"]["segments"] == 400
    assert not [p.name for p in tmp_path.rglob("*") if p.suffix in {".pkl", ".pickle", ".bin", ".pt"}]


@pytest.mark.filterwarnings("ignore")  # of the libraries that BERTopic imports
def test_bertopic_itself_loads_the_saved_model_with_the_same_words(found: Discovery, tmp_path: Path) -> None:
    from bertopic import BERTopic

    found.model.save(tmp_path)
    loaded = BERTopic.load(str(tmp_path / "bertopic"))
    words = {", ".join(word for word, _ in loaded.get_topic(k)) for k in loaded.get_topics() if k >= 0}
    assert set(found.topics["words"]) == words


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


def test_topic_without_any_common_word_still_has_a_label(
    real: tuple[pd.DataFrame, np.ndarray], found: Discovery
) -> None:
    segments, vectors = real
    silent = found.assignments["topic_id"] == found.topics["topic_id"].iloc[0]
    lemmas = segments["lemmas"].where(~silent, "de het een")
    texts = segments["text"].where(~silent, [f"de het een {'. ' * n}" for n in range(len(segments))])
    again = discover(segments.assign(lemmas=lemmas, text=texts), vectors, QUESTION, granularity="middel", seed=1)
    assert "" in again.topics["words"].tolist()
    assert all(again.topics["label"])
    assert not again.topics["words"].str.contains("¶").any()
