"""What every test may use: the shared real data (skipped with a message where it is absent)."""

from __future__ import annotations

import csv
import os
import random
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

REPOSITORY = Path(__file__).parent.parent
SHARED = REPOSITORY.parent / "shared" / "data"


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse to go on where tests of one group would be handed to several workers, each making its fixtures anew."""
    if getattr(session.config.option, "loadgroup", False) and hasattr(session.config, "workerinput"):
        lost = [one.nodeid for one in session.items if one.get_closest_marker("xdist_group") and "@" not in one.nodeid]
        if lost:
            pytest.exit(f"pytest-xdist does not keep groups together with this pytest: {lost[0]}", returncode=3)


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public data that lies beside the repository; not part of it."""
    if not SHARED.is_dir():
        pytest.skip("the shared data folder is not beside the repository")
    return SHARED


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's chromium, headless. Skips where it is absent, and fails where it must be there, as in CI."""
    path = shutil.which("chromium")
    if path is None:
        message = "chromium is not installed (Debian: apt-get install chromium)"
        (pytest.fail if os.environ.get("TEXTMINING_REQUIRE_BROWSER") else pytest.skip)(message)
    from playwright.sync_api import sync_playwright

    quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", *quiet]
        )
        yield browser
        browser.close()


SMALL_STUDY = """
[study]
id = "klein"
title = "Klein onderzoek"

[[waves]]
id = "2022"
file = "klein.csv"

[columns]
respondent = "nr"
cluster = "instelling"
weight = "gewicht"

[[groups]]
id = "type"
label = "Type instelling"
column = "type"
values = { 1 = "roc", 2 = "vakschool" }

[[scales]]
id = "gebruik"
label = "Gebruik van ict"
items = ["g1", "g2", "g3"]
reverse = ["g3"]
range = [1, 5]

[[closed]]
id = "cijfer"
label = "Cijfer voor de voorzieningen"
column = "cijfer"
statistic = "mean"

[[questions]]
id = "belemmering"
column = "weg"
text = "Wat staat u in de weg om u te professionaliseren op het gebied van ict?"
none = "geen belemmering"

[[contrasts]]
id = "vakschool"
family = "type"
group = "type"
a = "vakschool"
b = "rest"
"""


def write_small_study(folder: Path, *, respondents: int = 240, shuffle: int | None = None) -> Path:
    """Write a study of one wave and 8 institutions, its answers drawn from the demo kernels; return the study file."""
    kernels = tomllib.loads((REPOSITORY / "data" / "demo" / "kernels" / "a.toml").read_text(encoding="utf-8"))["kernel"]
    texts = [kernel["text"] for kernel in kernels if kernel["theme"] in {"b_tijd", "b_techniek", "b_durf", "b_aanbod"}]
    draw = random.Random(7)
    rows = []
    for number in range(1, respondents + 1):
        answer = draw.choice(["", "nvt", "geen", "-"]) if number % 6 == 0 else draw.choice(texts)
        if number % 5 == 0 and number % 6:
            answer = f"{answer}. {draw.choice(texts)}"
        cluster = number % 8 + 1
        items = [draw.randint(1, 5) for _ in range(3)]
        rows.append(
            [
                number,
                cluster,
                1 if cluster < 6 else 2,
                "1,2" if number % 2 else "0,8",
                *items,
                draw.randint(4, 9),
                answer,
            ]
        )
    if shuffle is not None:
        random.Random(shuffle).shuffle(rows)
    with (folder / "klein.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["nr", "instelling", "type", "gewicht", "g1", "g2", "g3", "cijfer", "weg"])
        writer.writerows(rows)
    path = folder / "study.toml"
    path.write_text(SMALL_STUDY, encoding="utf-8")
    return path


@pytest.fixture
def small_study(tmp_path: Path) -> Path:
    """The study file of a small real study in a folder of its own."""
    return write_small_study(tmp_path)
