"""Reading a REFI-QDA project (.qdpx): one that ``qdpx`` wrote, or one from ATLAS.ti, MAXQDA, NVivo or QualCoder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import pandas as pd

from textmining.codebook.coding import UNREVIEWED
from textmining.codebook.exchange.archive import Archive, open_archive
from textmining.codebook.exchange.codes_reading import Codes, guid_of, read_codes, read_notes
from textmining.codebook.exchange.guids import Guids
from textmining.codebook.exchange.project_xml import USER_MARK, WHO
from textmining.codebook.exchange.qdpx import ORIGIN
from textmining.codebook.exchange.safe_xml import read_xml
from textmining.errors import Problem, UsageError

__all__ = ["ReadProject", "read_project"]

_CODING = ["answer_id", "segment_id", "theme_id", "source", "coder", "confidence", "codebook_version"]
_COLUMNS = {
    "themes": ["theme_id", "parent_id", "question", "label", "definition", "include", "exclude"],
    "answers": ["answer_id", "question", "wave", "text"],
    "segments": ["segment_id", "answer_id", "start", "end", "text"],
    "codings": [*_CODING, "inclusion_probability"],
    "notes": ["theme_id", "answer_id", "text"],
}
_ONE_LINE_END = ("ATLAS", "QUALCODER")
"""Programs that count a carriage return and line feed as one character."""

_TOLD = re.compile(r"(?:^|; )(segment|zekerheid|codeboekversie|trekkingskans): ([^;]*)")
"""What the export tells of a coding, in the description of its selection."""

_MEDIA = {"PDFSource": "pdf's", "PictureSource": "afbeeldingen", "AudioSource": "geluid", "VideoSource": "video's"}


@dataclass(frozen=True)
class ReadProject:
    """What a project holds, in the columns of the contract that such a project knows.

    Attributes
    ----------
    themes : DataFrame
        ``theme_id``, ``parent_id``, ``question``, ``label``, ``definition``, ``include``, ``exclude``.
    answers : DataFrame, one row per text
        ``answer_id`` (the name of the text), ``question``, ``wave``, ``text``.
    segments : DataFrame, one row per selected part of a text
        ``segment_id``, ``answer_id``, ``start``, ``end``, ``text``.
    codings : DataFrame
        As in the contract; ``segment_id`` is null where the whole text is coded.
    notes : DataFrame
        ``theme_id`` or ``answer_id``, and ``text``.
    unread : tuple of Problem
        In Dutch, what could not be read.
    """

    themes: pd.DataFrame
    answers: pd.DataFrame
    segments: pd.DataFrame
    codings: pd.DataFrame
    notes: pd.DataFrame
    unread: tuple[Problem, ...]


def read_project(
    data: bytes,
    name: str,
    *,
    study: str,
    known: pd.DataFrame | None = None,
    answers: Iterable[str] = (),
) -> ReadProject:
    """Read a project.

    Parameters
    ----------
    data : bytes
    name : str
        Of the file, for messages.
    study : str
        Id of the study.
    known : DataFrame, optional
        ``themes`` of the study: codes that were exported from these get their ids and labels back, by their GUIDs or,
        after a program that makes new ones, by their names; any other code becomes a theme with an id from its GUID.
    answers : iterable of str
        Ids of the answers of the study: a text that was exported from one gets its id back by its GUID, also where a
        program gave it another name.

    Raises
    ------
    UsageError
        In Dutch, if it is no project, is damaged or protected, or is far larger than one.
    """
    archive = open_archive(data, name, "REFI-QDA-project (.qdpx)")
    root, namespace = read_xml(archive.read(_project_entry(archive)), name)
    if root.tag != "Project" or (namespace and not namespace.startswith("urn:QDA-XML:project")):
        raise UsageError(Problem(name, "bevat geen REFI-QDA-project.", "Exporteer als 'REFI-QDA project (.qdpx)'."))
    guids = Guids(study)
    exported = {guids.of("answer", answer): answer for answer in answers}
    reader = _Reader(archive, root, read_codes(root, study, known), exported)
    return reader.read()


def _project_entry(archive: Archive) -> str:
    found = [e for e in archive.entries if e.lower().endswith(".qde") and "/" not in e]
    named = [e for e in found if e.lower() == "project.qde"] or found
    if len(named) != 1:
        raise UsageError(Problem(archive.name, "bevat geen project.qde.", "Exporteer als 'REFI-QDA project (.qdpx)'."))
    return named[0]


class _Reader:
    """Reads a project part by part, and keeps what it cannot read."""

    def __init__(self, archive: Archive, root: Element, codes: Codes, exported: Mapping[str, str]) -> None:
        self.archive, self.root, self.codes, self.exported = archive, root, codes, exported
        self.unread: list[Problem] = list(codes.unread)
        self.places = {entry.casefold(): entry for entry in archive.entries}
        ours = root.get("origin") == ORIGIN
        self.users = {guid_of(user.get("guid")): _who(user, ours) for user in root.iterfind("Users/User")}
        self.variables = {
            guid_of(v.get("guid")): v.get("name", "").casefold() for v in root.iterfind("Variables/Variable")
        }
        origin = root.get("origin", "").upper()
        self.one_line_end = any(program in origin for program in _ONE_LINE_END)
        self.rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in _COLUMNS}
        self.names: set[str] = set()
        self.segments: dict[tuple[str, int, int], str] = {}
        self.places_of: dict[str, tuple[str, int, int]] = {}

    def read(self) -> ReadProject:
        for kind, word in _MEDIA.items():
            media = sum(1 for _ in self.root.iterfind(f"Sources/{kind}"))
            if media:
                self._skip("Sources", f"{media} {word} zijn overgeslagen.", "Alleen teksten worden gelezen.")
        notes = read_notes(self.root)
        for source in self.root.iterfind("Sources/TextSource"):
            self._source(source, notes)
        for theme, texts in self.codes.notes(notes).items():
            self.rows["notes"] += [(theme, None, text) for text in texts]
        self.rows["themes"] = list(self.codes.rows(notes))
        tables = {table: _frame(table, rows) for table, rows in self.rows.items()}
        return ReadProject(**tables, unread=tuple(self.unread))

    def _source(self, source: Element, notes: dict[str, tuple[str, str]]) -> None:
        answer = self._name(source)
        text = self._text(source, answer)
        if text is None:
            return
        if self.one_line_end:
            text = text.replace("\r\n", "\n")
        values = dict(self._values(source))
        question = values.get("vraag") or None
        self.rows["answers"].append((answer, question, values.get("golf") or None, text))
        for reference in source.iterfind("NoteRef"):
            note = notes.get(guid_of(reference.get("targetGUID")))
            if note is not None:
                self.rows["notes"].append((None, answer, note[1]))
        for selection in source.iterfind("PlainTextSelection"):
            self._selection(selection, answer, text)
        for coding in source.iterfind("Coding"):
            self._coding(coding, answer, None, None, {})

    def _selection(self, selection: Element, answer: str, text: str) -> None:
        codings = selection.findall("Coding")
        if not codings:
            return
        try:
            start, end = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
        except ValueError:
            start = end = -1
        if not 0 <= start < end <= len(text):
            self._skip(answer, "een selectie ligt buiten de tekst.", "De code daarvan is overgeslagen.")
            return
        worth = dict(_TOLD.findall(selection.findtext("Description") or ""))
        segment = self._segment(worth.get("segment", ""), answer, start, end, text)
        user = selection.get("creatingUser") or selection.get("modifyingUser")
        for coding in codings:
            self._coding(coding, answer, segment, user, worth)

    def _segment(self, told: str, answer: str, start: int, end: int, text: str) -> str | None:
        """The segment of a selection; None where all of the text is selected and no segment is named."""
        ours = told if told.startswith(f"{answer}.") else ""
        if not ours and text[start:end].strip() == text.strip():
            return None
        place = (answer, start, end)
        segment = ours or self.segments.get(place) or f"{answer}.{start}-{end}"
        if self.places_of.get(segment, place) != place:  # two places under one name
            segment = f"{answer}.{start}-{end}"
        if segment not in self.places_of:
            self.places_of[segment] = place
            self.segments.setdefault(place, segment)
            self.rows["segments"].append((segment, answer, start, end, text[start:end]))
        return segment

    def _coding(
        self, coding: Element, answer: str, segment: str | None, user: str | None, worth: dict[str, str]
    ) -> None:
        reference = coding.find("CodeRef")
        theme = self.codes.theme_of(guid_of(reference.get("targetGUID")) if reference is not None else "")
        if theme is None:
            self._skip(answer, "een codering verwijst naar een code die er niet is.", "Die is overgeslagen.")
            return
        user = coding.get("creatingUser") or user
        source, coder = self.users.get(guid_of(user), ("coder", None))
        version = worth.get("codeboekversie") or UNREVIEWED
        row = (answer, segment, theme, source, coder, _number(worth.get("zekerheid")), version)
        self.rows["codings"].append((*row, _number(worth.get("trekkingskans"))))

    def _name(self, source: Element) -> str:
        guid = guid_of(source.get("guid"))
        name = self.exported.get(guid) or " ".join(source.get("name", "").split()) or guid or "tekst"
        free, number = name, 1
        while free in self.names:
            number += 1
            free = f"{name} ({number})"
        self.names.add(free)
        return free

    def _text(self, source: Element, answer: str) -> str | None:
        content = source.findtext("PlainTextContent")
        if content is not None:
            return content
        path = source.get("plainTextPath") or ""
        if not path.startswith("internal://"):
            why = "staat niet in dit bestand" if path else "heeft geen platte tekst"
            self._skip(answer, f"de tekst {why}.", "Exporteer het project met de teksten erin.")
            return None
        wanted = path.removeprefix("internal://").lstrip("/")
        entry = self.places.get(f"sources/{wanted}".casefold()) or self.places.get(wanted.casefold())
        if entry is None:
            self._skip(answer, "het bestand met de tekst ontbreekt.", "De tekst is overgeslagen.")
            return None
        data = self.archive.read(entry)
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            self._skip(answer, "de tekst is niet in UTF-8.", "Onleesbare tekens zijn vervangen.")
            return data.decode(encoding, "replace")

    def _values(self, source: Element) -> Iterator[tuple[str, str]]:
        for value in source.iterfind("VariableValue"):
            reference = value.find("VariableRef")
            name = self.variables.get(guid_of(reference.get("targetGUID")) if reference is not None else "")
            if name:
                yield name, value.findtext("TextValue") or ""

    def _skip(self, where: str, what: str, remedy: str) -> None:
        self.unread.append(Problem(where, what, remedy))


def _who(user: Element, ours: bool) -> tuple[str, str | None]:
    """Source and coder of a user's codings; other programs keep the name of a model or rule, and not its mark."""
    name, mark = user.get("name"), user.get("id", "")
    kept = [source for source, word in WHO.items() if word == name]
    if kept and not mark and not ours:
        return kept[0], None
    if mark.startswith(USER_MARK):
        source = mark.removeprefix(USER_MARK)
        return source, None if name == WHO.get(source, source) else name
    return "coder", name or mark or guid_of(user.get("guid"))


def _number(text: str | None) -> float | None:
    """A share from 0 to 1; None for anything else."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None


def _frame(table: str, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(list(dict.fromkeys(rows)), columns=_COLUMNS[table])  # a coding that is told twice counts once
    numbers = {"confidence": "float64", "inclusion_probability": "float64", "start": "int64", "end": "int64"}
    kinds = {c: numbers.get(c, "str") for c in frame.columns if c not in ("include", "exclude")}
    return frame.astype(kinds)
