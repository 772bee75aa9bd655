from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

from flows.artifacts import show_data
from textmining.study_file import parse_study
from textmining.workspace import write_table

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
    key = ArtifactFilterKey(any_=["proef-artefact-gegevens"])
    with get_client(sync_client=True) as client:
        (found,) = client.read_artifacts(artifact_filter=ArtifactFilter(key=key))
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
