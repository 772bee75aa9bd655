from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_mutual_info_score

from textmining.topics.measures import agreement_with_gold, answer_terms, coherence, diversity, main_topics, measure

TOPICS = pd.DataFrame(
    {
        "topic_id": ["v-01", "v-01.1", "v-01.2", "v-02"],
        "parent_id": pd.Series([None, "v-01", "v-01", None], dtype="str"),
        "stability": [0.9, 0.2, 0.2, 0.7],
        "verdict": ["highly stable", "unstable", "unstable", "doubtful"],
    }
)
WORDS = {"v-01": ["tijd", "druk"], "v-02": ["wifi", "tijd"]}
SEGMENTS = pd.DataFrame(
    {
        "segment_id": [f"s{n}" for n in range(8)],
        "answer_id": ["a", "a", "b", "c", "d", "e", "f", "g"],
        "lemmas": ["tijd", "druk", "tijd druk", "wifi", "wifi", "tijd", "wifi traag", "iets"],
    }
)
ASSIGNMENTS = pd.DataFrame(
    {
        "segment_id": SEGMENTS["segment_id"],
        "topic_id": pd.Series(["v-01.1", "v-01.2", "v-01.1", "v-02", "v-02", "v-01.1", "v-02", None], dtype="str"),
    }
)


def documents(*rows: str) -> list[frozenset[str]]:
    return [frozenset(row.split()) for row in rows]


def test_coherence_is_npmi_worked_out_by_hand() -> None:
    # p(a) = p(b) = 1/2, p(a, b) = 3/8: ln(3/8 / (1/4)) / -ln(3/8)
    found = coherence({"t": ["a", "b"]}, documents("a b", "a b", "a b", "a", "b", "c", "c", "c"))
    assert found["t"] == pytest.approx(math.log(1.5) / -math.log(0.375))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["a b", "a b", "c", "c"], 1.0),
        (["a b", "a", "b", "c"], 0.0),
        (["a", "b", "c", "c"], -1.0),
        (["a b", "a b"], 1.0),
    ],
)
def test_coherence_is_one_for_words_never_apart_zero_by_chance_and_minus_one_for_words_never_together(
    rows: list[str], expected: float
) -> None:
    assert coherence({"t": ["a", "b"]}, documents(*rows))["t"] == pytest.approx(expected)


def test_word_and_its_denial_and_word_of_no_document_do_not_count() -> None:
    words = {"t": ["tijd", "geen_tijd"], "u": ["tijd", "nergens"]}
    found = coherence(words, documents("tijd", "geen_tijd", "tijd geen_tijd"))
    assert found == {"t": None, "u": None}


def test_only_the_first_ten_words_count() -> None:
    words = [*"abcdefghij", "never"]
    assert coherence({"t": words}, [*documents(" ".join("abcdefghij")), frozenset({"never"})])["t"] == 1.0


def test_document_is_the_answer_and_negation_stays_within_a_segment() -> None:
    assert answer_terms(SEGMENTS, frozenset({"iets"}))[0] == {"tijd", "druk"}
    rows = pd.DataFrame({"answer_id": ["a", "a", "b"], "lemmas": ["de wifi niet", "werken", "geen tijd"]})
    assert answer_terms(rows, frozenset({"de"})) == [{"niet_wifi", "werken"}, {"geen_tijd"}]


def test_diversity_is_the_share_of_words_that_are_unique() -> None:
    assert diversity([["a", "b"], ["b", "c"]]) == 0.75
    assert diversity([["a", "b"], ["c", "d"]]) == 1
    assert diversity([[], []]) is None


def test_sub_topic_counts_with_its_main_theme() -> None:
    found = main_topics(ASSIGNMENTS["topic_id"], TOPICS)
    assert found.dropna().tolist() == ["v-01", "v-01", "v-01", "v-02", "v-02", "v-01", "v-02"]
    assert found.isna().tolist() == [False] * 7 + [True]


def test_topics_without_levels_are_main_themes() -> None:
    flat = TOPICS.drop(columns="parent_id")
    assert main_topics(ASSIGNMENTS["topic_id"], flat).equals(ASSIGNMENTS["topic_id"])


