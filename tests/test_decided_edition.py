"""What coders decide reaches the edition, and a signed-off codebook makes it final."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from textmining.codebook import decisions as d
from textmining.edition import EditionResult, publish_edition
from textmining.pipeline import open_project, plan, run_all
from textmining.project import Project, decision_log
from textmining.stages import BUILD
from textmining.workspace import read_table

from .conftest import write_small_study

pytestmark = pytest.mark.xdist_group("decided")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("decided")
    return open_project(write_small_study(folder), outputs=folder / "outputs", models=folder / "models")


def run(project: Project) -> tuple[EditionResult, list[str]]:
    ran = [result.stage for result in run_all(project, "linking") if not result.reused]
    return publish_edition(project), ran


def table(edition: EditionResult, name: str) -> pd.DataFrame:
    return pd.read_parquet(edition.folder / "onderzoek" / "tables" / f"{name}.parquet")


def decide(project: Project, *actions: Any) -> None:
    log = decision_log(project, make=True)
    assert log is not None
    stage = project.workspace.private / "stages" / "codebook"
    fit = json.loads(next(stage.glob("*/stage.json")).read_text(encoding="utf-8"))["inputs"]["before"]
    for action in actions:
        log.append("belemmering", action, actor="anna", seen=log.last(), fit=fit)
    log.close()


def test_decisions_reach_the_edition_and_signing_off_makes_it_final(project: Project) -> None:
    first, _ = run(project)
    assert first.concept
    themes = table(first, "themes")
    main = themes[themes["parent_id"].isna() & ~themes["theme_id"].str.startswith("none")]
    kept, other = main["theme_id"].iloc[:2]
    decide(project, d.Rename(theme=kept, label="Wat coders ervan maken"), d.Merge(themes=(other,), into=kept))

    second, ran = run(project)
    assert ran == ["codebook", "linking"]
    assert second.concept
    themes = table(second, "themes").set_index("theme_id")
    assert themes.loc[kept, "label"] == "Wat coders ervan maken"
    assert other not in themes.index
    both = main.set_index("theme_id").loc[[kept, other], "n_respondents"]
    assert both.max() < themes.loc[kept, "n_respondents"] <= both.sum()
    assert kept in set(table(second, "prevalence")["theme_id"])
    assert other not in set(table(second, "prevalence")["theme_id"])
    assert run(project)[0].reused

    decide(project, d.Accept(theme=kept), d.SignOff(number=1), d.Rename(theme=kept, label="Na ondertekening"))
    final, _ = run(project)
    assert not final.concept
    assert (project.workspace.outputs / "latest").resolve() == final.folder
    assert table(final, "themes").set_index("theme_id").loc[kept, ["label", "status"]].tolist() == [
        "Wat coders ervan maken",
        "accepted",
    ]
    assert set(table(final, "codings")["codebook_version"]) == {"1"}
    manifest = json.loads((final.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["codebooks"]["belemmering"]["by"] == "anna"


def test_personal_data_that_a_coder_reports_is_redacted_everywhere_in_the_next_run(project: Project) -> None:
    answers = table(run(project)[0], "answers")
    words = answers["text"].str.lower().str.findall(r"[a-z]{6,}").explode().value_counts()
    missed = str(words.index[0])  # as if it were a name
    found = answers[answers["text"].str.contains(rf"\b{missed}\b", case=False)]
    assert len(found) >= 5
    decide(project, d.ReportPersonal(answer=found["answer_id"].iloc[0], text=missed))
    again, ran = run(project)
    assert ran[0] == "cleaning"
    for name in ("answers", "segments"):
        assert not table(again, name)["text"].str.contains(rf"\b{missed}\b", case=False).any()
    redacted = table(again, "answers").set_index("answer_id").loc[found["answer_id"], "text"]
    assert redacted.str.contains("[persoon]", regex=False).all()
    assert again.concept  # what was signed off was another discovery


def test_stage_holds_the_decisions_that_were_planned_and_none_made_while_it_ran(
    project: Project, tmp_path: Path
) -> None:
    run(project)
    decide(project, d.SignOff(number=1))
    edition, _ = run(project)
    theme = str(table(edition, "themes")["theme_id"].iloc[0])
    planned = plan(project)
    folders = {stage: project.workspace.find_stage(stage, inputs) for stage, inputs in planned.items()}
    before = {stage: folder for stage, folder in folders.items() if folder is not None}
    decide(project, d.Rename(theme=theme, label="Te laat"), d.SignOff(number=9))
    BUILD["codebook"](project, before, tmp_path, planned["codebook"])
    assert "Te laat" not in set(read_table(tmp_path, "themes")["label"])
    assert json.loads((tmp_path / "codebook.json").read_text(encoding="utf-8"))["belemmering"]["version"] == 1
    assert plan(project)["codebook"] != planned["codebook"]


def test_decision_log_is_private(project: Project) -> None:
    run(project)
    decide(project, d.SignOff(number=1))
    files = list(Path(project.workspace.private).glob("review.sqlite*"))
    assert files
    assert {file.stat().st_mode & 0o077 for file in files} == {0}
