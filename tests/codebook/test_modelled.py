from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.codebook.conftest import log_of
from tests.codebook.test_deciding import GIVEN, QUESTION
from textmining import tables
from textmining.codebook import Decided, base_of, decided, fold
from textmining.codebook import decisions as d
from textmining.codebook.coder import Predictions
from textmining.codebook.modelled import coding_told, without_uncodable

THEMES = ["geld", "none-weg", "rooster", "tijd"]
SURE = {"a0": {"tijd"}, "a1": {"rooster", "tijd"}, "a2": {"geld"}, "a3": set(), "a4": {"geld"}}


@pytest.fixture(scope="module")
def proposed() -> dict[str, pd.DataFrame]:
    """Two main themes, one with a sub-theme; six answers of one segment, a3 of two, and one that says "geen"."""
    names = ["tijd", "rooster", "geld", "none-weg"]
    themes = pd.DataFrame({"theme_id": names, "label": [n.capitalize() for n in names], "words": "a, b"})
    themes = themes.assign(parent_id=pd.Series([None, "tijd", None, None], dtype="str"), question="weg", origin="found")
    themes = themes.assign(definition=None, status="proposed", stability=0.9, verdict="highly stable", marks=None)
    answers = pd.DataFrame({"answer_id": [f"a{n}" for n in range(7)], "wave": "2022", "question": "weg"})
    answers["respondent_id"] = [str(n) for n in range(7)]
    placed = {**GIVEN, "s3b": "tijd"}
    segments = pd.DataFrame({"segment_id": list(placed), "similarity": 0.7})
    segments["answer_id"] = ["a" + segment[1] for segment in placed]
    segments = segments.assign(
        theme_id=pd.Series(list(placed.values()), dtype="str"), text="x", lemmas="x", start=0, end=1
    )
    ledger = answers.assign(fate="kept", marks=[None] * 6 + ["none"], reason=None)
    return {"themes": themes, "segments": segments, "answers": answers, "ledger": ledger}


def said(sure: dict[str, set[str]], unsure: dict[str, dict[str, float]]) -> Predictions:
    """Predictions: themes of which the model is sure, and probabilities where it abstains."""
    index = pd.Index(sorted({*sure, *unsure}), dtype="str", name="answer_id")
    probability = pd.DataFrame(0.01, index, THEMES)
    given = pd.DataFrame(False, index, THEMES)
    for answer, own in sure.items():
        probability.loc[answer, sorted(own)] = 0.9
        given.loc[answer, sorted(own)] = True
    for answer, row in unsure.items():
        probability.loc[answer, list(row)] = list(row.values())
    confidence = pd.Series([0.9 if answer in sure else 0.2 for answer in index], index)
    return Predictions(probability, given, confidence)


def after(proposed: dict[str, pd.DataFrame], predictions: Predictions, *actions: Any) -> Decided:
    base = base_of(proposed["themes"], proposed["segments"], "weg", "fit-1")
    books = {"weg": fold(base, log_of(*actions))}
    found = decided(**proposed, questions=[QUESTION], codebooks=books, predicted={"weg": predictions})
    for name, table in (("themes", "themes"), ("codings", "codings"), ("coding_ways", "ways")):
        tables.validate(name, getattr(found, table))
    return found


def rows(found: Decided, answer: str) -> set[tuple[str, str, float]]:
    own = found.codings[found.codings["answer_id"] == answer]
    return set(zip(own["theme_id"], own["source"], own["confidence"], strict=True))


def ways(found: Decided) -> dict[str, str]:
    return found.ways.set_index("answer_id")["way"].to_dict()


def test_the_model_codes_in_the_place_of_discovery_and_what_it_is_unsure_of_carries_probabilities(proposed) -> None:  # type: ignore[no-untyped-def]
    found = after(proposed, said(SURE, {"a5": {"geld": 0.4, "tijd": 0.3}}))
    assert rows(found, "a0") == {("tijd", "model", 0.9)}
    assert rows(found, "a1") == {("rooster", "model", 0.9)}  # its main theme is implied
    assert rows(found, "a2") == {("geld", "model", 0.9)}
    assert rows(found, "a3") == set()
    assert rows(found, "a5") == {
        ("geld", "unsure", 0.4),
        ("tijd", "unsure", 0.3),
        ("rooster", "unsure", 0.01),
        ("none-weg", "unsure", 0.01),
    }
    assert rows(found, "a6") == {("none-weg", "rule", 1.0)}
    assert ways(found) == {**dict.fromkeys(["a0", "a1", "a2", "a3", "a4"], "model"), "a5": "unsure", "a6": "rule"}
    counts = found.themes.set_index("theme_id")["n_answers"].to_dict()
    assert counts == {"tijd": 2, "geld": 2, "rooster": 1, "none-weg": 1}  # a5 is not counted


