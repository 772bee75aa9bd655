"""Answers coded by hand teach a model that codes the others, as far as the edition."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from textmining.codebook import decisions as d
from textmining.codebook.coder import ENOUGH, CoderModel, Features
from textmining.edition import EditionResult, publish_edition
from textmining.pipeline import open_project, run_all
from textmining.project import Project, decision_log
from textmining.workspace import read_table

from .conftest import REPOSITORY, write_small_study

pytestmark = pytest.mark.xdist_group("coded")

CODED = 130


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("coded")
    study = write_small_study(folder, respondents=320)
    return open_project(study, outputs=folder / "outputs", models=folder / "models")


def run(project: Project) -> tuple[EditionResult, Path]:
    folders = {result.stage: result.folder for result in run_all(project, "linking")}
    return publish_edition(project), folders["codebook"]


@pytest.fixture(scope="module")
def before(project: Project) -> tuple[EditionResult, Path]:
    """As long as nobody coded by hand."""
    return run(project)


@pytest.fixture(scope="module")
def truth(before: tuple[EditionResult, Path]) -> pd.Series:
    """The planted themes of each answer, as the main themes that hold most of them."""
    _, folder = before
    answers, codings, themes = (read_table(folder, name) for name in ("answers", "codings", "themes"))
    kernels = tomllib.loads((REPOSITORY / "data" / "demo" / "kernels" / "a.toml").read_text(encoding="utf-8"))["kernel"]
    planted = {kernel["text"].rstrip(". "): kernel["theme"] for kernel in kernels}
    told = answers.set_index("answer_id")["text"].map(lambda text: {t for k, t in planted.items() if k in text})
    parent = themes.set_index("theme_id")["parent_id"]
    main = codings["theme_id"].map(parent).fillna(codings["theme_id"])
    pairs = [
        (planted_theme, theme)
        for answer, theme in zip(codings["answer_id"], main, strict=True)
        for planted_theme in told[answer]
    ]
    most = pd.DataFrame(pairs, columns=["planted", "theme"]).value_counts().reset_index()
    of_theme = most.drop_duplicates("planted").set_index("planted")["theme"]
    return told[told.map(bool)].map(lambda own: {of_theme[theme] for theme in own})


@pytest.fixture(scope="module")
def after(project: Project, before: tuple[EditionResult, Path], truth: pd.Series) -> tuple[EditionResult, Path]:
    """After a coder coded some at random, marked one and took back the theme of another."""
    log = decision_log(project, make=True)
    assert log is not None
    fit = json.loads((before[1] / "stage.json").read_text(encoding="utf-8"))["inputs"]["before"]
    drawn = truth.sample(CODED, random_state=3)
    actions = [
        d.CodeAnswer(
            answer=answer,
            themes=tuple(sorted(own)),
            queue="random",
            blind=True,
            inclusion_probability=CODED / len(truth),
        )
        for answer, own in drawn.items()
    ]
    rest = truth.index.difference(drawn.index)
    actions += [
        d.MarkAnswer(answer=rest[0], mark="uncodable"),
        *(d.RemoveTheme(answer=rest[1], theme=theme) for theme in truth[rest[1]]),
    ]
    for action in actions:
        log.append("belemmering", action, actor="anna", seen=log.last(), fit=fit)
    log.close()
    return run(project)


def table(edition: EditionResult, name: str) -> pd.DataFrame:
    return pd.read_parquet(edition.folder / "onderzoek" / "tables" / f"{name}.parquet")


def test_before_enough_is_coded_discovery_codes_and_features_wait_for_coders(
    before: tuple[EditionResult, Path],
) -> None:
    edition, folder = before
    told = json.loads((folder / "codebook.json").read_text(encoding="utf-8"))["belemmering"]["coding"]
    assert (told["model"], told["hand_codes"], told["enough"]) == (None, 0, ENOUGH)
    assert table(edition, "predictions").empty
    assert set(table(edition, "coding_ways")["way"]) == {"discovery", "rule"}
    features = Features.open(folder / "features" / "belemmering")
    ruled = table(edition, "codings").query("source == 'rule'")["answer_id"]
    assert set(features.answers) == set(table(edition, "answers")["answer_id"]) - set(ruled)


def test_the_model_codes_all_other_answers_about_right(after: tuple[EditionResult, Path], truth: pd.Series) -> None:
    edition, _ = after
    ways = table(edition, "coding_ways").set_index("answer_id")["way"]
    assert ways.value_counts()["coder"] == CODED
    assert {"model", "rule", "uncodable"} <= set(ways) <= {"coder", "model", "unsure", "rule", "uncodable"}
    codings, themes = table(edition, "codings"), table(edition, "themes")
    parent = themes.set_index("theme_id")["parent_id"]
    sure = codings[codings["source"] == "model"]
    given = sure["theme_id"].map(parent).fillna(sure["theme_id"]).groupby(sure["answer_id"]).agg(set)
    rest = [answer for answer in truth.index if ways.get(answer) == "model"]
    right = [given.get(answer, set()) == truth[answer] for answer in rest]
    assert len(rest) > 40
    assert sum(right) / len(right) > 0.8
    unsure = codings[codings["source"] == "unsure"]
    assert set(unsure["answer_id"]) == set(ways.index[ways == "unsure"])
    told = json.loads((edition.folder / "manifest.json").read_text(encoding="utf-8"))["codebooks"]["belemmering"][
        "coding"
    ]
    counts = told["questions"]["belemmering"]
    assert counts["abstained"] == pytest.approx((ways == "unsure").sum() / (ways != "uncodable").sum(), abs=1e-4)
    assert told["hand_codes"] == CODED


def test_predictions_of_coded_answers_are_out_of_fold_and_the_sample_has_its_chances(
    after: tuple[EditionResult, Path], truth: pd.Series
) -> None:
    edition, _ = after
    predictions, sample = table(edition, "predictions"), table(edition, "coding_sample")
    assert len(sample) == CODED
    assert sample["inclusion_probability"].unique() == pytest.approx([CODED / len(truth)])
    unseen = predictions[predictions["out_of_fold"]]
    assert set(unseen["answer_id"]) == set(sample["answer_id"])
    assert not predictions.duplicated(["answer_id", "theme_id"]).any()
    assert predictions["probability"].between(0, 1).all()


def test_the_model_is_kept_with_its_card_and_the_mark_of_the_study(
    after: tuple[EditionResult, Path], project: Project
) -> None:
    _, folder = after
    told = json.loads((folder / "codebook.json").read_text(encoding="utf-8"))["belemmering"]["coding"]
    kept = project.workspace.models / told["model"]
    model, features = CoderModel.load(kept), Features.open(folder / "features" / "belemmering")
    assert model.scale.threshold == told["threshold"]
    assert model.predict(features).probability.shape == (len(features.answers), len(model.themes))
    assert json.loads((kept / "card.json").read_text(encoding="utf-8"))["owner"]


def test_what_coders_said_of_one_answer_stands(after: tuple[EditionResult, Path], truth: pd.Series) -> None:
    edition, _ = after
    ledger, codings = table(edition, "ledger").set_index("answer_id"), table(edition, "codings")
    marked = ledger.index[ledger["fate"] == "uncodable"]
    assert len(marked) == 1
    assert marked[0] not in set(codings["answer_id"]) | set(table(edition, "answers")["answer_id"])
    assert marked[0] in set(table(edition, "set_aside")["answer_id"])
    people, asked = table(edition, "respondents"), ledger.loc[marked[0]]
    row = people[people["respondent_id"] == asked["respondent_id"]]
    assert row[truth.explode().unique().tolist()].isna().all(axis=None)
    shares = table(edition, "prevalence").query("grouping == 'all'")
    answered = shares.loc[shares["denominator"] == "answered", "n"].unique().tolist()
    assert answered == [(ledger["fate"] == "kept").sum()]


def test_the_page_that_accounts_tells_how_answers_were_coded(after: tuple[EditionResult, Path]) -> None:
    edition, _ = after
    page = (edition.folder / "publiek" / "site" / "verantwoording.html").read_text(encoding="utf-8")
    assert "Hoe de antwoorden zijn gecodeerd" in page
    assert f"leerde van {CODED} antwoorden" in page
    assert "door een codeur" in page
    assert "niet te coderen" in page


def test_without_more_decisions_nothing_is_done_again(project: Project, after: tuple[EditionResult, Path]) -> None:
    assert run(project)[0].reused


def test_a_respondent_who_is_forgotten_is_in_no_table_of_coding(
    project: Project, after: tuple[EditionResult, Path]
) -> None:
    from textmining.forgetting.filtering import without
    from textmining.survey import Forgotten

    edition, _ = after
    tables = {path.stem: pd.read_parquet(path) for path in (edition.folder / "onderzoek" / "tables").glob("*.parquet")}
    one = tables["ledger"].merge(tables["coding_sample"][["answer_id"]], on="answer_id").iloc[0]
    empty = Forgotten(project.workspace.key())
    forgotten = empty.with_respondents([empty.mark(str(one["wave"]), str(one["respondent_id"]))])
    left = without(tables, forgotten)
    for name in ("coding_sample", "coding_ways", "predictions"):
        assert one["answer_id"] in set(tables[name]["answer_id"])
        assert one["answer_id"] not in set(left[name]["answer_id"])
