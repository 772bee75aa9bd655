"""What was changed on the sheet "Codeboek"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from textmining.codebook import decisions as d
from textmining.codebook.exchange.cells import as_cell
from textmining.codebook.exchange.changes import Report
from textmining.codebook.exchange.layout import BOOK, BOOK_COLUMNS, STATUS, theme_cells
from textmining.codebook.exchange.origin import Content
from textmining.codebook.exchange.sheets import Cells
from textmining.codebook.identity import mint

__all__ = ["read_book"]

_DEFINED = ("definition", "include", "exclude")
_NO_CHANGE = "Er verandert niets."


def read_book(cells: Cells, codebook: str, content: Content) -> tuple[Report, dict[str, str]]:
    """Compare the sheet with what it said when it was made.

    Returns
    -------
    report : Report
    new : dict
        Label (as ``as_cell`` gives it, casefolded) to theme_id of the themes that were added.
    """
    report = Report(BOOK)
    found = _header(cells)
    if found is None:
        report.skip(None, None, "de kop met 'thema-id' en 'thema' ontbreekt.", f"Zet de kop terug. {_NO_CHANGE}")
        return report, {}
    top, places = found
    for name in ("label", "status", *_DEFINED):
        if name not in places:
            report.skip(top, None, f"kolom '{BOOK_COLUMNS[name][0]}' ontbreekt.", "Daarin verandert niets.")
    rows = {str(row["theme_id"]): row for row in content.rows()}
    labels = {theme: str(row["label"]) for theme, row in rows.items()}
    reader = _Reader(report, places, rows, labels, codebook)
    lines = [{name: as_cell(line[place] or "") for name, place in places.items()} for line in cells[top + 1 :]]
    often = Counter(values["theme_id"] for values in lines)
    for number, values in enumerate(lines, start=top + 1):
        if any(values.values()):
            reader.row(number, values, often)
    gone = [labels[theme] for theme in rows if theme not in reader.seen]
    if gone:
        what = f"{len(gone)} thema's staan niet meer op het blad ({', '.join(gone[:5])}{', ...' if gone[5:] else ''})."
        report.skip(None, None, what, f"{_NO_CHANGE} Zet de status op 'afgewezen' om een thema weg te laten.")
    return report, reader.new


def _header(cells: Cells) -> tuple[int, dict[str, int]] | None:
    """The row of the header and the place of each column; the first of two columns with one header counts."""
    name_of = {head: name for name, (head, _) in BOOK_COLUMNS.items()}
    for number, line in enumerate(cells[:10]):
        heads = [as_cell(cell or "").casefold() for cell in line]
        places = {name_of[head]: place for place, head in reversed(list(enumerate(heads))) if head in name_of}
        if {"theme_id", "label"} <= places.keys():
            return number, places
    return None


class _Reader:
    """Reads row by row; knows which themes were seen and which are new."""

    def __init__(
        self,
        report: Report,
        places: Mapping[str, int],
        rows: Mapping[str, Mapping[str, object]],
        labels: Mapping[str, str],
        codebook: str,
    ) -> None:
        self.report, self.places, self.rows, self.labels, self.codebook = report, places, rows, labels, codebook
        self.id_of = {as_cell(theme): theme for theme in rows}
        self.seen: set[str] = set()
        self.new: dict[str, str] = {}

    def row(self, number: int, values: Mapping[str, str], often: Mapping[str, int]) -> None:
        """One row that is not empty; ``often`` is how many rows have an id."""
        written = values.get("theme_id", "")
        if not written:
            self._new(number, values)
            return
        theme = self.id_of.get(written)
        if theme is not None:
            self.seen.add(theme)
        told = f"thema-id {written[:40]!r}"
        if theme is None:
            self._skip(number, "theme_id", f"{told} is onbekend.", "Laat het leeg bij een nieuw thema.")
        elif often[written] > 1:
            self._skip(number, "theme_id", f"{told} staat er meer dan eens.", "De rij is overgeslagen.")
        else:
            self._known(number, theme, values)

    def _known(self, number: int, theme: str, values: Mapping[str, str]) -> None:
        was = {name: str(cell) for name, cell in theme_cells(self.rows[theme], self.labels).items()}
        other = {name for name, value in values.items() if value != was[name]}
        if "label" in other and self._label_fits(number, values["label"]):
            self._change(d.Rename(theme=theme, label=_line(values["label"])), number, "label", was, values)
        self._define(number, theme, values, was, other)
        if "status" in other:
            self._status(number, theme, values, was)
        for name in sorted(other & {"parent_id", "words"}):
            self._skip(number, name, "deze kolom is ter informatie.", f"{_NO_CHANGE} Gebruik de reviewapp.")

    def _define(
        self, number: int, theme: str, values: Mapping[str, str], was: Mapping[str, str], other: set[str]
    ) -> None:
        changed = [name for name in _DEFINED if name in other and self._fits(number, name, values[name])]
        if not changed:
            return
        row = self.rows.get(theme, {})
        parts: dict[str, Any] = {name: row.get(name) or ("" if name == "definition" else ()) for name in _DEFINED}
        for name in changed:
            parts[name] = values[name] if name == "definition" else _lines(values[name])
        if not self._fits(number, "definition", parts["definition"]):
            return
        if any(len(str(text)) > d.LONGEST_TEXT for text in (*parts["include"], *parts["exclude"])):
            self._skip(number, changed[0], "een voorbeeld van dit thema is te lang.", _NO_CHANGE)
            return
        self._change(d.Define(theme=theme, **parts), number, changed[0], was, values)

    def _status(self, number: int, theme: str, values: Mapping[str, str], was: Mapping[str, str]) -> None:
        word = values["status"].casefold()
        status = {text: name for name, text in STATUS.items()}.get(word)
        if status == "accepted":
            self._change(d.Accept(theme=theme), number, "status", was, values)
        elif status == "rejected":
            self._change(d.Reject(theme=theme), number, "status", was, values)
        elif status == "proposed":
            if was["status"] != STATUS["proposed"]:
                self._skip(
                    number, "status", "terug naar 'voorgesteld' kan niet.", "Maak het besluit ongedaan in de app."
                )
        else:
            what = f"status {values['status'][:40]!r} is onbekend."
            self._skip(number, "status", what, f"Kies uit: {', '.join(STATUS.values())}. {_NO_CHANGE}")

    def _new(self, number: int, values: Mapping[str, str]) -> None:
        label = _line(values.get("label", ""))
        if not self._label_fits(number, label):
            return
        key = as_cell(label).casefold()
        if key in self.new or key in {as_cell(known).casefold() for known in self.labels.values()}:
            self._skip(number, "label", f"er is al een thema {label[:60]!r}.", "Kies een andere naam.")
            return
        theme = mint(self.codebook, ["workbook", key], self.rows.keys())
        self.new[key] = theme
        parent = self._parent(number, values.get("parent_id", ""))
        none = dict.fromkeys(BOOK_COLUMNS, "")
        self._change(d.NewTheme(theme=theme, label=label, parent=parent), number, "label", none, values)
        self._define(number, theme, values, none, {name for name in _DEFINED if values.get(name)})
        status = values.get("status", "").casefold()
        if status and status != STATUS["proposed"]:
            self._status(number, theme, values, none)

    def _parent(self, number: int, written: str) -> str | None:
        if not written:
            return None
        main = [t for t, label in self.labels.items() if as_cell(label).casefold() == written.casefold()]
        main = [t for t in main if not self.rows[t].get("parent_id")]
        if len(main) != 1:
            what = f"hoofdthema {written[:60]!r} is er niet, of meer dan eens."
            self._skip(number, "parent_id", what, "Het thema wordt zelf een hoofdthema.")
            return None
        return main[0]

    def _label_fits(self, number: int, label: str) -> bool:
        if label and len(_line(label)) <= d.LONGEST_LABEL:
            return True
        what = f"de naam is langer dan {d.LONGEST_LABEL} tekens." if label else "het thema heeft geen naam."
        self._skip(number, "label", what, _NO_CHANGE)
        return False

    def _fits(self, number: int, name: str, text: object) -> bool:
        if len(str(text)) <= d.LONGEST_TEXT:
            return True
        self._skip(number, name, f"de tekst is langer dan {d.LONGEST_TEXT} tekens.", _NO_CHANGE)
        return False

    def _change(self, action: Any, number: int, name: str, was: Mapping[str, str], values: Mapping[str, str]) -> None:
        self.report.change(action, number, self.places[name], was[name], values[name])

    def _skip(self, number: int, name: str, what: str, remedy: str) -> None:
        self.report.skip(number, self.places.get(name), what, remedy)


def _line(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())
