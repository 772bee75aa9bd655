from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.codebook.conftest import log_of
from textmining import tables
from textmining.codebook import decisions as d
from textmining.codebook.deciding import Decided, decided
from textmining.codebook.decisions import Decision
from textmining.codebook.folding import fold
from textmining.codebook.state import Base, CodeTheme, base_of
from textmining.codebook.succession import replay
from textmining.study import Question

QUESTION = Question(id="weg", column="weg", text="Wat staat u in de weg?", none="geen belemmering")
GIVEN = {"s0": "tijd", "s1": "rooster", "s2": "rooster", "s3": "geld", "s4": "geld", "s5": None}
ANSWERS = [f"a{n}" for n in range(6)]


@pytest.fixture(scope="module")
def proposed() -> dict[str, pd.DataFrame]:
    """Two main themes, one with a sub-theme; six answers of one segment, and one that says "geen"."""
    names = ["tijd", "rooster", "geld", "none-weg"]
    themes = pd.DataFrame({"theme_id": names, "label": [n.capitalize() for n in names], "words": "a, b"})
    themes = themes.assign(parent_id=pd.Series([None, "tijd", None, None], dtype="str"), question="weg", origin="found")
    themes = themes.assign(definition=None, status="proposed", stability=0.9, verdict="highly stable", marks=None)
    answers = pd.DataFrame({"answer_id": [*ANSWERS, "a6"], "wave": "2022", "question": "weg"})
    answers["respondent_id"] = [str(n) for n in range(7)]
    segments = pd.DataFrame({"segment_id": list(GIVEN), "answer_id": ANSWERS, "similarity": 0.7})
    segments = segments.assign(
        theme_id=pd.Series(list(GIVEN.values()), dtype="str"), text="x", lemmas="x", start=0, end=1
    )
    ledger = answers.assign(fate="kept", marks=[None] * 6 + ["none"])
    return {"themes": themes, "segments": segments, "answers": answers, "ledger": ledger}


def after(proposed: dict[str, pd.DataFrame], *actions: Any) -> Decided:
    log: list[Decision] = log_of(*actions)
    base = base_of(proposed["themes"], proposed["segments"], "weg", "fit-1")
    found = decided(**proposed, questions=[QUESTION], codebooks={"weg": fold(base, log)})
    for name in ("themes", "segments", "codings"):
        tables.validate(name, getattr(found, name))
    return found


def themes_of(found: Decided) -> dict[str, set[str]]:
    return {answer: set(own) for answer, own in found.codings.groupby("answer_id")["theme_id"]}


def test_without_decisions_everything_is_as_proposed(proposed: dict[str, pd.DataFrame]) -> None:
    found = after(proposed)
    pd.testing.assert_frame_equal(found.segments, proposed["segments"])
    assert themes_of(found)["a1"] == {"rooster"}
    assert themes_of(found)["a6"] == {"none-weg"}
    assert found.themes.set_index("theme_id")["n_answers"].to_dict() == {
        "tijd": 3,
        "geld": 2,
        "rooster": 2,
        "none-weg": 1,
    }
    assert set(found.codings["codebook_version"]) == {"0"}


def test_decisions_on_themes_reach_themes_segments_and_codings(proposed: dict[str, pd.DataFrame]) -> None:
    found = after(
        proposed,
        d.Rename(theme="tijd", label="Te weinig tijd"),
        d.Define(theme="tijd", definition="Geen uren."),
        d.Accept(theme="tijd"),
        d.Merge(themes=("geld",), into="tijd"),
        d.SignOff(number=1),
    )
    themes = found.themes.set_index("theme_id")
    assert themes.loc["tijd", ["label", "definition", "status", "words"]].tolist() == [
        "Te weinig tijd",
        "Geen uren.",
        "accepted",
        "a, b",
    ]
    assert "geld" not in themes.index
    assert themes.loc["tijd", "n_answers"] == 5
    assert themes_of(found)["a3"] == {"tijd"}
    assert found.segments.set_index("segment_id").loc["s3", "theme_id"] == "tijd"
    assert found.codings.set_index("answer_id").loc["a3", "codebook_version"] == "1"


