"""The parts of project.qde, the XML of a REFI-QDA project. See ``qdpx`` for what they stand for."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from xml.etree import ElementTree

import pandas as pd

from textmining.codebook.exchange.guids import Guids, code_names, colours

__all__ = ["EXAMPLES", "USER_MARK", "WHO", "ProjectXml", "clean", "document"]

USER_MARK = "textmining:"
"""Begin of the id of a user that is no person; the source of its codings follows."""

WHO = {"model": "Model", "rule": "Regel", "coder": "Codeurs samen"}

EXAMPLES = "Voorbeelden"
"""Name of the note that holds a theme's examples."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def clean(text: str) -> str:
    """Text that XML can hold and gives back."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_XML.sub("\ufffd", text)


def document(root: ElementTree.Element) -> bytes:
    """The bytes of an XML document."""
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text + b"\n"


class ProjectXml:
    """Makes the parts of project.qde; everything in it that is made has the same moment."""

    def __init__(self, guids: Guids, moment: str, notes: Mapping[tuple[str, str], list[tuple[str, str]]]) -> None:
        self.guids, self.moment, self.notes = guids, moment, notes

    def users(self, root: ElementTree.Element, codings: pd.DataFrame) -> None:
        who = sorted({(source, coder or "") for source, coder in _pairs(codings)})
        if not who:
            return
        users = ElementTree.SubElement(root, "Users")
        for source, coder in who:
            attributes = {
                "guid": self.guids.of("user", source, coder),
                "name": clean(coder or WHO.get(source, source)),
            }
            if source != "coder" or not coder:
                attributes["id"] = f"{USER_MARK}{clean(source)}"
            ElementTree.SubElement(users, "User", attributes)

    def codes(self, place: ElementTree.Element, themes: pd.DataFrame, above: Mapping[str, str]) -> None:
        """Codes nested as their themes are; under a code of each codebook where there are several."""
        names, colour = code_names(themes), colours(themes)
        elements: dict[str, ElementTree.Element] = {}
        known = set(themes["theme_id"])
        rows = themes.to_dict("records")
        heads: dict[str, ElementTree.Element] = {}
        for question, guid in above.items():
            name = _free(f"Vraag {question}", set(names.values()))
            attributes = {"guid": guid, "name": clean(name), "isCodable": "false"}
            heads[question] = ElementTree.SubElement(place, "Code", attributes)
        for row in rows:
            theme = row["theme_id"]
            attributes = {"guid": self.guids.of("theme", theme), "name": clean(names[theme]), "isCodable": "true"}
            element = ElementTree.Element("Code", {**attributes, "color": colour[theme]})
            if isinstance(row.get("definition"), str) and row["definition"]:
                ElementTree.SubElement(element, "Description").text = clean(row["definition"])
            self._refer(element, "theme", theme)
            elements[theme] = element
        for row in rows:
            parent = row["parent_id"] if row["parent_id"] in known else None
            under = elements[parent] if parent else heads.get(row["question"], place)
            under.append(elements[row["theme_id"]])

    def variables(self, root: ElementTree.Element) -> None:
        place = ElementTree.SubElement(root, "Variables")
        for name in ("vraag", "golf"):
            attributes = {"guid": self.guids.of("variable", name), "name": name, "typeOfVariable": "Text"}
            ElementTree.SubElement(place, "Variable", attributes)

    def sources(
        self, place: ElementTree.Element, answers: pd.DataFrame, segments: pd.DataFrame, codings: pd.DataFrame
    ) -> None:
        where = {s: (a, b) for s, a, b in segments[["segment_id", "start", "end"]].itertuples(index=False, name=None)}
        own: dict[str, list[dict[str, object]]] = {}
        for coding in codings.to_dict("records"):
            own.setdefault(coding["answer_id"], []).append(coding)
        for row in answers[["answer_id", "text", "question", "wave"]].to_dict("records"):
            answer, length = row["answer_id"], len(row["text"])
            path = f"internal://{self.guids.of('text', answer)}.txt"
            source = ElementTree.SubElement(
                place,
                "TextSource",
                {
                    "guid": self.guids.of("answer", answer),
                    "name": clean(answer),
                    "plainTextPath": path,
                    "creationDateTime": self.moment,
                },
            )
            whole = []
            for coding in own.get(answer, []):
                segment = coding["segment_id"] if isinstance(coding["segment_id"], str) else None
                start, end = where[segment] if segment is not None else (0, length)
                if length == 0:
                    whole.append(coding)
                else:
                    self._selection(source, coding, segment, start, end)
            for coding in whole:
                source.append(self._coding(coding))
            self._refer(source, "answer", answer)
            for name, value in (("vraag", row["question"]), ("golf", row["wave"])):
                element = ElementTree.SubElement(source, "VariableValue")
                ElementTree.SubElement(element, "VariableRef", {"targetGUID": self.guids.of("variable", name)})
                ElementTree.SubElement(element, "TextValue").text = clean(value)

    def _selection(
        self, source: ElementTree.Element, row: Mapping[str, object], segment: str | None, start: int, end: int
    ) -> None:
        who = self._who(row)
        key = (str(row["answer_id"]), segment, str(row["theme_id"]), *who)
        attributes = {"guid": self.guids.of("selection", *key)}
        attributes |= {"startPosition": str(start), "endPosition": str(end)}
        attributes |= {"creatingUser": self.guids.of("user", *who), "creationDateTime": self.moment}
        selection = ElementTree.SubElement(source, "PlainTextSelection", attributes)
        ElementTree.SubElement(selection, "Description").text = clean(_told(row))
        selection.append(self._coding(row))

    def _coding(self, row: Mapping[str, object]) -> ElementTree.Element:
        who = self._who(row)
        segment = row["segment_id"] if isinstance(row["segment_id"], str) else None
        key = (str(row["answer_id"]), segment, str(row["theme_id"]), *who)
        attributes = {"guid": self.guids.of("coding", *key), "creatingUser": self.guids.of("user", *who)}
        coding = ElementTree.Element("Coding", {**attributes, "creationDateTime": self.moment})
        ElementTree.SubElement(coding, "CodeRef", {"targetGUID": self.guids.of("theme", row["theme_id"])})
        return coding

    @staticmethod
    def _who(row: Mapping[str, object]) -> tuple[str, str]:
        return str(row["source"]), row["coder"] if isinstance(row["coder"], str) else ""

    def _refer(self, element: ElementTree.Element, kind: str, key: str) -> None:
        for number in range(len(self.notes.get((kind, key), ()))):
            ElementTree.SubElement(element, "NoteRef", {"targetGUID": self.guids.of("note", kind, key, number)})

    def write_notes(self, root: ElementTree.Element) -> None:
        if not self.notes:
            return
        place = ElementTree.SubElement(root, "Notes")
        for (kind, key), texts in self.notes.items():
            for number, (name, text) in enumerate(texts):
                attributes = {"guid": self.guids.of("note", kind, key, number), "name": name}
                note = ElementTree.SubElement(place, "Note", {**attributes, "creationDateTime": self.moment})
                ElementTree.SubElement(note, "PlainTextContent").text = clean(text)


def _told(row: Mapping[str, object]) -> str:
    """What a coding is worth, in a line that ``qdpx_reading`` understands."""
    parts = {"zekerheid": row["confidence"], "trekkingskans": row["inclusion_probability"]}
    told = [f"{word}: {value!r}" for word, value in parts.items() if isinstance(value, float) and math.isfinite(value)]
    segment = [f"segment: {row['segment_id']}"] if isinstance(row["segment_id"], str) else []
    return "; ".join([*segment, f"codeboekversie: {row['codebook_version']}", *told])


def _pairs(codings: pd.DataFrame) -> Iterable[tuple[str, str | None]]:
    for source, coder in codings[["source", "coder"]].itertuples(index=False, name=None):
        yield source, coder if isinstance(coder, str) else None


def _free(name: str, taken: Collection[str]) -> str:
    folded = {other.casefold() for other in taken}
    free, number = name, 1
    while free.casefold() in folded:
        number += 1
        free = f"{name} ({number})"
    return free
