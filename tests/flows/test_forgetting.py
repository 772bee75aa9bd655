"""Forgetting where Prefect ran: a run as a user makes it, with a home of Prefect's own to look through."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from flows.flows import monitor
from tests.forgetting.conftest import PERSON, WORDS, write_study
from tests.planted import find_planted

pytestmark = pytest.mark.xdist_group("prefect")


def textmining(folder: Path, *words: str) -> str:
    environment = {**os.environ, "PREFECT_HOME": str(folder / "prefect"), "DO_NOT_TRACK": "1"}
    environment.pop("PREFECT_API_URL", None)
    command = [sys.executable, "-m", "textmining.cli", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_forgotten_respondent_is_nowhere_and_prefect_never_knew_anybody(tmp_path: Path) -> None:
    write_study(tmp_path)
    textmining(tmp_path, "run", "study.toml")
    ledger = pd.read_parquet(next(tmp_path.glob("outputs/*/2*/onderzoek/tables/ledger.parquet")))
    answers = ledger.loc[ledger["respondent_id"] == PERSON, "answer_id"].tolist()
    everybody = ["R-0001-nu", "R-0072-toen", *answers, PERSON, *WORDS]
    assert len(find_planted(tmp_path / "outputs", everybody)) == len(everybody)
    assert (tmp_path / "prefect" / "prefect.db").is_file()
    assert list(find_planted(tmp_path / "prefect", [*everybody, "tweemaal-themas"])) == ["tweemaal-themas"]
    textmining(tmp_path, "forget", "study.toml", PERSON)
    textmining(tmp_path, "run", "study.toml")
    found = find_planted(tmp_path, [PERSON, *answers, *WORDS])
    assert {where for places in found.values() for where in places} == {"toen.csv", "nu.csv"}
    assert len(list(tmp_path.glob("outputs/tweemaal/2*"))) == 2


@pytest.mark.usefixtures("prefect_server")
def test_flow_refuses_after_the_retention_date(tmp_path: Path) -> None:
    study = write_study(tmp_path, retention="2020-12-31")
    state = monitor(str(study), str(tmp_path / "outputs"), str(tmp_path / "models"), return_state=True)
    assert state.is_failed()
    assert "could be kept until 2020-12-31" in str(state.message)
    assert not (tmp_path / "outputs").exists()
