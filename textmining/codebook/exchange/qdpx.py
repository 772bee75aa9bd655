"""A study's themes and codings as a REFI-QDA project (.qdpx), and its codebook alone (.qdc).

REFI-QDA 1.0/1.5 project exchange (www.qdasoftware.org): a zip archive with project.qde and the texts under sources/
(in small letters: section 8.1; ATLAS.ti refuses a capital, by the account of QualCoder's makers).

- One source per answer, named by its answer_id. A code on a whole answer is then a code on a whole document, figures
  per document are figures per answer, and no selection runs over two answers. MAXQDA exports surveys as one document
  per case too. Answers of one respondent are not put together: who gave an answer stays in the private folder.
- Texts are files in UTF-8 without a mark, with line feeds. Positions count Unicode code points from 0, the end
  exclusive. Characters that programs count or drop differently (carriage returns, other controls, U+FEFF) become
  spaces, one for one, so that no position moves. QualCoder reads no texts from inside the XML, and with a mark or with
  carriage returns its positions would be one off.
- Each coding is a selection of its own, as MAXQDA and QualCoder write them. Its description tells the segment (of the
  whole answer where none is told), the confidence, version and inclusion probability: programs keep descriptions,
  but give selections names of their own.
- A model and a rule are users, so that their codings can be told from those of people.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from xml.etree import ElementTree

import pandas as pd

from textmining.codebook.exchange.guids import NOT_IN_USE, Guids
from textmining.codebook.exchange.project_xml import EXAMPLES, ProjectXml, clean, document
from textmining.errors import StageError
from textmining.tables import validate

__all__ = ["CODEBOOK", "ORIGIN", "PROJECT", "plain_source", "write_codebook", "write_project"]

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
ORIGIN = "textmining"

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufeff]")


def write_project(
    study: str,
    title: str,
    themes: pd.DataFrame,
    answers: pd.DataFrame,
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    *,
    at: datetime,
    notes: pd.DataFrame | None = None,
) -> bytes:
    """Write a project; the same input gives the same bytes.

    Parameters
    ----------
    study : str
        Id of the study: GUIDs depend on it.
    title : str
    themes, answers, segments, codings : DataFrame
        As in ``tables``; text redacted. ``themes`` may have ``include`` and ``exclude`` (tuples of text) beside them;
        rejected themes are left out. Codings without a segment are of the whole answer.
    at : datetime
        When the tables were as they are.
    notes : DataFrame, optional
        ``theme_id`` or ``answer_id`` (the other null) and ``text``.

    Raises
    ------
    StageError
        If a coding is of an answer, segment or theme that is not in the tables.
    """
    themes = themes[~themes["status"].isin(NOT_IN_USE)]
    codings = validate("codings", codings).drop_duplicates(["answer_id", "segment_id", "theme_id", "source", "coder"])
    _check(themes, answers, segments, codings)
    guids = Guids(study)
    moment = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    project = ProjectXml(guids, moment, _notes(themes, notes))
    attributes = {"xmlns": PROJECT, "name": clean(title), "origin": ORIGIN, "creationDateTime": moment}
    root = ElementTree.Element("Project", attributes)
    project.users(root, codings)
    if len(themes):
        above = {question: guids.of("codebook", question) for question in dict.fromkeys(themes["question"])}
        book = ElementTree.SubElement(root, "CodeBook")
        project.codes(ElementTree.SubElement(book, "Codes"), themes, above if len(above) > 1 else {})
    project.variables(root)
    if len(answers):
        project.sources(ElementTree.SubElement(root, "Sources"), answers, segments, codings)
    project.write_notes(root)
    files = {"project.qde": document(root)}
    for answer, text in answers[["answer_id", "text"]].itertuples(index=False, name=None):
        files[f"sources/{guids.of('text', answer)}.txt"] = plain_source(text).encode("utf-8")
    return _zipped(files)


def write_codebook(study: str, themes: pd.DataFrame) -> bytes:
    """The codes alone as a REFI-QDA codebook (.qdc); parameters as of ``write_project``."""
    themes = themes[~themes["status"].isin(NOT_IN_USE)]
    root = ElementTree.Element("CodeBook", {"xmlns": CODEBOOK, "origin": ORIGIN})
    guids = Guids(study)
    above = {question: guids.of("codebook", question) for question in dict.fromkeys(themes["question"])}
    ProjectXml(guids, "", {}).codes(ElementTree.SubElement(root, "Codes"), themes, above if len(above) > 1 else {})
    return document(root)


def plain_source(text: str) -> str:
    """A text as the file of a source holds it: as long as it was, without what programs count differently."""
    return _CONTROL.sub(" ", text.encode("utf-8", "replace").decode("utf-8"))


def _example_lines(include: Iterable[str], exclude: Iterable[str]) -> str:
    """Examples as the text of a note, one per line."""
    lines = [f"Wel: {' '.join(text.split())}" for text in include]
    return "\n".join([*lines, *(f"Niet: {' '.join(text.split())}" for text in exclude)])


def _notes(themes: pd.DataFrame, notes: pd.DataFrame | None) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(kind, id) to (name, text): examples first, then notes in their order."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in themes.to_dict("records"):
        parts = [row.get(name) if isinstance(row.get(name), tuple | list) else () for name in ("include", "exclude")]
        if any(parts):
            found[("theme", row["theme_id"])] = [(EXAMPLES, _example_lines(*parts))]
    present = set(themes["theme_id"])
    for row in notes.to_dict("records") if notes is not None else ():
        kind = "theme" if isinstance(row.get("theme_id"), str) else "answer"
        key = row[f"{kind}_id"]
        if kind == "answer" or key in present:
            found.setdefault((kind, key), []).append(("Notitie", row["text"]))
    return found


def _check(themes: pd.DataFrame, answers: pd.DataFrame, segments: pd.DataFrame, codings: pd.DataFrame) -> None:
    for column, table in (("theme_id", themes), ("answer_id", answers), ("segment_id", segments)):
        unknown = codings[column].dropna()[~codings[column].dropna().isin(table[column])]
        if len(unknown):
            raise StageError(f"codings: {column} {unknown.iloc[0]} and {len(unknown) - 1} more are in no other table")


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive whose bytes depend on the files only: no moment of writing, no user."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            archive.writestr(entry, data)
    return made.getvalue()
