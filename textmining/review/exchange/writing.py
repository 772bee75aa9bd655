"""A codebook and its codings in the formats that other programs read."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from textmining.errors import StageError
from textmining.review.exchange.moments import Moment

__all__ = ["archive_of_csv", "project_file", "respondents_file", "workbook"]

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)

_NOTE = """\
{title}
Codeboek {names}, stand {last} van {at:%d-%m-%Y %H:%M} (UTC)

themas.csv: een regel per thema. coderingen.csv: een regel per antwoord (of stukje daarvan) en thema.
Puntkomma's, decimale komma's, UTF-8: zo opent het in Excel.
De tekst van de antwoorden staat er niet in; answer_id is het nummer waaronder de reviewapp het antwoord kent.
source zegt wie codeerde: model, coder (een codeur) of rule (een regel); coder is de naam van de codeur.
Een ' voor een tekst die met = + - of @ begint hoort niet bij de tekst: zo wordt ze in Excel geen formule.
"""


def workbook(moment: Moment) -> bytes:
    """The workbook that a coder can edit and hand in again."""
    from textmining.codebook.exchange import write_workbook

    return write_workbook(moment.study.study.title, moment.origin, moment.content, at=moment.at)


def archive_of_csv(moments: Sequence[Moment]) -> bytes:
    """A zip archive of the themes and the codings as CSV, with a note about both; the same input, the same bytes."""
    from textmining.codebook.exchange import codings_csv, themes_csv

    themes = pd.concat([one.themes for one in moments], ignore_index=True)
    codings = pd.concat([one.codings for one in moments], ignore_index=True)
    first = moments[0]
    names = ", ".join(one.name for one in moments)
    newest = max(moments, key=lambda one: one.last)
    note = _NOTE.format(title=first.study.study.title, names=names, last=newest.last, at=newest.at)
    files = {
        "LEESMIJ.txt": note.encode("utf-8-sig"),
        "themas.csv": themes_csv(themes),
        "coderingen.csv": codings_csv(codings, themes),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            archive.writestr(entry, data)
    return made.getvalue()


def project_file(moments: Sequence[Moment]) -> bytes:
    """A REFI-QDA project with the redacted answers, their codings, and the notes of coders."""
    from textmining.codebook.exchange import write_project

    first = moments[0]
    here = {answer for one in moments for answer in one.answers["answer_id"]}
    told = [(theme, answer, text) for one in moments for _, theme, answer, text in one.codebook.notes]
    notes = [note for note in told if note[1] is None or note[1] in here]
    tables = (pd.concat([getattr(one, name) for one in moments], ignore_index=True) for name in _OF_A_PROJECT)
    return write_project(
        first.study.id,
        first.study.study.title,
        *tables,
        at=max(one.at for one in moments),
        notes=pd.DataFrame(notes, columns=["theme_id", "answer_id", "text"]) if notes else None,
    )


_OF_A_PROJECT = ("themes", "answers", "segments", "codings")


def respondents_file(path: Path, moments: Sequence[Moment], respondents: pd.DataFrame, labels: pd.DataFrame) -> None:
    """Write an SPSS file: one row per respondent and wave, a theme as 0 or 1, missing without a codable answer.

    Parameters
    ----------
    path : Path
        Written in one step, for the owner only: it holds the ids of respondents.
    moments : sequence of Moment
    respondents, labels : DataFrame
        As the survey stage left them.

    Raises
    ------
    StageError
        If the tables contradict each other.
    WorkspaceError
        If it cannot be written.
    """
    from textmining.linking.mentions import mentions, theme_columns
    from textmining.publishing.spss import write_respondents
    from textmining.workspace import write_bytes

    study = moments[0].study
    names = {one.name for one in moments}
    themes, codings, ledger = (
        pd.concat([getattr(one, table) for one in moments], ignore_index=True)
        for table in ("themes", "codings", "ledger")
    )
    counted = [
        one
        for one in mentions(study, respondents, ledger, themes, codings)
        if next(q.codebook or q.id for q in study.questions if q.id == one.question) in names
    ]
    columns = theme_columns(tuple(counted))
    clashes = sorted(set(columns) & set(respondents))
    if clashes:
        raise StageError(f"{clashes[0]!r} is the id of a theme and of a column of respondents.")
    table = pd.concat([respondents.reset_index(drop=True), columns], axis=1)
    last = max(one.last for one in moments)
    note = f"{study.study.title} - codeboek {', '.join(sorted(names))}, stand {last}"
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".part-") as folder:
        write_respondents(Path(folder) / "respondents.sav", table, labels, themes, study, note=note)
        write_bytes(path, (Path(folder) / "respondents.sav").read_bytes())
