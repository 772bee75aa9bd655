from __future__ import annotations

import pandas as pd
import pytest

from textmining.codebook import decisions as d
from textmining.codebook.agreement import Coded, against_model, confusion, differences, hand_codings, same_sets
from textmining.codebook.folding import fold
from textmining.errors import StageError


def coded(**coders: list[str | None]) -> Coded:
    rows = [
        (f"u{unit}", coder, set(word))
        for coder, words in coders.items()
        for unit, word in enumerate(words)
        if word is not None
    ]
    return Coded.of(pd.DataFrame(rows, columns=["answer_id", "coder", "themes"]), "abc")


def test_the_same_sets_are_counted_over_pairs_of_coders() -> None:
    assert same_sets(coded(p=["a", "ab", ""], q=["a", "a", ""], r=["a", None, "c"])) == 4 / 7
    assert same_sets(coded(p=["a"], q=[None])) is None


def test_confusion_tells_what_the_other_chose_instead() -> None:
    table = confusion(coded(p=["a", "a", "ab", "a"], q=["b", "b", "a", "a"]))
    rows = [tuple(None if pd.isna(v) else v for v in row) for row in table.itertuples(index=False, name=None)]
    assert rows == [("a", "b", 2, 1.0), ("b", "a", 2, 2 / 3), ("b", None, 1, 1 / 3)]


def test_coders_who_agree_confuse_nothing() -> None:
    assert confusion(coded(p=["a", ""], q=["a", ""])).empty


def test_precision_and_recall_of_the_model_are_per_theme() -> None:
    table = against_model(coded(anna=["a", "ab", "", "a"], model=["a", "a", "a", None]), "model")
    found = table.set_index("theme_id")
    assert found.loc["a"].tolist() == [2, 2, 3, 2 / 3, 1.0, 0.8]
    assert found.loc["b", "recall"] == 0
    assert pd.isna(found.loc["b", "precision"])  # the model never chose it
    assert found.loc["c", ["precision", "recall", "f1"]].isna().all()


def test_a_model_that_coded_nothing_is_refused() -> None:
    with pytest.raises(StageError, match="nothing is coded by 'model'"):
        against_model(coded(anna=["a"]), "model")


def test_differences_are_listed_with_what_is_agreed_the_furthest_apart_first() -> None:
    table = differences(coded(p=["ab", "a", "c", "b"], q=["a", "a", "a", None]))
    rows = list(table.itertuples(index=False, name=None))
    assert [row[:5] for row in rows] == [
        ("u2", "p", ("c",), (), ("a", "c")),
        ("u2", "q", ("a",), (), ("a", "c")),
        ("u0", "p", ("a", "b"), ("a",), ("b",)),
        ("u0", "q", ("a",), ("a",), ("b",)),
    ]
    assert table["distance"].tolist() == pytest.approx([1, 1, 2 / 3, 2 / 3])


def test_two_codings_of_one_answer_by_one_coder_are_refused() -> None:
    rows = pd.DataFrame({"answer_id": ["u", "u"], "coder": ["p", "p"], "themes": [set(), set()]})
    with pytest.raises(StageError, match="coder p has two rows for answer u"):
        Coded.of(rows, "a")


def test_a_theme_that_the_codebook_lacks_is_refused() -> None:
    rows = pd.DataFrame({"answer_id": ["u"], "coder": ["p"], "themes": [{"z"}]})
    with pytest.raises(StageError, match="coder p chose theme z"):
        Coded.of(rows, "a")


def test_hand_codings_are_the_blind_ones_before_settling_in_themes_as_they_are_now(base, log) -> None:  # type: ignore[no-untyped-def]
    def by(actor, **what):  # type: ignore[no-untyped-def]
        return {"actor": actor, "action": d.CodeAnswer(answer="a4", queue="double", **what)}

    steps = [by("anna", themes=("geld",), blind=True), by("bert", themes=("wifi",), blind=True), by("cees", themes=())]
    decisions = [
        d.Decision(n, "weg", step["action"], step["actor"], log()[0].at if log() else _noon(), "fit-1")
        for n, step in enumerate(steps, start=1)
    ]
    decisions += log(d.Settle(answer="a4", themes=("geld",)), d.Merge(themes=("wifi",), into="tijd"), first=4)
    table = hand_codings(fold(base, decisions))
    assert list(table.itertuples(index=False, name=None)) == [
        ("a4", "anna", frozenset({"geld"})),
        ("a4", "bert", frozenset({"tijd"})),
    ]


def _noon():  # type: ignore[no-untyped-def]
    import datetime

    return datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
