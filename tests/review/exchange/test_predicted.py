from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.review.exchange.conftest import Desk, edited
from tests.review.exchange.test_intake import set_label
from tests.review.finished import finish, reopen, write_study
from textmining.codebook import decisions as d
from textmining.codebook.store import DecisionStore
from textmining.review.exchange.predicted import predictions_now
from textmining.review.exchange.reading import read_moments
from textmining.workspace import file_fingerprint, write_table

THEMES = ("t000", "t001", "t002", "t003")


def predictions(rows: dict[str, dict[str, float]], unsure: tuple[str, ...] = ()) -> pd.DataFrame:
    """What the coder model said: probabilities by answer and theme; from .5 it gives the theme."""
    told = [
        (answer, theme, own.get(theme, 0.02), own.get(theme, 0.02) >= 0.5, answer in unsure, False)
        for answer, own in rows.items()
        for theme in THEMES
    ]
    return pd.DataFrame(told, columns=["answer_id", "theme_id", "probability", "given", "abstains", "out_of_fold"])


def put_beside(study: Path, table: pd.DataFrame) -> None:
    """Let the last run of the codebook stage have left these predictions."""
    (record,) = (study.parent / ".textmining" / "klein" / "stages" / "codebook").glob("*/stage.json")
    path = write_table(record.parent, "predictions", table)
    told = json.loads(record.read_text(encoding="utf-8"))
    told["files"]["predictions.parquet"] = file_fingerprint(path)
    record.write_text(json.dumps(told), encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path):  # type: ignore[no-untyped-def]
    study = write_study(tmp_path)
    finish(study, answers=60, themes=4)
    store = DecisionStore.open(tmp_path / "log.sqlite")
    yield Desk(reopen(study), store)
    store.close()


def answers_of(desk: Desk) -> list[str]:
    """Answers that no rule coded."""
    moment = desk.now()
    return sorted(moment.answers.loc[moment.answers["text"] != "geen", "answer_id"])


def test_export_has_what_the_coder_model_said_and_of_unsure_answers_no_code(desk: Desk) -> None:
    sure, doubtful, *others = answers_of(desk)
    rows = {sure: {"t002": 0.9}, doubtful: {"t000": 0.4, "t003": 0.45}} | {answer: {"t001": 0.8} for answer in others}
    put_beside(desk.project.study_file, predictions(rows, (doubtful,)))
    now = desk.now()
    assert now.mentions[sure] == {"t002"}
    assert doubtful not in now.mentions
    told = now.codings[now.codings["answer_id"] == doubtful].set_index("theme_id")
    assert set(told["source"]) == {"unsure"}
    assert told.loc["t003", "confidence"] == pytest.approx(0.45)
    data = edited(desk.workbook(), set_label("t000", "Tijd"))
    assert desk.plan(data).counts == {"apply": 1, "there": 0, "held": 0}
    put_beside(desk.project.study_file, predictions({answer: {"t000": 0.9} for answer in rows}))
    assert desk.now().mentions[sure] == {"t000"}


def test_predictions_follow_what_became_of_their_themes(desk: Desk) -> None:
    one, two, three = answers_of(desk)[:3]
    table = predictions({one: {"t000": 0.9}, two: {"t002": 0.7, "t003": 0.6}, three: {"t003": 0.8}})
    desk.decide("bram", d.Merge(themes=("t000",), into="t002"), d.Reject(theme="t003"))
    codebook = desk.now().codebook
    found = predictions_now(table, codebook, pd.Series([one, two, three]))
    assert found is not None
    assert sorted(found.probability.columns) == ["t001", "t002"]
    assert found.probability["t002"].to_dict() == {one: 0.9, two: 0.7, three: 0.02}
    assert found.themes["t002"].to_dict() == {one: True, two: True, three: False}
    assert predictions_now(table.iloc[:0], codebook, pd.Series([one])) is None


def test_answers_that_cannot_be_coded_are_in_no_figure(desk: Desk) -> None:
    answer = answers_of(desk)[1]
    assert answer in desk.now().mentions
    desk.decide("bram", d.MarkAnswer(answer=answer, mark="uncodable"))
    _, (now,) = read_moments(desk.project, desk.store, ["weg"])
    assert answer not in now.mentions
    assert now.ledger.set_index("answer_id").loc[answer, "fate"] == "uncodable"
