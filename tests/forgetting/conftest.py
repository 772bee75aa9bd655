"""A published study of two waves in which one respondent can be told from all others wherever anything is kept."""

from __future__ import annotations

import csv
import random
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import REPOSITORY
from textmining.codebook import decisions as d
from textmining.edition import publish_edition
from textmining.pipeline import Project, open_project, run_all
from textmining.project import decision_log

PERSON = "R-7731-XQ"
PANEL = "P-0077"
"""By which the person is known to be the same in both waves."""
WORDS = ("kwispelfluit", "zwabberkruid", "mompelgrond", "flierefoets", "Treuzelsteeg", "Knispervak")
"""In each of the person's four answers one, and as an answer to a closed question and as a group."""

STUDY = """
[study]
id = "tweemaal"
title = "Twee metingen"

[[waves]]
id = "2020"
file = "toen.csv"

[[waves]]
id = "2022"
file = "nu.csv"

[columns]
respondent = "nr"
cluster = "instelling"
weight = "gewicht"
panel = "panel"

[[groups]]
id = "type"
label = "Type instelling"
column = "type"
values = { 1 = "roc", 2 = "vakschool" }

[[groups]]
id = "vak"
label = "Vak"
column = "vak"

[[closed]]
id = "straat"
label = "Straat"
column = "straat"
statistic = "share"

[[questions]]
id = "belemmering"
column = "weg"
text = "Wat staat u in de weg om u te professionaliseren op het gebied van ict?"
none = "geen belemmering"

[[questions]]
id = "wens"
column = "wens"
text = "Wat zou u helpen?"

[[contrasts]]
id = "vakschool"
family = "type"
group = "type"
a = "vakschool"
b = "rest"
"""
HEADER = ["nr", "instelling", "type", "vak", "straat", "gewicht", "panel", "weg", "wens"]


def write_study(folder: Path, *, retention: str | None = None, respondents: int = 72) -> Path:
    """Write the study: the person is the 41st of the first wave and the 12th of the second; return the study file."""
    kernels = tomllib.loads((REPOSITORY / "data" / "demo" / "kernels" / "a.toml").read_text(encoding="utf-8"))["kernel"]
    texts = [k["text"] for k in kernels if k["theme"] in {"b_tijd", "b_techniek", "b_durf"}]
    draw = random.Random(3)
    own = iter(WORDS)
    for name, place in (("toen", 41), ("nu", 12)):
        rows = []
        for number in range(1, respondents + 1):
            cluster, person = number % 6 + 1, number == place
            answers = [f"{draw.choice(texts)}. {next(own)} is er veel te weinig" if person else draw.choice(texts)]
            answers += [f"meer {next(own)} in de school graag" if person else draw.choice(texts)]
            other = ["Knispervak", "Treuzelsteeg"] if person else [draw.choice(["taal", "zorg"]), draw.choice("ab")]
            who = PERSON if person else f"R-{number:04d}-{name}"
            rows.append(
                [
                    who,
                    cluster,
                    1 if cluster < 5 else 2,
                    *other,
                    "1,2" if number % 2 else "0,8",
                    PANEL if person else f"{name}-{number}",
                    *answers,
                ]
            )
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows([HEADER, *rows])
    path = folder / "study.toml"
    path.write_text(STUDY + (f'\n[privacy]\nretention = "{retention}"\n' if retention else ""), encoding="utf-8")
    return path


def open_at(folder: Path) -> Project:
    """The study of a folder, with its editions and models beside it."""
    return open_project(folder / "study.toml", outputs=folder / "outputs", models=folder / "models")


def publish(folder: Path) -> Path:
    """Run everything; return the edition."""
    project = open_at(folder)
    for _ in run_all(project, "linking"):
        pass
    return publish_edition(project).folder


def decide(folder: Path) -> None:
    """Let a coder decide about a theme, about each answer of the person, and about one of somebody else."""
    project = open_at(folder)
    (tables,) = folder.glob("outputs/*/2*/onderzoek/tables")
    ledger, answers = (pd.read_parquet(tables / f"{name}.parquet") for name in ("ledger", "answers"))
    themes, segments = (pd.read_parquet(tables / f"{name}.parquet") for name in ("themes", "segments"))
    texts = answers.merge(ledger[["answer_id", "respondent_id"]], on=["answer_id", "respondent_id"])
    log = decision_log(project, make=True)
    assert log is not None
    theme = str(themes["theme_id"].iloc[0])
    log.append("belemmering", d.Rename(theme=theme, label="Te weinig tijd"), actor="anna", seen=0)
    own = texts[texts["respondent_id"] == PERSON]
    for row in [*own.itertuples(), next(texts[texts["respondent_id"] != PERSON].itertuples())]:
        log.append(str(row.question), d.ClearQuote(answer=row.answer_id, text=row.text), actor="anna", seen=0)
    two = [segments.loc[segments["answer_id"] == own["answer_id"].iloc[0], "segment_id"].iloc[0]]
    two.append(segments.loc[~segments["answer_id"].isin(own["answer_id"]), "segment_id"].iloc[0])
    log.append("belemmering", d.Move(segments=tuple(two), to=theme), actor="anna", seen=0)
    log.close()


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a study that was published once; not to be changed."""
    folder = tmp_path_factory.mktemp("tweemaal")
    write_study(folder)
    edition = publish(folder)
    decide(folder)
    again = publish(folder)  # the codebook stage keeps what the decisions were taken on
    shutil.rmtree(edition)
    assert again.is_dir()
    return folder


@pytest.fixture
def published(original: Path, tmp_path: Path) -> Path:
    """A copy of the folder of the published study."""
    return copy_of(original, tmp_path)


def copy_of(folder: Path, place: Path) -> Path:
    """A copy of a study as if its runs had been made where it lies: it does not know the folders of the original."""
    copy = Path(shutil.copytree(folder, place / "study", symlinks=True))
    for places in copy.glob(".textmining/*/places.json"):
        places.write_text(places.read_text(encoding="utf-8").replace(str(folder), str(copy)), encoding="utf-8")
    return copy


@pytest.fixture
def stop_at() -> Callable[[int], Callable[[str], None]]:
    """Something that stops a removal before its nth step, as a power cut would."""

    def of(number: int) -> Callable[[str], None]:
        left = [number]

        def step(name: str) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt(name)

        return step

    return of
