from __future__ import annotations

import numpy as np
import pandas as pd

from textmining.topics.intrusion import answer_intrusion, word_intrusion

WORDS = {
    "v-01": ["tijd", "druk", "rooster", "uur", "werkdruk", "wifi"],
    "v-02": ["wifi", "laptop", "traag", "netwerk", "storing"],
    "v-03": ["geen tijd", "scholing", "cursus", "aanbod", "training"],
    "v-04": ["klein"],
}


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_intruder_is_a_first_word_of_another_theme_that_has_no_part_in_this_one() -> None:
    for seed in range(50):
        for item in word_intrusion(WORDS, rng(seed)):
            intruder = item.shown[item.intruder]
            assert intruder in WORDS[item.source]
            assert set(item.shown) - {intruder} == set(WORDS[item.topic_id][:5])
            assert intruder not in WORDS[item.topic_id]
            assert item.topic_id != "v-01" or intruder not in {"geen tijd", "wifi"}


def test_theme_of_fewer_than_five_words_is_not_tested() -> None:
    assert [item.topic_id for item in word_intrusion(WORDS, rng())] == ["v-01", "v-02", "v-03"]


def test_words_drawn_depend_on_the_seed_and_not_on_the_order_of_themes() -> None:
    turned = dict(reversed(WORDS.items()))
    assert word_intrusion(WORDS, rng()) == word_intrusion(turned, rng())
    assert len({str(word_intrusion(WORDS, rng(seed))) for seed in range(5)}) > 1


def test_intruder_stands_in_every_place() -> None:
    places = {item.intruder for seed in range(60) for item in word_intrusion(WORDS, rng(seed))}
    assert places == set(range(6))


def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Twelve answers about two themes, of which two answers are about both, and one theme of three answers."""
    rows = [(f"a{n:02}", f"over tijd {n}", "v-01") for n in range(6)]
    rows += [(f"b{n:02}", f"over wifi {n}", "v-02") for n in range(6)]
    rows += [("a00", "en de wifi", "v-02"), ("b00", "en de tijd", "v-01"), ("c00", "over tijd 1", "v-01")]
    rows += [(f"d{n:02}", f"klein {n}", "v-03") for n in range(3)]
    rows += [("e00", "iets heel anders", "")]
    table = pd.DataFrame(rows, columns=["answer_id", "text", "topic_id"])
    table.insert(0, "segment_id", [f"s{n:02}" for n in range(len(table))])
    assignments = table[["segment_id", "topic_id"]].assign(topic_id=table["topic_id"].where(table["topic_id"] != ""))
    return assignments, table[["segment_id", "answer_id", "text"]]


def test_intruding_answer_has_no_part_in_the_theme_and_comes_from_another() -> None:
    assignments, segments = tables()
    topic = assignments.set_index("segment_id")["topic_id"].to_dict()
    answer = segments.set_index("segment_id")["answer_id"].to_dict()
    for seed in range(50):
        items = answer_intrusion(assignments, segments, rng(seed))
        assert [item.topic_id for item in items] == ["v-01", "v-02"]
        for item in items:
            intruder = item.shown[item.intruder]
            assert topic[intruder] == item.source != item.topic_id
            own = [segment for segment in item.shown if segment != intruder]
            assert {topic[segment] for segment in own} == {item.topic_id}
            assert len({answer[segment] for segment in item.shown}) == len(item.shown) == 5
            assert answer[intruder] not in {answer[s] for s in topic if topic[s] == item.topic_id}


def test_texts_shown_do_not_depend_on_the_order_of_rows_or_on_ids() -> None:
    assignments, segments = tables()
    renamed = {name: f"z{99 - int(name[1:])}" for name in segments["segment_id"]}
    other = segments.assign(
        segment_id=segments["segment_id"].map(renamed), answer_id=segments["answer_id"].map(lambda name: name[::-1])
    ).sample(frac=1, random_state=3)

    def texts(a: pd.DataFrame, s: pd.DataFrame) -> list[list[str]]:
        text = dict(zip(s["segment_id"], s["text"], strict=True))
        return [[text[name] for name in item.shown] for item in answer_intrusion(a, s, rng())]

    assert texts(assignments, segments) == texts(
        assignments.assign(segment_id=assignments["segment_id"].map(renamed)), other
    )


def test_a_single_theme_has_no_intruder() -> None:
    assignments, segments = tables()
    one = assignments[assignments["topic_id"] == "v-01"]
    assert answer_intrusion(one, segments, rng()) == []
    assert word_intrusion({"v-01": WORDS["v-01"]}, rng()) == []