def test_what_coders_say_of_one_answer_outranks_the_model(proposed) -> None:  # type: ignore[no-untyped-def]
    found = after(
        proposed,
        said({**SURE, "a3": {"geld"}}, {"a5": {"geld": 0.4, "tijd": 0.3}}),
        d.CodeAnswer(answer="a0", themes=("geld",), queue="random", blind=True, inclusion_probability=0.5),
        d.CodeAnswer(answer="a2", themes=()),
        d.AddTheme(answer="a5", theme="rooster"),
        d.RemoveTheme(answer="a5", theme="geld"),
        d.RemoveTheme(answer="a4", theme="geld"),
        d.Move(segments=("s1",), to="geld"),
        d.Move(segments=("s3",), to="rooster"),
    )
    assert rows(found, "a0") == {("geld", "coder", 1.0)}
    assert rows(found, "a2") == set()
    assert rows(found, "a5") == {("rooster", "coder", 1.0), ("none-weg", "unsure", 0.01)}  # "tijd" is above "rooster"
    assert rows(found, "a4") == set()
    assert rows(found, "a1") == {("geld", "coder", 1.0)}  # all of its segments are placed by hand
    assert rows(found, "a3") == {("rooster", "coder", 1.0)}  # coders took its last segment out of "geld"
    assert ways(found) == {
        **{"a0": "coder", "a1": "coder", "a2": "coder"},
        **{"a3": "model", "a4": "model", "a5": "unsure", "a6": "rule"},
    }


def test_a_rejected_theme_and_a_merged_one_do_not_come_back_through_the_model(proposed) -> None:  # type: ignore[no-untyped-def]
    base = base_of(proposed["themes"], proposed["segments"], "weg", "fit-1")
    book = fold(base, log_of(d.Reject(theme="none-weg"), d.Merge(themes=("rooster",), into="geld")))
    predictions = said({"a0": {"geld"}}, {"a5": {"geld": 0.4}})
    left = [theme for theme in THEMES if theme in book.in_use]
    predictions = Predictions(predictions.probability[left], predictions.themes[left], predictions.confidence)
    found = decided(**proposed, questions=[QUESTION], codebooks={"weg": book}, predicted={"weg": predictions})
    assert set(found.codings["theme_id"]) <= {"geld", "tijd"}


def test_an_answer_that_cannot_be_coded_leaves_the_codings_and_the_answers_and_stays_in_the_ledger(proposed) -> None:  # type: ignore[no-untyped-def]
    for predictions in (said(SURE, {"a5": {"geld": 0.4}}), said({}, {})):
        found = after(
            proposed,
            predictions,
            d.MarkAnswer(answer="a5", mark="uncodable"),
            d.CodeAnswer(answer="a0", themes=("geld",)),
            d.MarkAnswer(answer="a0", mark="uncodable"),
            d.AddTheme(answer="a0", theme="tijd"),
        )
        assert not {"a0", "a5"} & set(found.codings["answer_id"])
        assert ways(found)["a0"] == ways(found)["a5"] == "uncodable"
        aside = pd.DataFrame({"answer_id": ["b"], "text": ["weet niet"]})
        answers = proposed["answers"].assign(text="tekst")
        left = without_uncodable(found.ways, {"ledger": proposed["ledger"], "answers": answers, "set_aside": aside})
        assert set(left["set_aside"]["answer_id"]) == {"b", "a0", "a5"}
        assert set(left["answers"]["answer_id"]) == {"a1", "a2", "a3", "a4", "a6"}
        ledger = left["ledger"].set_index("answer_id")
        assert ledger.loc[["a0", "a5", "a1"], "fate"].tolist() == ["uncodable", "uncodable", "kept"]
        assert len(ledger) == len(proposed["ledger"])


def test_a_manifest_tells_by_question_how_answers_were_coded(proposed) -> None:  # type: ignore[no-untyped-def]
    base = base_of(proposed["themes"], proposed["segments"], "weg", "fit-1")
    book = fold(base, log_of(d.CodeAnswer(answer="a0", themes=()), d.MarkAnswer(answer="a1", mark="uncodable")))
    found = decided(**proposed, questions=[QUESTION], codebooks={"weg": book})
    told = coding_told(found.ways, ["weg"], book, None)
    assert told["model"] is None
    assert told["hand_codes"] == 1
    assert told["questions"] == {
        "weg": {
            **{"coder": 1, "rule": 1, "model": 0, "unsure": 0, "discovery": 4, "uncodable": 1},
            **{"answers": 6, "abstained": None},
        }
    }
