"""The codes of a REFI-QDA project as themes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import pandas as pd

from textmining.codebook.exchange.guids import NOT_IN_USE, Guids, code_names
from textmining.codebook.exchange.project_xml import EXAMPLES, clean
from textmining.errors import Problem

__all__ = ["Codes", "guid_of", "read_codes", "read_notes"]

Notes = Mapping[str, tuple[str, str]]
"""GUID of a note to its name and text."""


@dataclass
class Codes:
    """The themes of a project, by the GUIDs of its codes."""

    known: Mapping[str, Mapping[str, object]]
    names: Mapping[str, str]
    found: dict[str, tuple[str, str | None, str | None, Element]] = field(default_factory=dict)
    unread: list[Problem] = field(default_factory=list)

    def theme_of(self, guid: str) -> str | None:
        """The theme_id of a code; None for a code that is not in the project."""
        return self.found[guid][0] if guid in self.found else None

    def rows(self, notes: Notes) -> Iterator[tuple[object, ...]]:
        """Themes in the order of their codes: id, parent, question, label, definition, include, exclude."""
        for theme, parent, question, code in self.found.values():
            name = " ".join(code.get("name", "").split()) or theme
            row = self.known.get(theme)
            # a name that was made to differ from another is not a new label
            as_exported = row is not None and " ".join(clean(self.names.get(theme, "")).split()) == name
            label = str(row["label"]) if row is not None and as_exported else name
            include, exclude = _examples(code, notes)
            yield theme, parent, question, label, code.findtext("Description") or None, include, exclude

    def notes(self, notes: Notes) -> dict[str, list[str]]:
        """The notes on themes that are no examples, by theme_id."""
        found: dict[str, list[str]] = {}
        for theme, _, _, code in self.found.values():
            own = [notes[guid] for guid in _references(code) if guid in notes]
            texts = [text for name, text in own if name != EXAMPLES or not _is_examples(text)]
            if texts:
                found[theme] = texts
        return found


def read_codes(root: Element, study: str, known: pd.DataFrame | None) -> Codes:
    """Give each code a theme_id.

    Parameters
    ----------
    root : Element
        A project or a codebook, without namespaces.
    study : str
        Id of the study.
    known : DataFrame or None
        ``themes`` of the study.
    """
    guids = Guids(study)
    # as the export saw them, so that names made to differ are the same names
    used = None if known is None else known[~known["status"].isin(NOT_IN_USE)]
    rows = [] if known is None else known.to_dict("records")
    codes = Codes({row["theme_id"]: row for row in rows}, {} if used is None else code_names(used))
    ids = {guids.of("theme", theme): theme for theme in codes.known}
    questions = {guids.of("codebook", row["question"]): row["question"] for row in rows}
    alone = next(iter(questions.values())) if len(questions) == 1 else None
    _known_by_name(root, ids, codes.names)
    taken = set(codes.known)
    top = root.findall("CodeBook/Codes/Code") or root.findall("Codes/Code")
    waiting: list[tuple[Element, str | None, str | None]] = [(code, None, alone) for code in reversed(top)]
    while waiting:
        code, parent, question = waiting.pop()
        guid = guid_of(code.get("guid"))
        below = parent
        if guid in questions and code.get("isCodable") == "false":
            question = questions[guid]  # the head that the export puts over each codebook
        elif not guid or guid in codes.found:
            told = f"code {code.get('name', '')[:60]!r}"
            codes.unread.append(Problem(told, "heeft geen GUID, of die van een andere code.", "Die is overgeslagen."))
        else:
            theme = ids.get(guid) or _new_id(guid, taken)
            taken.add(theme)
            own = codes.known[theme]["question"] if theme in codes.known else question
            codes.found[guid] = (theme, parent, str(own) if isinstance(own, str) else None, code)
            below = theme
        waiting += [(child, below, question) for child in reversed(code.findall("Code"))]
    return codes


def _known_by_name(root: Element, ids: dict[str, str], names: Mapping[str, str]) -> None:
    """Add codes that have the name of a known theme: QualCoder gives every code a new GUID when it exports."""
    codes = {guid_of(code.get("guid")): " ".join(code.get("name", "").split()).casefold() for code in root.iter("Code")}
    left = {" ".join(clean(name).split()).casefold(): theme for theme, name in names.items()}
    for guid in codes.keys() & ids.keys():
        left = {name: theme for name, theme in left.items() if theme != ids[guid]}
    for guid, name in codes.items():
        if guid and guid not in ids and name in left:
            ids[guid] = left.pop(name)


def read_notes(root: Element) -> dict[str, tuple[str, str]]:
    """Notes whose text is in the project file: GUID to name and text."""
    found = {}
    for note in root.iterfind("Notes/Note"):
        text = note.findtext("PlainTextContent") or note.findtext("Description")
        if text:
            found[guid_of(note.get("guid"))] = (note.get("name", ""), text)
    return found


def guid_of(written: str | None) -> str:
    """A GUID in one form: without braces, in small letters."""
    return (written or "").strip().strip("{}").lower()


def _new_id(guid: str, taken: set[str]) -> str:
    digits = "".join(character for character in guid if character.isalnum())
    short = f"t{digits[:10]}"
    return short if short not in taken else f"t{digits}"


def _references(code: Element) -> Iterator[str]:
    for reference in code.iterfind("NoteRef"):
        yield guid_of(reference.get("targetGUID"))


def _is_examples(text: str) -> bool:
    return all(line.startswith(("Wel: ", "Niet: ")) for line in text.split("\n"))


def _examples(code: Element, notes: Notes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    lines: list[str] = []
    for guid in _references(code):
        name, text = notes.get(guid, ("", ""))
        if name == EXAMPLES and _is_examples(text):
            lines += text.split("\n")
    return (
        tuple(line.removeprefix("Wel: ") for line in lines if line.startswith("Wel: ")),
        tuple(line.removeprefix("Niet: ") for line in lines if line.startswith("Niet: ")),
    )