def test_measures_are_of_main_themes_and_shares_of_all_segments() -> None:
    found = measure(TOPICS, ASSIGNMENTS, SEGMENTS, WORDS)
    assert (found["segments"], found["themes"], found["sub_themes"]) == (8, 2, 2)
    assert found["overig"] == 1 / 8
    assert found["largest"] == 4 / 8
    assert found["stability"] == pytest.approx(0.8)
    assert (found["share_highly_stable"], found["share_doubtful"], found["share_unstable"]) == (0.5, 0.5, 0)
    assert found["diversity"] == 3 / 4


def test_effective_number_of_themes_is_the_number_for_equal_sizes_and_less_for_unequal_ones() -> None:
    equal = pd.DataFrame({"segment_id": [f"s{n}" for n in range(8)], "topic_id": ["v-01", "v-02"] * 4})
    assert measure(TOPICS, equal, SEGMENTS, WORDS)["effective_themes"] == pytest.approx(2)
    unequal = equal.assign(topic_id=["v-01"] * 7 + ["v-02"])
    assert measure(TOPICS, unequal, SEGMENTS, WORDS)["effective_themes"] == pytest.approx(math.exp(0.3767702))


def test_measures_do_not_depend_on_the_order_of_rows() -> None:
    turned = measure(TOPICS.iloc[::-1], ASSIGNMENTS.iloc[[3, 1, 0, 2, 7, 6, 5, 4]], SEGMENTS.iloc[::-1], WORDS)
    assert turned == measure(TOPICS, ASSIGNMENTS, SEGMENTS, WORDS)


def test_theme_without_words_counts_in_neither_coherence_nor_diversity() -> None:
    found = measure(TOPICS, ASSIGNMENTS, SEGMENTS, {"v-01": ["tijd", "druk"]})
    assert found["diversity"] == 1
    assert found["npmi"] == coherence({"t": ["tijd", "druk"]}, answer_terms(SEGMENTS, frozenset()))["t"]
    assert measure(TOPICS, ASSIGNMENTS, SEGMENTS, {})["npmi"] is None


def test_without_themes_measures_are_null() -> None:
    found = measure(TOPICS.iloc[:0], ASSIGNMENTS.assign(topic_id=None), SEGMENTS, WORDS)
    assert (found["themes"], found["overig"]) == (0, 1)
    left = set(found) - {"segments", "themes", "sub_themes", "overig"}
    assert all(found[name] is None for name in left)


def test_assignment_to_a_topic_or_of_a_segment_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="v-09"):
        measure(TOPICS, ASSIGNMENTS.assign(topic_id="v-09"), SEGMENTS, WORDS)
    with pytest.raises(KeyError, match="s0"):
        measure(TOPICS, ASSIGNMENTS, SEGMENTS.iloc[1:], WORDS)


def test_agreement_is_one_for_equal_groups_whatever_their_names_and_zero_for_one_group() -> None:
    assert agreement_with_gold(list("aabb"), list("yyxx")) == pytest.approx({"ami": 1, "ari": 1, "v_measure": 1})
    assert agreement_with_gold(list("aabb"), list("xxxx"))["ari"] == 0


@pytest.mark.parametrize("null", [None, float("nan"), pd.NA])
def test_what_is_in_no_theme_is_one_group(null: object) -> None:
    found = agreement_with_gold(list("aabbcc"), ["x", "x", "y", null, null, "y"])  # type: ignore[list-item]
    assert found["ami"] == pytest.approx(adjusted_mutual_info_score(list("aabbcc"), [0, 0, 1, 2, 2, 1]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.lists(st.sampled_from("pqrstu"), max_size=5)), max_size=20))
def test_coherence_is_between_minus_one_and_one_for_any_answers(rows: list[tuple[str, list[str]]]) -> None:
    table = pd.DataFrame({"answer_id": [answer for answer, _ in rows], "lemmas": [" ".join(row) for _, row in rows]})
    for value in coherence({"t": list("pqrstu")}, answer_terms(table, frozenset())).values():
        assert value is None or (-1 <= value <= 1 + 1e-12 and np.isfinite(value))
