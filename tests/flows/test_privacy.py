"""What answers tell of persons is in no file of an edition, a model, a published cache or Prefect's storage."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import write_small_study
from tests.planted import find_planted

pytestmark = pytest.mark.xdist_group("prefect")

# Answer and what must not be found of it again. All invented.
PLANTED = {
    "Geen tijd, dat zegt mijn teamleider Geertruida Kwakkelstein ook steeds.": ["Geertruida", "Kwakkelstein"],
    "Zonder Fatoumata van ict was ik nergens, de techniek werkt nooit.": ["Fatoumata"],
    "Yildirim en Roelfiena durven het wel, ik niet.": ["Yildirim", "Roelfiena"],
    "mail mij op w.kwakkelstein@zilverkust.example of bel 06-71234509": ["w.kwakkelstein", "zilverkust", "71234509"],
    "te weinig uren, vraag het dhr. Szczepaniak maar": ["Szczepaniak"],
    "Mijn rekening is NL91 ABNA 0417 1643 00, daar mag de scholing op.": ["ABNA", "0417 1643"],
    "BSN 123456782 en postcode 9876 ZX 145 staan zo in Magister": ["123456782", "9876 ZX"],
    "Collega Nguyen Thi Huong helpt mij, maar er is te weinig aanbod.": ["Thi Huong"],
    "WIFI IS TRAAG ZEGT OOK MEVROUW VAN DER KWARTELAAR": ["Kwartelaar"],
    "vraag het aan Abdelhafid": ["Abdelhafid"],
    "Ik ben geboren op 14 februari 1963 en word te oud voor cursussen.": ["februari 1963"],
    "Het beste aanbod is op De Gouden Vijzel, groet Hendrikje": ["Gouden Vijzel", "Hendrikje"],
}
WORDS = [word for words in PLANTED.values() for word in words]
PRIVATE = {"raw_answers.parquet", "repaired.parquet"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a study with planted answers was run, by the command line, with a home for Prefect."""
    folder = tmp_path_factory.mktemp("planted")
    study = write_small_study(folder)
    (folder / "namen.txt").write_text("ROC De Gouden Vijzel\n", encoding="utf-8")
    text = study.read_text(encoding="utf-8")
    privacy = 'names = "namen.txt"\n'
    added = (
        text.replace("[privacy]\n", f"[privacy]\n{privacy}") if "[privacy]" in text else f"{text}\n[privacy]\n{privacy}"
    )
    study.write_text(added, encoding="utf-8")
    with (folder / "klein.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    for row, answer in zip(rows, PLANTED, strict=False):
        row[-1] = answer
    with (folder / "klein.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([header, *rows])
    environment = {**os.environ, "PREFECT_HOME": str(folder / "prefect"), "DO_NOT_TRACK": "1"}
    environment.pop("PREFECT_API_URL", None)
    command = [sys.executable, "-m", "textmining.cli", "run", "study.toml"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (folder / "terminal.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    return folder


def test_planted_words_are_in_no_edition_model_log_or_storage_of_prefect(place: Path) -> None:
    for folder in ("outputs", "models", "prefect"):
        assert any((place / folder).rglob("*"))
        assert find_planted(place / folder, WORDS) == {}, folder
    assert not [word for word in WORDS if word.lower() in (place / "terminal.txt").read_text(encoding="utf-8").lower()]


def test_planted_words_are_kept_only_where_raw_and_repaired_answers_are(place: Path) -> None:
    found = find_planted(place / ".textmining", WORDS)
    assert set(found) == set(WORDS)
    files = {Path(where.split("::")[0]) for places in found.values() for where in places}
    assert {path.name for path in files} <= PRIVATE
    assert {(place / ".textmining" / path).stat().st_mode & 0o777 for path in files} == {0o600}


def test_answers_stay_readable_and_the_ledger_says_what_was_taken_out(place: Path) -> None:
    import pandas as pd

    (folder,) = place.glob("outputs/*/2*/onderzoek/tables")
    texts = pd.read_parquet(folder / "answers.parquet")["text"].tolist()
    assert "Geen tijd, dat zegt mijn teamleider [persoon] ook steeds." in texts
    assert "[persoon 1] en [persoon 2] durven het wel, ik niet." in texts
    redacted = pd.read_parquet(folder / "ledger.parquet")["redacted"].dropna()
    assert {"persoon:2", "e-mail:1;telefoon:1", "bsn:1;postcode:1"} <= set(redacted)