def test_what_a_coder_says_of_an_answer_is_its_coding_with_the_chance_that_it_was_drawn(
    proposed: dict[str, pd.DataFrame],
) -> None:
    found = after(
        proposed,
        d.CodeAnswer(answer="a0", themes=("geld", "rooster"), queue="random", inclusion_probability=0.25),
        d.CodeAnswer(answer="a1", themes=()),
        d.AddTheme(answer="a5", theme="geld"),
        d.RemoveTheme(answer="a2", theme="tijd"),  # a main theme goes with its sub-themes
        d.Move(segments=("s4",), to="tijd"),
    )
    own = themes_of(found)
    assert own["a0"] == {"geld", "rooster"}
    assert "a1" not in own
    assert "a2" not in own
    assert own["a5"] == {"geld"}
    by_answer = found.codings.set_index("answer_id")
    assert set(by_answer.loc["a0", "inclusion_probability"]) == {0.25}
    assert set(by_answer.loc["a0", "coder"]) == {"anna"}
    assert by_answer.loc["a4", ["theme_id", "source", "confidence"]].tolist() == ["tijd", "coder", 1.0]
    assert by_answer.loc["a3", ["theme_id", "source"]].tolist() == ["geld", "model"]


def test_theme_on_which_coders_agree_too_little_is_marked(proposed: dict[str, pd.DataFrame]) -> None:
    one, other = (
        [
            d.CodeAnswer(answer=a, themes=(theme,), queue="double", blind=True)
            for a, theme in zip(ANSWERS, own, strict=True)
        ]
        for own in (["tijd"] * 3 + ["geld"] * 3, ["geld"] * 2 + ["tijd"] * 4)
    )
    log = log_of(*one) + log_of(*other, actor="bram", first=10)
    base = base_of(proposed["themes"], proposed["segments"], "weg", "fit-1")
    marked = {**proposed, "themes": proposed["themes"].assign(marks=["one_word", None, None, None])}
    found = decided(**marked, questions=[QUESTION], codebooks={"weg": fold(base, log)}).themes.set_index("theme_id")
    assert found.loc["tijd", "marks"] == "one_word;indicative"
    assert found.loc["geld", "marks"] == "indicative"
    assert found["marks"].isna()[["rooster", "none-weg"]].all()


def test_answer_that_says_none_follows_the_theme_that_stands_for_it(proposed: dict[str, pd.DataFrame]) -> None:
    assert "a6" not in themes_of(after(proposed, d.Reject(theme="none-weg")))
    assert themes_of(after(proposed, d.Merge(themes=("none-weg",), into="geld")))["a6"] == {"geld"}


def test_theme_that_a_coder_made_is_in_the_table_and_a_rejected_one_is_not(proposed: dict[str, pd.DataFrame]) -> None:
    found = after(
        proposed,
        d.NewTheme(theme="c-1", label="Angst"),
        d.AddTheme(answer="a5", theme="c-1"),
        d.Reject(theme="geld"),
    )
    themes = found.themes.set_index("theme_id")
    assert themes.loc["c-1", ["label", "status", "origin", "n_respondents"]].tolist() == [
        "Angst",
        "accepted",
        "coder",
        1,
    ]
    assert "geld" not in themes.index
    assert "a3" not in themes_of(found)


def test_theme_that_discovery_no_longer_finds_keeps_its_row_and_its_segments(
    proposed: dict[str, pd.DataFrame],
) -> None:
    placed = {**GIVEN, "s0": "druk", "s5": "druk"}
    themes = {name: CodeTheme(name, name.capitalize()) for name in ("druk", "rooster", "geld")}
    old = Base("fit-1", "weg", themes, placed, dict(zip(GIVEN, ANSWERS, strict=True)))
    base = base_of(proposed["themes"], proposed["segments"], "weg", "fit-2")
    codebook = replay([old], base, log_of(d.Rename(theme="druk", label="Werkdruk")))
    found = decided(**proposed, questions=[QUESTION], codebooks={"weg": codebook})
    for name in ("themes", "segments", "codings"):
        tables.validate(name, getattr(found, name))
    row = found.themes.set_index("theme_id").loc["druk"]
    assert (row["label"], row["origin"], row["status"], row["n_answers"]) == ("Werkdruk", "kept", "proposed", 2)
    assert (themes_of(found)["a0"], themes_of(found)["a5"]) == ({"druk"}, {"druk"})
