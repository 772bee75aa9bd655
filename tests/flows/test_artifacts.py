from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

from flows.artifacts import show_data, show_themes, themes_markdown
from textmining.study_file import parse_study
from textmining.workspace import write_json, write_table

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.xdist_group("prefect")]

STUDY = {
    "study": {"id": "proef_artefact", "title": "Proef"},
    "waves": [{"id": "2022", "file": "2022.csv"}],
    "columns": {"respondent": "id"},
    "questions": [{"id": "weg", "column": "o1", "text": "Wat staat u in de weg?"}],
}
SAID = "te weinig tijd, zegt [persoon]"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, prefect_server: None) -> str:
    """The artifact of a cleaning stage with three kept answers, a non-answer that was overruled, and a blank."""
    folder: Path = tmp_path_factory.mktemp("cleaning")
    fates = ["kept", "kept", "kept", "non_answer", "blank"]
    ids = [f"a{i}" for i in range(len(fates))]
    place: dict[str, Any] = {"respondent_id": [f"r{i}" for i in range(5)], "wave": "2022", "question": "weg"}
    ledger = pd.DataFrame({"answer_id": ids, **place, "fate": fates}).assign(
        reason=[None, None, None, "weet niet", "leeg"],
        redacted=["persoon:2", None, None, None, None],
        overruled=[None, None, None, "dat zei Roderik", None],
    )
    answers = ledger[["answer_id", "respondent_id", "wave", "question"]].head(3)
    answers = answers.assign(text=[SAID, "tijd", "geld"], language=["nl", "nl", "en"], n_segments=1)
    write_table(folder, "ledger", ledger)
    write_table(folder, "answers", answers)
    write_table(folder, "set_aside", pd.DataFrame({"answer_id": ["a3"], "text": ["geen idee, vraag het haar"]}))

    @flow(name="show")
    def show() -> None:
        show_data(parse_study(STUDY, "study.toml"), folder)

    show()
    return _artifact("proef-artefact-gegevens")


def _artifact(name: str) -> str:
    """The only artifact with this key."""
    with get_client(sync_client=True) as client:
        (found,) = client.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[name])))
    return str(found.data)


def test_the_artifact_tells_fates_languages_and_redactions_by_question_and_wave(shown: str) -> None:
    assert "## Wat staat u in de weg?" in shown
    assert "| 2022 | 3 | 0 | 1 | 1 | 5 | 60% |" in shown
    assert "| Engels | 1 |" in shown
    assert "| persoon | 1 (2×) |" in shown
    assert "| geen inhoud | besluit van de onderzoeker | 1 |" in shown


def test_the_artifact_holds_no_word_of_an_answer_or_of_the_researcher(shown: str) -> None:
    for text in (SAID, "te weinig tijd", "vraag het haar", "Roderik"):
        assert text not in shown


MEASURES = {"weg": {"themes": 2.0, "sub_themes": 1.0, "overig": 0.061, "largest": 0.5, "npmi": None, "stability": 0.73}}
NOTICE = "weg: the expected theme 'Angst' was not found: 3 segments are of it, not 5 or more."


def _themes() -> pd.DataFrame:
    """A main theme with a sub-theme, a larger one, and one that stands for "none"."""
    rows = [
        ("t1", None, "Geld | tekort", "accepted", "found", 0.91, "highly stable", None, 40),
        ("t2", "t1", "Dure <b>licenties</b>", "proposed", "found", 0.55, "unstable", "one_word;one_team", 30),
        ("t3", None, "Tijd", "proposed", "expected", 0.7, "doubtful", None, 1200),
        ("none-weg", None, "geen belemmering", "proposed", None, None, None, None, 7),
    ]
    columns = ["theme_id", "parent_id", "label", "status", "origin", "stability", "verdict", "marks", "n_respondents"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(question="weg", words="", definition=SAID, n_answers=frame["n_respondents"])


def test_the_artifact_lists_sub_themes_under_their_main_theme_with_size_stability_and_verdict() -> None:
    lines = themes_markdown(parse_study(STUDY, "study.toml"), _themes(), {}, []).splitlines()
    table = [line for line in lines if line.startswith("| ")][1:]
    assert table == [
        "| --- | ---: | ---: | --- | --- | --- |",
        "| **Tijd** | 1.200 | 0,70 | twijfelachtig (niet stabiel) | verwacht |  |",
        "| **Geld tekort** | 40 | 0,91 | zeer stabiel | gevonden |  |",
        "| &emsp;Dure &lt;b&gt;licenties&lt;/b&gt; | 30 | 0,55 | instabiel (niet stabiel) | gevonden "
        "| één woord, één team |",
        "| **geen belemmering** | 7 |  |  |  |  |",
    ]


def test_the_artifact_tells_measures_and_notices_of_the_stage_and_no_answer(tmp_path: Path) -> None:
    for name in ("codebook", "topics"):
        (tmp_path / name).mkdir()
    write_table(tmp_path / "codebook", "themes", _themes())
    write_json(tmp_path / "topics" / "measures.json", MEASURES)
    write_json(tmp_path / "topics" / "notices.json", [NOTICE])

    @flow(name="show-themes")
    def show() -> None:
        show_themes(parse_study(STUDY, "study.toml"), tmp_path / "codebook", tmp_path / "topics")

    show()
    text = _artifact("proef-artefact-themas")
    assert "| Wat staat u in de weg? | 2 | 1 | 6% | 50% | – | – | 0,73 |" in text
    assert f"- {NOTICE}" in text
    assert SAID not in text


def test_the_artifact_of_topics_from_before_there_were_measures_tells_themes_alone() -> None:
    text = themes_markdown(parse_study(STUDY, "study.toml"), _themes(), {}, [])
    assert "NPMI" not in text
    assert "Meldingen" not in text
