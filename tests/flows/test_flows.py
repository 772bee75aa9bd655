from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

from flows.flows import discover, monitor, publish
from flows.tasks import Parameters, run_stage
from tests.conftest import write_small_study

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.xdist_group("prefect")]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, prefect_server: None) -> dict[str, Any]:
    """A study that the monitor flow published, with what it was called with."""
    folder = tmp_path_factory.mktemp("klein")
    arguments = {
        "study": str(write_small_study(folder)),
        "outputs": str(folder / "outputs"),
        "models": str(folder / "models"),
    }
    return {"arguments": arguments, "edition": monitor(**arguments), "folder": folder}


def artifact(key: str) -> Any:
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])))
    return found[0].data


def test_monitor_publishes_an_edition_with_a_portal(published: dict[str, Any]) -> None:
    edition = published["edition"]
    assert edition["concept"]
    assert not edition["reused"]
    assert Path(edition["portal"]).is_file()
    latest = published["folder"] / "outputs" / "klein" / "latest-concept"
    assert latest.resolve() == Path(edition["folder"])


def test_an_edition_tells_how_good_its_themes_are(published: dict[str, Any]) -> None:
    folder = Path(published["edition"]["folder"])
    measures = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["measures"]["belemmering"]
    page = (folder / "publiek" / "site" / "verantwoording.html").read_text(encoding="utf-8")
    assert measures["themes"] >= 1
    assert "Hoe goed de thema’s zijn" in page
    assert f'<td class="num">{measures["themes"]:.0f}</td>' in page
    left = pd.read_parquet(folder / "onderzoek" / "tables" / "leftover.parquet")
    assert len(left) == round(measures["overig"] * measures["segments"])


def test_second_run_with_nothing_changed_does_nothing_again(published: dict[str, Any]) -> None:
    edition = monitor(**published["arguments"])
    assert edition["reused"]
    assert edition["edition"] == published["edition"]["edition"]
    assert len(list((published["folder"] / "outputs" / "klein").glob("20*"))) == 1


def test_publish_and_discover_find_what_monitor_did(published: dict[str, Any]) -> None:
    assert publish(**published["arguments"])["reused"]
    assert discover(**published["arguments"])["reused"]


def test_data_artifact_accounts_for_every_row_of_the_file(published: dict[str, Any]) -> None:
    lines = artifact("klein-gegevens").splitlines()
    head = next(place for place, line in enumerate(lines) if line.startswith("| meting | inhoudelijk antwoord |"))
    counts = [int(cell) for cell in lines[head + 2].split(" | ")[1:6]]
    assert sum(counts[:4]) == counts[4] == 240


def test_theme_artifact_is_readable_and_holds_no_answer(published: dict[str, Any]) -> None:
    text = artifact("klein-themas")
    assert "| thema | deelnemers | stabiliteit | oordeel |" in text
    assert "| vraag | hoofdthema’s |" in text
    assert "geen belemmering" in text
    answers = {
        line.rsplit(";", 1)[1]
        for line in (published["folder"] / "klein.csv").read_text(encoding="utf-8").splitlines()
        if len(line.rsplit(";", 1)[1]) > 30
    }
    assert not [answer for answer in answers if answer in text]


def test_bad_input_fails_the_flow_with_its_message_and_no_retry(tmp_path: Path) -> None:
    study = write_small_study(tmp_path)
    text = (tmp_path / "klein.csv").read_text(encoding="utf-8")
    (tmp_path / "klein.csv").write_text(text.replace("gewicht", "gewigt", 1), encoding="utf-8")
    state = monitor(str(study), str(tmp_path / "outputs"), str(tmp_path / "models"), return_state=True)
    assert state.is_failed()
    assert "klein.csv" in str(state.message)
    assert "textmining check" in str(state.message)
    assert not (tmp_path / "outputs").exists()


def test_task_runs_by_itself_without_a_flow(tmp_path: Path) -> None:
    parameters = Parameters(
        study=str(write_small_study(tmp_path)),
        outputs=str(tmp_path / "outputs"),
        models=str(tmp_path / "models"),
        data=None,
        seed=None,
    )
    record = run_stage.fn(parameters, "survey")
    assert record["stage"] == "survey"
    assert not record["reused"]
    assert (Path(record["folder"]) / "respondents.parquet").is_file()
