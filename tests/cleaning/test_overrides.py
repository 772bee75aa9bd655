from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning.overrides import Override, resolve_overrides
from textmining.errors import SurveyError
from textmining.study import Question
from textmining.survey.files import read_file
from textmining.survey.source import read_source

QUESTIONS = (
    Question(id="q", column="q", text="Wat motiveert u?"),
    Question(id="b", column="b", text="Wat staat u in de weg?", none="geen belemmering"),
)
Resolve = Callable[[str], dict[str, Override]]


@pytest.fixture
def resolve(tmp_path: Path) -> Resolve:
    raw = pd.DataFrame(
        {
            "answer_id": ["a1", "a2", "a3"],
            "respondent_id": ["7", "7", "8"],
            "wave": "2022",
            "question": ["q", "b", "q"],
            "text": pd.array(["ja hoor", "geen", None], dtype="str"),
        }
    )

    def from_text(text: str) -> dict[str, Override]:
        (tmp_path / "overrides.csv").write_text(text, encoding="utf-8")
        return resolve_overrides(read_file(read_source("overrides.csv", tmp_path)), raw, QUESTIONS)

    return from_text


def test_an_answer_is_named_by_its_id(resolve: Resolve) -> None:
    found = resolve("answer_id;fate;reason\na1;kept;bedoelt de vraag ervoor\na2;non_answer;grap\n")
    assert found == {"a1": Override("kept", "bedoelt de vraag ervoor"), "a2": Override("non_answer", "grap")}


def test_an_answer_is_named_by_respondent_wave_and_question(resolve: Resolve) -> None:
    assert resolve("wave,respondent_id,question,fate,reason\n2022,7.0,b,none,zie gesprek\n") == {
        "a2": Override("none", "zie gesprek")
    }


def test_the_words_of_the_dutch_ledger_will_do(resolve: Resolve) -> None:
    assert resolve("answer_id;fate;reason\na1;Geen inhoud;x\n") == {"a1": Override("non_answer", "x")}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("a9;kept;x", "row 2: names an answer that the study does not have"),
        ("a1;keep;x", "Fates that look alike: 'kept'"),
        ("a1;kept;", "row 2: gives no reason"),
        ("a3;kept;x", "row 2: the answer is blank"),
        ("a1;none;x", "does not say what 'none' means"),
        ("a1;kept;x\na1;kept;y", "row 3: the answer was decided about in an earlier row"),
    ],
)
def test_what_cannot_be_is_told_with_its_row(resolve: Resolve, row: str, told: str) -> None:
    with pytest.raises(SurveyError, match=told):
        resolve(f"answer_id;fate;reason\n{row}\n")


def test_every_wrong_row_is_told(resolve: Resolve) -> None:
    with pytest.raises(SurveyError) as caught:
        resolve("answer_id;fate;reason\na9;kept;x\na1;keep;x\na2;non_answer;x\n")
    assert len(caught.value.problems) == 2


def test_a_missing_column_is_told(resolve: Resolve) -> None:
    with pytest.raises(SurveyError, match="has no column 'reason'"):
        resolve("answer_id;fate\na1;kept\n")


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_file_gives_decisions_or_an_error_for_the_researcher(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "o.csv").write_bytes(f"answer_id;fate;reason\n{text}\n".encode("utf-8", "surrogatepass"))
    raw = pd.DataFrame({c: pd.array(["a1"], dtype="str") for c in ("answer_id", "respondent_id", "wave", "question")})
    with suppress(SurveyError):
        assert set(resolve_overrides(read_file(read_source("o.csv", folder)), raw.assign(text="x"), QUESTIONS)) <= {
            "a1"
        }
